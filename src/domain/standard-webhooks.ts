/** Signatures of Standard Webhooks (https://www.standardwebhooks.com, "Signature scheme"): HMAC-SHA256, symmetric, `v1`. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, SECOND } from "./instant.ts";

/** How far the sender's clock may be off, either way (contract.md, "Webhooks in"). */
export const SIGNATURE_TOLERANCE = 300 * SECOND;

export interface SignedMessage {
  /** `webhook-id`. */
  readonly id: string;
  /** `webhook-timestamp`: whole seconds since the epoch, as text. */
  readonly timestamp: string;
  /** The raw bytes of the body, as they went over the wire. */
  readonly body: Uint8Array;
}

const SECRET = /^whsec_([A-Za-z0-9+/]{22,}={0,2})$/;
const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE = /^[A-Za-z0-9]+,[A-Za-z0-9+/_=-]+$/;

/** The key inside a `whsec_<base64>` secret. Throws where the secret is not of that form; the message never shows it. */
const keyOf = (secret: string): Buffer => {
  const encoded = SECRET.exec(secret)?.[1];
  if (encoded === undefined)
    throw new Error("Expected a webhook secret of the form whsec_<base64 of 16 bytes or more>");
  return Buffer.from(encoded, "base64");
};

const digest = (secret: string, message: SignedMessage): Buffer =>
  createHmac("sha256", keyOf(secret)).update(`${message.id}.${message.timestamp}.`).update(message.body).digest();

/** One entry of `webhook-signature`: `v1,<base64>`. */
export const sign = (secret: string, message: SignedMessage): string =>
  `v1,${digest(secret, message).toString("base64")}`;

/** The three headers of a message sent at `at` (real time). */
export const signedHeaders = (secret: string, id: string, at: Instant, body: Uint8Array): Record<string, string> => {
  const timestamp = String(Math.floor(at / SECOND));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": sign(secret, { id, timestamp, body }),
  };
};

/**
 * Whether one of `signatures` (`webhook-signature`, separated by spaces) is good under one of `secrets` (two during a
 * rotation) and the timestamp lies within the tolerance of `now`, which is real time. Every pair is compared, in
 * constant time. A header that came twice (joined by a comma) has no valid form and is refused.
 */
export const verify = (
  secrets: readonly string[],
  message: SignedMessage,
  signatures: string,
  now: Instant,
): boolean => {
  if (!TIMESTAMP.test(message.timestamp) || message.id === "" || message.id.includes(",")) return false;
  if (Math.abs(Number(message.timestamp) * SECOND - now) > SIGNATURE_TOLERANCE) return false;
  const list = signatures.split(" ");
  if (!list.every((entry) => SIGNATURE.test(entry))) return false;
  const given = list.filter((entry) => entry.startsWith("v1,")).map((entry) => Buffer.from(entry.slice(3), "base64"));
  let good = false;
  for (const secret of secrets) {
    const expected = digest(secret, message);
    for (const candidate of given) {
      if (candidate.length === expected.length && timingSafeEqual(candidate, expected)) good = true;
    }
  }
  return good;
};
