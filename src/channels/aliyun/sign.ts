import { createHash, createHmac, randomUUID } from "node:crypto";
import { type Instant, instant, toIso } from "../../domain/instant.ts";

/** What is signed of one request of the RPC style: all its parameters stand in the query. */
export interface Unsigned {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** The parts that differ from one signature to the next. */
export interface Once {
  readonly now: Instant;
  /** Never used twice: Alibaba Cloud refuses a request that it has seen. */
  readonly nonce: string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";
const NO_BODY = createHash("sha256").digest("hex");

/**
 * Query and headers of a signed POST without a body (https://help.aliyun.com/document_detail/2712195.html). Held to the
 * vendor's SDK by tests/contract/aliyun.test.ts; why it is not that SDK that sends: docs/decisions/0016.
 */
export function signed(
  { host, action, version, query }: Unsigned,
  { accessKeyId, accessKeySecret }: AccessKey,
  { now, nonce }: Once = { now: instant(Date.now()), nonce: randomUUID() },
): { readonly query: string; readonly headers: Readonly<Record<string, string>> } {
  const headers: Record<string, string> = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": NO_BODY,
    "x-acs-date": toIso(now).replace(/\.\d+Z$/, "Z"),
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
  };
  const names = Object.keys(headers).sort();
  const canonicalQuery = Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .join("&");
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = ["POST", "/", canonicalQuery, lines, names.join(";"), NO_BODY].join("\n");
  const digest = createHash("sha256").update(request).digest("hex");
  const signature = createHmac("sha256", accessKeySecret).update(`${ALGORITHM}\n${digest}`).digest("hex");
  const authorization = `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { query: canonicalQuery, headers: { ...headers, authorization } };
}

/** RFC 3986: what `encodeURIComponent` leaves of its reserved characters is encoded as well. */
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
