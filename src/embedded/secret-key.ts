/** The key that seals personal data, made once and kept beside the embedded database. */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const KEY_BYTES = 32;

/**
 * The 32-byte key of `<dataDir>/secret.key` (base64, readable by its owner alone), made where there is none. Without
 * it the personal data in the database can't be read again: back it up. Throws where the file holds something else.
 */
export function keptSecretKey(dataDir: string): Uint8Array {
  const file = path.join(dataDir, "secret.key");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  createOnce(file);
  const key = Buffer.from(readFileSync(file, "utf8"), "base64");
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} does not hold ${KEY_BYTES} bytes in base64: restore that file`);
  return new Uint8Array(key);
}

/** Written beside and linked into place: whoever reads the file sees a whole key, and of two makers one wins. */
function createOnce(file: string): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, {
    mode: 0o600,
  });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
