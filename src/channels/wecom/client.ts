import { z } from "zod";
import type { SendResult } from "../../domain/channel.ts";
import { SECOND } from "../../domain/instant.ts";
import { isOfToken, wecomRefusal } from "../../domain/wecom.ts";
import { at, callApi } from "../call-api.ts";
import { withTimeOut } from "../deadline.ts";
import { NO_ID } from "../meaning.ts";

export interface WecomAccount {
  /** 企业ID, `ww…` */
  readonly corpId: string;
  /** Of 微信客服, or of an application that may use it. */
  readonly secret: string;
  /** In the place of `https://qyapi.weixin.qq.com`: a proxy or a fake; null for the real one. */
  readonly baseUrl: string | null;
}

/** The answer with `errcode` 0, or what another answer, or none, means for a message. */
export type WecomAnswer =
  | { readonly kind: "ok"; readonly body: object }
  | {
      readonly kind: "failed";
      readonly result: Exclude<SendResult, { kind: "accepted" }>;
      /** It was refused for its token alone. */
      readonly isStale?: boolean;
    };

const HOST = "https://qyapi.weixin.qq.com";
/** Of the ten seconds that a message has, so many may go by until there is a token. */
const TOKEN_TIME_OUT = 3 * SECOND;
/** A token is renewed this long before it ends. */
const RENEWED_BEFORE = 300 * SECOND;

const CODE = z.object({ errcode: z.number().int() });
const TOKEN = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

type Token = { readonly kind: "token"; readonly value: string; readonly until: number };
type Failed = Extract<WecomAnswer, { kind: "failed" }>;

/** Asks WeCom's API with a token that it keeps and renews; one for all that ask at the same time. */
export class WecomClient {
  readonly #account: WecomAccount;
  #token: Token | null = null;
  #fetching: Promise<Token | Failed> | null = null;

  constructor(account: WecomAccount) {
    this.#account = account;
  }

  /**
   * Posts, at most once, and once more only where the first was refused for its token: WeCom may withdraw one before its
   * time, and a refusal is proof that nothing was done. Never throws.
   */
  async post(path: string, body: object, signal: AbortSignal, timeOut: number): Promise<WecomAnswer> {
    const within = withTimeOut(signal, timeOut);
    const answer = await this.#postOnce(path, body, within, timeOut);
    if (answer.kind === "ok" || !answer.isStale) return answer;
    this.#token = null;
    return await this.#postOnce(path, body, within, timeOut);
  }

  async #postOnce(path: string, body: object, signal: AbortSignal, timeOut: number): Promise<WecomAnswer> {
    const token = await this.#freshToken(timeOut);
    if (token.kind === "failed") return token;
    return await this.#call(`${path}?access_token=${encodeURIComponent(token.value)}`, body, signal, timeOut);
  }

  /** Without the signal of the one that asks: others wait for the same token. */
  async #freshToken(timeOut: number): Promise<Token | Failed> {
    if (this.#token && Date.now() < this.#token.until) return this.#token;
    this.#fetching ??= this.#fetchToken(Math.min(timeOut, TOKEN_TIME_OUT)).finally(() => {
      this.#fetching = null;
    });
    return await this.#fetching;
  }

  async #fetchToken(timeOut: number): Promise<Token | Failed> {
    const { corpId, secret } = this.#account;
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const answer = await this.#call(`/cgi-bin/gettoken?${query}`, null, new AbortController().signal, timeOut);
    if (answer.kind === "failed") return { kind: "failed", result: beforeSending(answer.result) };
    const { success, data } = TOKEN.safeParse(answer.body);
    if (!success) return { kind: "failed", result: { kind: "not_sent", code: "no_token", retryAfterMs: null } };
    const until = Date.now() + Math.max(data.expires_in * SECOND - RENEWED_BEFORE, SECOND);
    this.#token = { kind: "token", value: data.access_token, until };
    return this.#token;
  }

  async #call(path: string, body: object | null, signal: AbortSignal, timeOut: number): Promise<WecomAnswer> {
    const [pathname = "", query = ""] = path.split("?");
    const url = at(this.#account.baseUrl ?? HOST, pathname);
    url.search = query;
    const headers = { "content-type": "application/json", "user-agent": "cuifu" };
    const call = { url, headers, ...(body === null ? { method: "GET", body: "" } : { body: JSON.stringify(body) }) };
    const answer = await callApi(call, signal, timeOut);
    if (answer.kind === "failed") return answer;
    const { success, data } = CODE.safeParse(answer.body);
    if (!success) return { kind: "failed", result: NO_ID };
    if (data.errcode === 0) return { kind: "ok", body: answer.body };
    return { kind: "failed", result: wecomRefusal(data.errcode), isStale: isOfToken(data.errcode) };
  }
}

/** Whatever became of asking for a token, no message was on its way yet. */
const beforeSending = (result: Failed["result"]): Failed["result"] =>
  result.kind === "unknown" ? { kind: "not_sent", code: result.code, retryAfterMs: null } : result;
