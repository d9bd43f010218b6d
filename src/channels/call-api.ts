import type { LookUpResult, SendResult } from "../domain/channel.ts";
import { withTimeOut } from "./deadline.ts";
import { throttled, unanswered, unreadable } from "./meaning.ts";
import { type PostResult, postOnce } from "./post-once.ts";

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
  const result = await postOnce(post, withTimeOut(signal, timeOut));
  return result.kind === "answered" ? read(result) : { kind: "failed", result: unanswered(result) };
}

function read({ status, body, retryAfter: wait }: Extract<PostResult, { kind: "answered" }>): ApiAnswer {
  if (status === 429) return { kind: "failed", result: throttled(wait) };
  const isRefusal = status >= 400 && status < 500;
  if (!isRefusal && (status < 200 || status >= 300)) {
    return { kind: "failed", result: { kind: "unknown", code: `http_${status}` } };
  }
  const json = objectIn(body);
  return json ? { kind: "answered", status, body: json } : { kind: "failed", result: unreadable(status) };
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
