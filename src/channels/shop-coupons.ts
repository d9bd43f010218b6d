import type { CouponQuestion, CouponReply, CouponSource } from "../domain/coupon.ts";
import { instant, MINUTE, toIso } from "../domain/instant.ts";
import { formatAmount } from "../domain/money.ts";
import { signedHeaders } from "../domain/standard-webhooks.ts";
import { type PostResult, postOnce } from "./post-once.ts";
import { addressRefusal, isListed } from "./public-address.ts";

/** Bytes of an answer that are read: a code, an amount and a date need 200. */
const ANSWER_LIMIT = 8 * 1024;
/** A host that gave no answer so often in a row is left alone for a while: each time costs a message some seconds. */
const PATIENCE = { failures: 3, rest: MINUTE };
/** Questions one host may have under way: more would hold up what other shops send. */
const AT_ONCE = 16;

interface HostState {
  failures: number;
  underWay: number;
  /** By the monotonic clock. */
  restsUntil: number;
}

/**
 * Asks shops for coupons by a signed POST to the address that their policy names (docs/coupons.md). Follows no
 * redirect, tries nothing again, and calls only what `allow` lists or what is https and public.
 * @param monotonic milliseconds that never go back.
 */
export function shopCoupons(allow: readonly string[], monotonic: () => number): CouponSource {
  const hosts = new Map<string, HostState>();

  const stateOf = (host: string): HostState => {
    const known = hosts.get(host);
    if (known) return known;
    if (hosts.size >= 1_000) hosts.clear();
    const fresh = { failures: 0, underWay: 0, restsUntil: 0 };
    hosts.set(host, fresh);
    return fresh;
  };

  return {
    refusal: (url) => addressRefusal(new URL(url), allow),
    async ask(question, signal) {
      const url = new URL(question.url);
      const refusal = addressRefusal(url, allow) ?? (question.secrets.length === 0 ? "no_secret" : null);
      if (refusal !== null) return { kind: "no_answer", code: refusal };
      const host = stateOf(url.host);
      if (monotonic() < host.restsUntil || host.underWay >= AT_ONCE) return { kind: "no_answer", code: "resting" };
      host.underWay += 1;
      const post = { ...messageOf(question), url, answerLimit: ANSWER_LIMIT, publicOnly: !isListed(url, allow) };
      // It never throws: the count stays right.
      const reply = replyOf(await postOnce(post, signal));
      host.underWay -= 1;
      host.failures = reply.kind === "no_answer" ? host.failures + 1 : 0;
      if (host.failures >= PATIENCE.failures) {
        host.failures = 0;
        host.restsUntil = monotonic() + PATIENCE.rest;
      }
      return reply;
    },
  };
}

/** The question, signed with every secret that holds: the shop takes whichever it knows. */
function messageOf(question: CouponQuestion): { headers: Record<string, string>; body: Uint8Array } {
  const { key, shop, order, buyer, channel, amount, currency, maxAmount, secrets } = question;
  // Real time: the shop checks it against its own clock.
  const now = instant(Date.now());
  const data = {
    contact_id: key,
    shop,
    order,
    buyer,
    channel,
    amount: formatAmount(amount, currency),
    currency,
    max_amount: formatAmount(maxAmount, currency),
  };
  const body = new TextEncoder().encode(JSON.stringify({ type: "coupon.requested", timestamp: toIso(now), data }));
  const signed = secrets.map((secret) => signedHeaders(secret, key, now, body));
  const headers = {
    "content-type": "application/json",
    "user-agent": "cuifu",
    ...signed[0],
    "webhook-signature": signed.map((one) => one["webhook-signature"]).join(" "),
  };
  return { headers, body };
}

/** Refusals that say nothing of the order: of our signature, of the address, of too many questions. */
const NOT_ABOUT_THE_ORDER = [401, 403, 404, 405, 408, 429];

function replyOf(result: PostResult): CouponReply {
  switch (result.kind) {
    case "no_connection":
    case "lost":
      return { kind: "no_answer", code: result.code };
    case "answered": {
      const { status, body } = result;
      if (status === 204) return { kind: "declined" };
      if (status >= 200 && status < 300) return { kind: "answered", body };
      const declines = status >= 400 && status < 500 && !NOT_ABOUT_THE_ORDER.includes(status);
      return declines ? { kind: "declined" } : { kind: "no_answer", code: `http_${status}` };
    }
    default:
      return result satisfies never;
  }
}
