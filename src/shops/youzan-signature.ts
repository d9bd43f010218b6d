import { hash, timingSafeEqual } from "node:crypto";
import type { InboundRequest } from "./adapter.ts";
import { type Json, parseJson } from "./json.ts";
import { Look } from "./look.ts";

const MD5 = /^[0-9a-f]{32}$/i;
/** Nothing that could be taken for the beginning of a body: the two are signed as one text. */
const CLIENT_ID = /^[0-9A-Za-z_-]{1,64}$/;

const isMd5Of = (parts: readonly (string | Uint8Array)[], given: string): boolean => {
  const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return timingSafeEqual(hash("md5", whole, "buffer"), Buffer.from(given, "hex"));
};

/**
 * Whether Youzan signed the request with one of `secrets` (https://doc.youzanyun.com/resource/develop-guide/41355/41536):
 * the header `Event-Sign` is the MD5, in hex, of the app's id, the body and the app's secret. Older pushes carry no such
 * header but a `sign` in the body, of the app's id, `msg` as it stands there, and the secret.
 */
export function isSignedByYouzan(request: InboundRequest, body: Json | undefined, secrets: readonly string[]): boolean {
  const look = new Look(body);
  const header = request.header("event-sign");
  const sign = header ?? look.at("sign").text;
  const client = request.header("client-id") ?? look.at("client_id").text;
  const content = header === undefined ? look.at("msg").text : request.body;
  if (sign === null || !MD5.test(sign) || client === null || !CLIENT_ID.test(client) || content === null) return false;
  let good = false;
  for (const secret of secrets) if (isMd5Of([client, content, secret], sign)) good = true;
  return good;
}

/**
 * What a message says: JSON whose text is percent-encoded, or JSON itself. Undefined where it is neither. Nobody says
 * whether a blank is `%20` or `+`; every message holds times with a blank, so that where there is no `%20` it is `+`.
 */
export function decodeMessage(message: Look): Json | undefined {
  const { text } = message;
  if (text === null) return message.isObject ? message.value : undefined;
  try {
    const spaced = text.includes("%20") || text.trimStart().startsWith("{") ? text : text.replaceAll("+", " ");
    const decoded = spaced.trimStart().startsWith("{") ? spaced : decodeURIComponent(spaced);
    const parsed = parseJson(Buffer.from(decoded));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
