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
