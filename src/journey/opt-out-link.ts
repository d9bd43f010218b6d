import { timingSafeEqual } from "node:crypto";
import type { ContactId } from "../domain/brand.ts";
import type { Vault } from "../store/seal.ts";

const ID_BYTES = 16;
const PROOF_BYTES = 12;
const TOKEN = /^[A-Za-z0-9_-]{38}$/;

/**
 * What stands in the `/u/` link of a contact: its random id and a proof that we made it, so that nobody can guess one.
 * Nothing is stored for it, and it holds nothing personal.
 */
export function optOutToken(vault: Pick<Vault, "hash">, contactId: ContactId): string {
  const id = Buffer.from(contactId.replaceAll("-", ""), "hex");
  return Buffer.concat([id, proofOf(vault, contactId)]).toString("base64url");
}

/** The contact that a token names; null where we did not make it. */
export function readOptOutToken(vault: Pick<Vault, "hash">, token: string): ContactId | null {
  if (!TOKEN.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  // One spelling alone: the last character has bits to spare.
  if (bytes.toString("base64url") !== token) return null;
  const hex = bytes.toString("hex", 0, ID_BYTES);
  const contactId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") as ContactId;
  return timingSafeEqual(bytes.subarray(ID_BYTES), proofOf(vault, contactId)) ? contactId : null;
}

const proofOf = (vault: Pick<Vault, "hash">, contactId: ContactId): Uint8Array =>
  Buffer.from(vault.hash("opt-out link", contactId).subarray(0, PROOF_BYTES));
