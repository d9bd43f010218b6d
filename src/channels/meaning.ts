/** What an answer, or none, means for a message, whoever the provider is. */
import type { SendResult } from "../domain/channel.ts";
import { instant } from "../domain/instant.ts";
import type { PostResult } from "./post-once.ts";
import { retryAfter } from "./retry-after.ts";

type NotAccepted = Exclude<SendResult, { kind: "accepted" }>;

/** Taken, under the id that was answered: printable, up to 200 characters. Without one a 2xx may have been taken. */
export const acceptedAs = (id: unknown): SendResult =>
  typeof id === "string" && /^[^\p{C}]{1,200}$/u.test(id) ? { kind: "accepted", providerId: id } : NO_ID;

export const NO_ID: NotAccepted = { kind: "unknown", code: "no_id" };

/** No byte was written: not sent. What may have arrived, without an answer: unknown. */
export const unanswered = (result: Exclude<PostResult, { kind: "answered" }>): NotAccepted =>
  result.kind === "lost"
    ? { kind: "unknown", code: result.code }
    : { kind: "not_sent", code: result.code, retryAfterMs: null };

/** 429. @param wait the header `Retry-After`. */
export const throttled = (wait: string | undefined): NotAccepted => ({
  kind: "not_sent",
  code: "throttled",
  retryAfterMs: retryAfter(wait, instant(Date.now())),
});

/** An answer that is not in the provider's own words. A 4xx is a proxy's on the way, or is none of this message's. */
export const unreadable = (status: number): NotAccepted =>
  status >= 400 && status < 500 ? { kind: "rejected", code: `http_${status}`, fault: "provider" } : NO_ID;
