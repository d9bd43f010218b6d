import { z } from "zod";
import type { SendResult } from "../../domain/channel.ts";
import { instant } from "../../domain/instant.ts";
import { tencentRefusal } from "../../domain/tencent.ts";
import { at, callApi } from "../call-api.ts";
import { unreadable } from "../meaning.ts";
import { type SecretKey, signed } from "./sign.ts";

export interface TencentAccount extends SecretKey {
  /** For instance `ap-guangzhou`. */
  readonly region: string;
  /** In the place of `https://sms.tencentcloudapi.com`: a proxy or a fake; null for the real one. */
  readonly baseUrl: string | null;
}

/** What stands under `Response`, or what an error, or no answer, means for a message. */
export type TencentAnswer =
  | { readonly kind: "ok"; readonly response: object }
  | { readonly kind: "failed"; readonly result: Exclude<SendResult, { kind: "accepted" }> };

const SMS = { host: "sms.tencentcloudapi.com", service: "sms", version: "2021-01-11" } as const;

const RESPONSE = z.object({ Response: z.looseObject({ Error: z.object({ Code: z.string() }).optional() }) });

/**
 * One action of the SMS API, at most once. Never throws, and never tells the vendor's own message: that may name the
 * number. With another base address the `Host` header stays the vendor's: the signature covers it.
 */
export async function ask(
  { baseUrl, region, ...key }: TencentAccount,
  action: string,
  parameters: object,
  signal: AbortSignal,
  timeOut: number,
): Promise<TencentAnswer> {
  const body = JSON.stringify(parameters);
  const headers = signed({ ...SMS, action, region, body }, key, instant(Date.now()));
  const url = at(baseUrl ?? `https://${SMS.host}`, "/");
  const answer = await callApi({ url, headers: { ...headers, "user-agent": "cuifu" }, body }, signal, timeOut);
  if (answer.kind === "failed") return answer;
  const { success, data } = RESPONSE.safeParse(answer.body);
  if (success) {
    const { Error: error, ...response } = data.Response;
    return error ? { kind: "failed", result: tencentRefusal(error.Code) } : { kind: "ok", response };
  }
  return { kind: "failed", result: unreadable(answer.status) };
}
