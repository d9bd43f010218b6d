import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Where a sealed value stands. It is authenticated with the value, so that ciphertext moved to another row won't open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly shop: number;
  readonly row: string;
}

/** Seals personal data and hashes addresses. */
export interface Vault {
  /** AES-256-GCM: version (1 byte), key id (4), nonce (12), tag (16), ciphertext. */
  seal(plain: string | Uint8Array, place: Place): Uint8Array;
  /** @throws Error where the key, the place or the bytes don't fit. */
  open(sealed: Uint8Array, place: Place): Uint8Array;
  openText(sealed: Uint8Array, place: Place): string;
  /** Keyed hash (HMAC-SHA-256, 32 bytes) of `value` within `scope`: finds an address again without keeping it. */
  hash(scope: string, value: string): Uint8Array;
}

const VERSION = 1;
const HEAD = 1 + 4 + 12 + 16;

/** @param secret 32 bytes: `CUIFU_SECRET_KEY`. Encryption and hashing each get a key of their own derived from it. */
export function createVault(secret: Uint8Array): Vault {
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `cuifu ${use}`, 32));
  const sealKey = derive("seal");
  const hashKey = derive("hash");
  const keyId = createHash("sha256").update(sealKey).digest().subarray(0, 4);

  const seal: Vault["seal"] = (plain, place) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", sealKey, nonce).setAAD(labelOf(place));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), keyId, nonce, cipher.getAuthTag(), body]);
  };

  const open: Vault["open"] = (sealed, place) => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEAD || bytes[0] !== VERSION)
      throw new Error(`sealed ${place.table}.${place.column} is damaged`);
    if (!bytes.subarray(1, 5).equals(keyId)) {
      throw new Error(`${place.table}.${place.column} was sealed with another CUIFU_SECRET_KEY: start with that key`);
    }
    const decipher = createDecipheriv("aes-256-gcm", sealKey, bytes.subarray(5, 17)).setAAD(labelOf(place));
    decipher.setAuthTag(bytes.subarray(17, HEAD));
    return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]);
  };

  return {
    seal,
    open,
    openText: (sealed, place) => Buffer.from(open(sealed, place)).toString("utf8"),
    hash: (scope, value) => createHmac("sha256", hashKey).update(scope).update("\0").update(value).digest(),
  };
}

const labelOf = ({ table, column, shop, row }: Place): Buffer => Buffer.from(`${table}\0${column}\0${shop}\0${row}`);
