import type { Channel, ChannelName, SendRequest, SendResult } from "../domain/channel.ts";
import { instant } from "../domain/instant.ts";
import { formatAmount } from "../domain/money.ts";
import { signedHeaders } from "../domain/standard-webhooks.ts";
import { SEND_TIME_OUT, timeLimit } from "./deadline.ts";
import { keepConnections } from "./kept-connections.ts";
import { acceptedAs, throttled, unanswered } from "./meaning.ts";
import { postOnce } from "./post-once.ts";

const ANSWER_LIMIT = 64 * 1024;

export interface HttpSettings {
  readonly provider: "http";
  /** Of the operator's own gateway: may be private and plain http. */
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
}

/** A gateway of the shop's own, told by a signed POST (contract.md, "Configuration", `http`). It takes nothing back. */
export function httpChannel(name: ChannelName, settings: HttpSettings, timeOut: number = SEND_TIME_OUT): Channel {
  const url = new URL(settings.url);
  const kept = keepConnections();
  return {
    name,
    provider: "http",
    caller: "machine",
    async send(request, signal) {
      // Real time: the gateway checks it against its own clock.
      const now = instant(Date.now());
      const body = new TextEncoder().encode(JSON.stringify(document(request)));
      const headers = {
        "content-type": "application/json",
        "user-agent": "cuifu",
        ...signedHeaders(settings.secret, request.contactId, now, body),
      };
      const post = { url, headers, body, answerLimit: ANSWER_LIMIT, kept };
      using limit = timeLimit(signal, timeOut);
      const result = await postOnce(post, limit.signal);
      if (result.kind !== "answered") return unanswered(result);
      return answered(result.status, result.retryAfter, result.body);
    },
    async cancel() {},
  };
}

/** The body as contract.md has it. */
const document = (request: SendRequest) => ({
  contact_id: request.contactId,
  channel: request.channel,
  shop: request.shop,
  to: request.to,
  locale: request.locale,
  text: request.text,
  ...(request.subject === null ? {} : { subject: request.subject }),
  orders: request.orders.map(({ id, amount, payUrl }) => ({
    id,
    amount: formatAmount(amount.amount, amount.currency),
    currency: amount.currency,
    pay_url: payUrl,
  })),
});

/** Refusals of us and not of the message: secret, credit, address of the gateway. */
const OURS = [401, 402, 403, 404, 405];

/** 2xx with an id: accepted. 429: not sent. Other 4xx: rejected. All else: unknown. */
function answered(status: number, wait: string | undefined, body: string): SendResult {
  if (status === 429) return throttled(wait);
  if (status >= 400 && status < 500) {
    const refused = { kind: "rejected", code: `http_${status}` } as const;
    return OURS.includes(status) ? { ...refused, fault: "provider" } : refused;
  }
  if (status < 200 || status >= 300) return { kind: "unknown", code: `http_${status}` };
  return acceptedAs(idIn(body));
}

/** `id` of a JSON object, a whole number that is exact as text; null where there is none. */
function idIn(body: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof answer !== "object" || answer === null || !("id" in answer)) return null;
  return Number.isSafeInteger(answer.id) ? String(answer.id) : answer.id;
}
