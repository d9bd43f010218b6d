import type { LookUpResult, SendResult } from "../domain/channel.ts";
import { instant, SECOND } from "../domain/instant.ts";
import { withTimeOut } from "./deadline.ts";
import { type PostResult, postOnce } from "./post-once.ts";
import { retryAfter } from "./retry-after.ts";

/** Milliseconds for the whole of one request (design.md, "The send permit"). */
export const TIME_OUT = 10 * SECOND;
/** Bytes of an answer; a page of 100 reports stays well below. */
const ANSWER_LIMIT = 256 * 1024;

/** One request to a provider's JSON API. */
export interface ApiCall {
  readonly url: URL;
  /** POST where it is left out. */
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What a JSON API said. `failed` is whatever is no answer of its own, as the result that it means for a message:
 * - no byte was written, or 429: not sent;
 * - a 4xx that is no JSON is a proxy's on the way: rejected;
 * - all else: unknown.
 */
export type ApiAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: object }
  | { readonly kind: "failed"; readonly result: Exclude<SendResult, { kind: "accepted" }> };

/** Asks, at most once, over a connection of its own (`postOnce`). Never throws. */
export async function callApi({ body, ...call }: ApiCall, signal: AbortSignal, timeOut: number): Promise<ApiAnswer> {
  const post = {
    ...call,
    body: new TextEncoder().encode(body),
    answerLimit: ANSWER_LIMIT,
    readsRefusals: true,
  };
  return answerOf(await postOnce(post, withTimeOut(signal, timeOut)));
}

function answerOf(result: PostResult): ApiAnswer {
  switch (result.kind) {
    case "no_connection":
      return { kind: "failed", result: { kind: "not_sent", code: result.code, retryAfterMs: null } };
    case "lost":
      return { kind: "failed", result: { kind: "unknown", code: result.code } };
    case "answered":
      return read(result);
    default:
      return result satisfies never;
  }
}

function read({ status, body, retryAfter: wait }: Extract<PostResult, { kind: "answered" }>): ApiAnswer {
  if (status === 429) {
    const retryAfterMs = retryAfter(wait, instant(Date.now()));
    return { kind: "failed", result: { kind: "not_sent", code: "throttled", retryAfterMs } };
  }
  const isRefusal = status >= 400 && status < 500;
  if (!isRefusal && (status < 200 || status >= 300)) {
    return { kind: "failed", result: { kind: "unknown", code: `http_${status}` } };
  }
  const json = objectIn(body);
  if (json) return { kind: "answered", status, body: json };
  return isRefusal
    ? { kind: "failed", result: { kind: "rejected", code: `http_${status}`, fault: "provider" } }
    : { kind: "failed", result: { kind: "unknown", code: "no_id" } };
}

function objectIn(body: string): object | null {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null ? json : null;
  } catch {
    return null;
  }
}

/** A provider that could not be asked what became of a request. */
export const noAnswer = (result: SendResult): LookUpResult => ({
  kind: "no_answer",
  code: result.kind === "accepted" ? "unreadable" : result.code,
});

/** The base that the operator named in the place of the provider's own address, with that path put behind its own. */
export function at(baseUrl: string, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}${path}`;
  return url;
}
