import { instant, SECOND, toIso } from "../domain/instant.ts";
import { signedHeaders } from "../domain/standard-webhooks.ts";
import { postOnce } from "./post-once.ts";

/** What is told of an alert. */
export interface AlertMessage {
  readonly id: string;
  readonly kind: string;
  readonly shop: string | null;
  readonly detail: object;
  readonly raisedAt: Parameters<typeof toIso>[0];
}

const TIME_OUT = 10 * SECOND;

/**
 * Posts alerts to the operator's own address (it may be private, and plain http), signed as Standard Webhooks with
 * `secret` and named by the alert's id, so that one that comes twice is known. @returns whether the answer was 2xx.
 */
export function alertWebhook(url: string, secret: string): (alert: AlertMessage) => Promise<boolean> {
  return async ({ id, kind, shop, detail, raisedAt }) => {
    const body = new TextEncoder().encode(
      JSON.stringify({ type: "alert", timestamp: toIso(raisedAt), data: { code: kind, shop, ...detail } }),
    );
    const headers = {
      "content-type": "application/json",
      "user-agent": "cuifu",
      ...signedHeaders(secret, id, instant(Date.now()), body),
    };
    const post = { url: new URL(url), headers, body, answerLimit: 64 * 1024 };
    const result = await postOnce(post, AbortSignal.timeout(TIME_OUT));
    return result.kind === "answered" && result.status >= 200 && result.status < 300;
  };
}
