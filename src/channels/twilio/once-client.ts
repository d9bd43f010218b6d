import twilio from "twilio";
import { instant } from "../../domain/instant.ts";
import { SEND_TIME_OUT, withTimeOut } from "../deadline.ts";
import { type PostResult, postOnce } from "../post-once.ts";
import { retryAfter } from "../retry-after.ts";
import { Unanswered } from "./outcome.ts";
import type { TwilioAccount } from "./settings.ts";

type Asked<T> = Parameters<InstanceType<typeof twilio.RequestClient>["request"]>[0] & { data?: T };
type Answer<T> = Awaited<ReturnType<InstanceType<typeof twilio.RequestClient>["request"]>> & { body: T };

/** Bytes of an answer; a page of 50 messages stays well below. */
const ANSWER_LIMIT = 256 * 1024;

/**
 * The SDK's way to the network, in which one request is one connection and is never tried again: so that a failure
 * before its first byte is told from one after it (`postOnce`). Throws `Unanswered` for whatever is no answer of
 * Twilio's, and for 429.
 */
class OnceClient extends twilio.RequestClient {
  readonly #baseUrl: string | null;
  readonly #signal: AbortSignal;

  constructor(baseUrl: string | null, signal: AbortSignal, timeOut: number) {
    super({ timeout: timeOut, autoRetry: false, keepAlive: false });
    this.#baseUrl = baseUrl;
    this.#signal = withTimeOut(signal, timeOut);
  }

  override async request<T>({ uri, method, headers, params, data, username, password }: Asked<T>): Promise<Answer<T>> {
    const url = moved(uri, this.#baseUrl);
    for (const [name, value] of fields(params)) url.searchParams.append(name, value);
    const form = method === "get" ? "" : new URLSearchParams(fields(data)).toString();
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const result = await postOnce(
      {
        url,
        method: method.toUpperCase(),
        headers: { ...headers, authorization },
        body: new TextEncoder().encode(form),
        answerLimit: ANSWER_LIMIT,
        readsRefusals: true,
      },
      this.#signal,
    );
    // The SDK parses a text itself.
    return answerOf(result) as Answer<T>;
  }
}

/** A client of the SDK for one piece of work, which ends with `signal` or after 10 s. */
export const openClient = (account: TwilioAccount, signal: AbortSignal, timeOut: number = SEND_TIME_OUT) =>
  new twilio.Twilio(account.accountSid, account.authToken, {
    httpClient: new OnceClient(account.baseUrl, signal, timeOut),
  });

/** The address at the base the operator named, its own path put before. */
function moved(uri: string, baseUrl: string | null): URL {
  const url = new URL(uri);
  if (baseUrl === null) return url;
  const base = new URL(baseUrl);
  base.pathname = `${base.pathname.replace(/\/+$/, "")}${url.pathname}`;
  base.search = url.search;
  return base;
}

/** Name and value of each field; a list is the same name again. */
function fields(data: unknown): [string, string][] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  );
}

function answerOf(result: PostResult): { statusCode: number; body: string; headers: object } {
  switch (result.kind) {
    case "no_connection":
      throw new Unanswered({ kind: "not_sent", code: result.code, retryAfterMs: null });
    case "lost":
      throw new Unanswered({ kind: "unknown", code: result.code });
    case "answered": {
      const { status, body } = result;
      if (status !== 429) return { statusCode: status, body, headers: {} };
      const retryAfterMs = retryAfter(result.retryAfter, instant(Date.now()));
      throw new Unanswered({ kind: "not_sent", code: "throttled", retryAfterMs });
    }
    default:
      return result satisfies never;
  }
}
