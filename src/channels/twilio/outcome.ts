import type { SendResult } from "../../domain/channel.ts";
import { isOfAccount, twilioWord } from "../../domain/twilio.ts";

/** A request that Twilio gave no answer of its own to. It carries what that means for the contact, and no address. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
  readonly result: SendResult;

  constructor(result: SendResult) {
    super(result.kind);
    this.result = result;
  }
}

/** Refusals that say "not now": nothing was taken. 20429 too many requests, 21611 and 14107 the queue is full. */
const LATER: readonly number[] = [20429, 21611, 14107];

/** What became of a request. Never throws, and never tells Twilio's own message: that names the number. */
export async function outcomeOf(request: Promise<{ readonly sid: string }>): Promise<SendResult> {
  try {
    const { sid } = await request;
    return isSid(sid) ? { kind: "accepted", providerId: sid } : { kind: "unknown", code: "no_id" };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): SendResult {
  if (error instanceof Unanswered) return error.result;
  const { status, code } = numbersOf(error);
  // A 2xx that can't be read: Twilio may have taken it.
  if (status === null) return { kind: "unknown", code: "no_id" };
  if (code !== null && LATER.includes(code)) return { kind: "not_sent", code: "throttled", retryAfterMs: null };
  if (status >= 400 && status < 500) {
    // One without a code of Twilio's is a proxy's on the way.
    if (code === null) return { kind: "rejected", code: `http_${status}`, fault: "provider" };
    const refused = { kind: "rejected", code: twilioWord(code) } as const;
    return isOfAccount(code) ? { ...refused, fault: "provider" } : refused;
  }
  return { kind: "unknown", code: `http_${status}` };
}

/** Of the SDK's `RestException`. */
export function numbersOf(error: unknown): { readonly status: number | null; readonly code: number | null } {
  const of = (name: "status" | "code"): number | null => {
    const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : null;
    return Number.isSafeInteger(value) ? Number(value) : null;
  };
  return { status: of("status"), code: of("code") };
}

const isSid = (sid: unknown): sid is string => typeof sid === "string" && /^[\w-]{1,64}$/.test(sid);
