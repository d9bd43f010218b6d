import { signalOf } from "../domain/breaker.ts";
import { type Channel, type SendResult, sendersOf } from "../domain/channel.ts";
import { routesFor, type Tried } from "../domain/route.ts";
import { inShops } from "../store/transaction.ts";
import { readTriedContact } from "../store/tried.ts";
import type { JourneyContext } from "./context.ts";
import type { Claim } from "./write-claims.ts";

/** What is to be written down of a send; `refused`: its provider is out, and another one is asked. */
export interface NextStep {
  readonly result: SendResult;
  readonly refused?: boolean;
}

/**
 * Where it is proven that the provider took nothing, and the reason is the provider's, the channel's other provider may
 * be asked: for the same contact, by another attempt, after all checks again (design.md, "The send permit", 3). Soon, as
 * it is not the one that has to recover. Where that can't be found out, nothing is tried elsewhere.
 */
export async function tryElsewhere(
  ctx: JourneyContext,
  sender: Channel,
  claim: Claim,
  result: SendResult,
): Promise<NextStep> {
  const channel = ctx.channels.get(sender.name);
  const signal = signalOf(result);
  if (!channel?.fallback || (signal !== "unreached" && signal !== "throttled")) return { result };
  if (result.kind !== "rejected" && result.kind !== "not_sent") return { result };
  try {
    const before = await inShops(ctx.db, { shops: [claim.shop.id] }, (tx) => readTriedContact(tx, claim.contactId));
    const now: Tried = { provider: sender.provider, state: result.kind };
    const tried = [...before.filter(({ state }) => state !== "claimed"), now];
    const [next] = routesFor(
      sendersOf(channel).map(({ provider }) => provider),
      tried,
    );
    if (next === undefined || next === sender.provider) return { result };
    const refused = result.kind === "rejected";
    return { result: { kind: "not_sent", code: result.code, retryAfterMs: 0 }, refused };
  } catch (error) {
    ctx.log.error({ err: error, contact: claim.contactId }, "whether another provider may be asked is not known");
    return { result };
  }
}
