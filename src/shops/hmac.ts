import { createHmac, timingSafeEqual } from "node:crypto";

/** 32 bytes in base64. */
const DIGEST = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Whether `signature` is the HMAC-SHA256 of `body`, in base64, under one of `secrets`, whose whole text is the key. Every
 * secret is tried, in constant time. A header that came twice (joined by a comma) has no valid form and is refused.
 */
export function isHmacOf(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean {
  if (signature === undefined || !DIGEST.test(signature)) return false;
  const given = Buffer.from(signature, "base64");
  let good = false;
  for (const secret of secrets) {
    if (timingSafeEqual(createHmac("sha256", secret).update(body).digest(), given)) good = true;
  }
  return good;
}
