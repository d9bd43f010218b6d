import { createHash, createHmac } from "node:crypto";
import { type Instant, SECOND, toIso } from "../../domain/instant.ts";

/** What is signed of one request: a JSON body posted to `/`. */
export interface Unsigned {
  readonly host: string;
  /** The product's name in the scope of the signature, the first part of its host. */
  readonly service: string;
  readonly action: string;
  readonly version: string;
  readonly region: string;
  readonly body: string;
}

export interface SecretKey {
  readonly secretId: string;
  readonly secretKey: string;
}

const ALGORITHM = "TC3-HMAC-SHA256";
const CONTENT_TYPE = "application/json";

/**
 * The headers of a signed request (https://cloud.tencent.com/document/api/382/52071). Held to the vendor's SDK by
 * tests/contract/tencent.test.ts; why it is not that SDK that sends: docs/decisions/0016.
 */
export function signed(
  { host, service, action, version, region, body }: Unsigned,
  { secretId, secretKey }: SecretKey,
  now: Instant,
): Readonly<Record<string, string>> {
  const date = toIso(now).slice(0, 10);
  const timestamp = String(Math.floor(now / SECOND));
  const scope = `${date}/${service}/tc3_request`;
  const names = "content-type;host";
  const request = ["POST", "/", "", `content-type:${CONTENT_TYPE}\nhost:${host}\n`, names, sha256(body)].join("\n");
  const text = [ALGORITHM, timestamp, scope, sha256(request)].join("\n");
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request");
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return {
    host,
    "content-type": CONTENT_TYPE,
    authorization: `${ALGORITHM} Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    "x-tc-action": action,
    "x-tc-version": version,
    "x-tc-region": region,
    "x-tc-timestamp": timestamp,
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
