import { randomBytes, timingSafeEqual } from "node:crypto";
import type { JourneyContext } from "./context.ts";

/** Bytes: enough that no two are alike, and a signature so that a made-up code costs no look into the database. */
const RANDOM = 8;
const SIGNATURE = 4;
const CODE = /^[A-Za-z0-9_-]{16}$/;

type Signer = Pick<JourneyContext, "vault">;

/** A new code of a `/r/` link: 16 characters that stand in an address as they are. Says nothing of the order. */
export function newLinkCode(ctx: Signer): string {
  const random = randomBytes(RANDOM);
  return Buffer.concat([random, signature(ctx, random)]).toString("base64url");
}

/** Whether this service gave the code out. */
export function isLinkCode(ctx: Signer, code: string): boolean {
  if (!CODE.test(code)) return false;
  const bytes = Buffer.from(code, "base64url");
  return timingSafeEqual(bytes.subarray(RANDOM), signature(ctx, bytes.subarray(0, RANDOM)));
}

const signature = ({ vault }: Signer, random: Buffer): Uint8Array =>
  vault.hash("pay link", random.toString("base64url")).subarray(0, SIGNATURE);
