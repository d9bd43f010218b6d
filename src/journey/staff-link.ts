import { timingSafeEqual } from "node:crypto";
import type { JourneyContext } from "./context.ts";

const SIGNATURE = 32;
const TOKEN = /^[A-Za-z0-9_-]{64}$/;
const ID = 16;

/** A one-time link does not work (any more). */
export class LinkRefused extends Error {
  override readonly name = "LinkRefused";
}

type Signer = Pick<JourneyContext, "vault">;

/**
 * What a one-time link of staff carries. Its id alone is kept in the database: without the service's key nobody makes a
 * token of it, and a made-up one costs no look there.
 */
export function linkToken(ctx: Signer, id: string): string {
  const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
  return Buffer.concat([bytes, signature(ctx, bytes)]).toString("base64url");
}

/** The id in a token. @throws LinkRefused where this service did not make it. */
export function readLinkToken(ctx: Signer, token: string): string {
  const bytes = TOKEN.test(token) ? Buffer.from(token, "base64url") : Buffer.alloc(ID + SIGNATURE);
  if (!timingSafeEqual(bytes.subarray(ID), signature(ctx, bytes.subarray(0, ID)))) throw new LinkRefused();
  return bytes
    .subarray(0, ID)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const signature = ({ vault }: Signer, id: Buffer): Uint8Array => vault.hash("staff link", id.toString("hex"));
