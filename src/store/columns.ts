import { createHash } from "node:crypto";
import { customType } from "drizzle-orm/pg-core";
import { type Instant, instant, toIso } from "../domain/instant.ts";

/** A moment, kept to the millisecond, read and written as `Instant`. Connections read it as a number (connect.ts). */
export const moment = customType<{
  data: Instant;
  driverData: string | number;
}>({
  dataType: () => "timestamp (3) with time zone",
  toDriver: toIso,
  fromDriver: (value) => instant(typeof value === "number" ? value : Date.parse(value)),
});

/** Bytes: hashes and ciphertext. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
});

/** A token of which only the SHA-256 is kept: what is written and what is looked for is hashed here, the token is nowhere. */
export const tokenHash = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: (token) => createHash("sha256").update(token).digest("base64url"),
});
