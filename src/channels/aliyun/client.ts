import { z } from "zod";
import { aliyunRefusal } from "../../domain/aliyun.ts";
import type { SendResult } from "../../domain/channel.ts";
import { at, callApi } from "../call-api.ts";
import { unreadable } from "../meaning.ts";
import { type AccessKey, signed } from "./sign.ts";

/** What the channels of Alibaba Cloud have in common (docs/channels.md, "Alibaba Cloud"). */
export interface AliyunAccount extends AccessKey {
  /** In the place of the product's own address: a proxy or a fake; null for the real one. */
  readonly baseUrl: string | null;
}

/** A product of Alibaba Cloud's, with the version of its API. Both speak of 2017-05-25. */
export const SMS = { host: "dysmsapi.aliyuncs.com", version: "2017-05-25" } as const;
export const VOICE = { host: "dyvmsapi.aliyuncs.com", version: "2017-05-25" } as const;

/** `OK` with all that stands beside it, or what another answer, or none, means for a message. */
export type AliyunAnswer =
  | { readonly kind: "ok"; readonly body: object }
  | { readonly kind: "failed"; readonly result: Exclude<SendResult, { kind: "accepted" }> };

const CODE = z.object({ Code: z.string() });

/**
 * One operation of a product, at most once. Never throws, and never tells the vendor's own message: that may name the
 * number. With another base address the `Host` header stays the product's: the signature covers it.
 */
export async function ask(
  { baseUrl, ...key }: AliyunAccount,
  product: typeof SMS | typeof VOICE,
  action: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
  timeOut: number,
): Promise<AliyunAnswer> {
  const { query, headers } = signed({ ...product, action, query: parameters }, key);
  const url = at(baseUrl ?? `https://${product.host}`, "/");
  url.search = query;
  const answer = await callApi(
    { url, headers: { ...headers, accept: "application/json", "user-agent": "cuifu" }, body: "" },
    signal,
    timeOut,
  );
  if (answer.kind === "failed") return answer;
  const { success, data } = CODE.safeParse(answer.body);
  if (success) {
    if (data.Code === "OK") return { kind: "ok", body: answer.body };
    return { kind: "failed", result: aliyunRefusal(data.Code) };
  }
  return { kind: "failed", result: unreadable(answer.status) };
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing's time, as both products tell it; null where it is none. */
export function beijingTime(text: string | undefined): number | null {
  const time = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? "");
  const at = time ? Date.parse(`${time[1]}T${time[2]}+08:00`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
