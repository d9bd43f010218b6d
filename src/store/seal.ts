import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from "node:crypto";

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
  /** @throws DamagedSeal where the place or the bytes don't fit; Error where the key doesn't. */
  open(sealed: Uint8Array, place: Place): Uint8Array;
  openText(sealed: Uint8Array, place: Place): string;
  /** Keyed hash (HMAC-SHA-256, 32 bytes) of `value` within `scope`: finds an address again without keeping it. */
  hash(scope: string, value: string): Uint8Array;
}

/** Bytes that are not what was sealed here: written over, cut, or moved from another row. */
class DamagedSeal extends Error {
  constructor({ table, column }: Place) {
    super(`sealed ${table}.${column} is damaged`);
    this.name = "DamagedSeal";
  }
}

/** What `open` gives; null where it is damaged: one such row must not hide all others from those who only look. */
export function unlessDamaged<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof DamagedSeal) return null;
    throw error;
  }
}

const VERSION = 1;
const NONCE = 12;
const HEAD = 1 + 4 + NONCE + 16;
/** Nonces drawn at once: asking for 12 random bytes takes longer than sealing with them. */
const NONCES = 512;

/** @param secret 32 bytes: `CUIFU_SECRET_KEY`. Encryption and hashing each get a key of their own derived from it. */
export function createVault(secret: Uint8Array): Vault {
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `cuifu ${use}`, 32));
  const sealKey = derive("seal");
  const hashKey = createSecretKey(derive("hash"));
  const keyId = createHash("sha256").update(sealKey).digest().subarray(0, 4);
  const cipherKey = createSecretKey(sealKey);
  const head = Buffer.concat([Buffer.of(VERSION), keyId]);

  const nextNonce = nonces();
  const seal: Vault["seal"] = (plain, place) => {
    const nonce = nextNonce();
    const cipher = createCipheriv("aes-256-gcm", cipherKey, nonce).setAAD(labelOf(place));
    const body = cipher.update(plain);
    // GCM has nothing left to give at its end.
    cipher.final();
    return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
  };

  const open: Vault["open"] = (sealed, place) => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEAD || bytes[0] !== VERSION) throw new DamagedSeal(place);
    if (!bytes.subarray(1, 5).equals(keyId)) {
      throw new Error(`${place.table}.${place.column} was sealed with another CUIFU_SECRET_KEY: start with that key`);
    }
    const decipher = createDecipheriv("aes-256-gcm", cipherKey, bytes.subarray(5, 5 + NONCE)).setAAD(labelOf(place));
    decipher.setAuthTag(bytes.subarray(5 + NONCE, HEAD));
    const plain = decipher.update(bytes.subarray(HEAD));
    try {
      decipher.final();
    } catch {
      throw new DamagedSeal(place);
    }
    return plain;
  };

  return {
    seal,
    open,
    openText: (sealed, place) => Buffer.from(open(sealed, place)).toString("utf8"),
    hash: (scope, value) => createHmac("sha256", hashKey).update(scope).update("\0").update(value).digest(),
  };
}

/** Each nonce is given out once. */
function nonces(): () => Uint8Array {
  const drawn = Buffer.alloc(NONCE * NONCES);
  let at = drawn.length;
  return () => {
    if (at === drawn.length) {
      randomFillSync(drawn);
      at = 0;
    }
    at += NONCE;
    return drawn.subarray(at - NONCE, at);
  };
}

const labelOf = ({ table, column, shop, row }: Place): Buffer => Buffer.from(`${table}\0${column}\0${shop}\0${row}`);
