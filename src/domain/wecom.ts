/** What WeCom's `errcode` means for a contact (https://developer.work.weixin.qq.com/document/path/90313). */
import type { SendResult } from "./channel.ts";

type Refusal = Exclude<SendResult, { kind: "accepted" }>;

/** The token is none, or no longer: nothing was looked at, and a new one may be fetched. */
const OF_TOKEN: readonly number[] = [40001, 40014, 41001, 42001];
/** Calls a minute, calls at once. */
const LATER: readonly number[] = [45009, 45033];

/** Refusals of the customer, or of the message at this moment. */
const WORDS: { readonly [code: number]: string } = {
  40003: "bad_account",
  40031: "bad_account",
  40096: "bad_account",
  84061: "bad_account",
  // Five messages for each that the customer wrote, within 48 hours of it.
  95001: "recipient_limit",
  95002: "outside_window",
  // A person of the shop's speaks with the customer, or the conversation was ended.
  95013: "session_state",
  95018: "session_state",
  40058: "template_mismatch",
  44004: "template_mismatch",
};

/** Refusals of us: every message would be refused alike, so the provider counts as in trouble. */
const OF_ACCOUNT: { readonly [code: number]: string } = {
  40013: "wrong_account",
  40056: "wrong_account",
  41002: "wrong_account",
  41004: "wrong_password",
  48002: "no_permission",
  60011: "no_permission",
  95011: "no_permission",
  60020: "address_not_allowed",
  95000: "wrong_sender",
  95004: "wrong_sender",
};

export const isOfToken = (code: number): boolean => OF_TOKEN.includes(code);

/** The result of an `errcode` that is not 0. `-1` is "busy": it may have taken the message. */
export function wecomRefusal(code: number): Refusal {
  if (LATER.includes(code)) return { kind: "not_sent", code: "throttled", retryAfterMs: null };
  if (code < 0) return { kind: "unknown", code: "wecom_busy" };
  if (isOfToken(code)) return { kind: "rejected", code: "wrong_password", fault: "provider" };
  const ofAccount = OF_ACCOUNT[code];
  if (ofAccount !== undefined) return { kind: "rejected", code: ofAccount, fault: "provider" };
  return { kind: "rejected", code: WORDS[code] ?? `wecom_${code}` };
}
