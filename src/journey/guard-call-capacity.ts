import type { Channel } from "../domain/channel.ts";
import { HOUR, plus } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import { moveReminder } from "../domain/states.ts";
import type { Tx } from "../store/connect.ts";
import { readCallTimes } from "../store/contacts.ts";
import type { BuyerDecision, ContactWish } from "./decide-buyer.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** How many calls people of the shop take on in an hour; null where a machine calls, or the policy says nothing. */
export const callCapacity = ({ caps }: Policy, { name, caller }: Pick<Channel, "name" | "caller">): number | null =>
  name === "call" && caller === "person" ? caps.callsPerHour : null;

/**
 * Lets no more calls through than the shop's people take on in an hour (domain.md, R11). The others wait until there is
 * room again, or their time is over. Claims of a shop that has such a limit take turns, so the count is exact.
 */
export async function guardCallCapacity(
  tx: Tx,
  facts: ClaimFacts,
  decisions: readonly BuyerDecision[],
): Promise<readonly BuyerDecision[]> {
  const wanted = Map.groupBy(
    decisions.flatMap(({ contacts }) => contacts),
    ({ shop }) => shop.id,
  );
  const waits = new Map<ContactWish, number>();
  for (const [shopId, wishes] of wanted) {
    const policy = facts.policies.get(shopId);
    const capacity = policy ? callCapacity(policy, facts.sender) : null;
    if (capacity === null) continue;
    const taken = await readCallTimes(tx, shopId, plus(facts.now, -HOUR));
    const room = Math.max(0, capacity - taken.length);
    // Each that waits takes the place of one of the calls of the last hour, the oldest first.
    wishes.slice(room).forEach((wish, place) => {
      waits.set(wish, plus(taken[place + Math.max(0, taken.length - capacity)] ?? facts.now, HOUR));
    });
  }
  return waits.size === 0 ? decisions : decisions.map((decision) => without(facts, decision, waits));
}

function without({ now }: ClaimFacts, decision: BuyerDecision, waits: ReadonlyMap<ContactWish, number>): BuyerDecision {
  const waiting = decision.contacts.flatMap((wish) => {
    const until = waits.get(wish);
    return until === undefined ? [] : wish.reminders.map((reminder) => ({ reminder, until: plus(now, until - now) }));
  });
  if (waiting.length === 0) return decision;
  return {
    contacts: decision.contacts.filter((wish) => !waits.has(wish)),
    changes: [
      ...decision.changes,
      ...waiting.map(({ reminder, until }) => ({ ...moveReminder(reminder, "planned"), dueAt: until })),
    ],
    decisions: [
      ...decision.decisions,
      ...waiting.map(({ reminder: { shopId, orderId, rule, policyVersion, channel }, until }) => ({
        shopId,
        orderId,
        at: now,
        what: "waiting" as const,
        rule,
        reason: "capacity",
        policyVersion,
        inputs: { channel, until },
      })),
    ],
  };
}
