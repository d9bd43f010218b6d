import type { ShopId } from "../domain/brand.ts";
import { plus } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import { moveReminder } from "../domain/states.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { countContacts } from "../store/contacts.ts";
import { addPause } from "../store/pauses.ts";
import type { Shop } from "../store/shops.ts";
import { readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import type { BuyerDecision, ContactWish } from "./decide-buyer.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** More than all claims that could be under way at once in a large installation. */
const FAR_FROM_CAP = 10_000;
/** Contacts a millisecond: more than any installation claims, all its processes together. */
const FASTEST = 100;

/** Knows which shops are far from their caps, and for how long at least: counting costs more the more there is to count. */
export interface CapWatch {
  /**
   * The shops so near their cap, or with a limit to their calls, that claims must take turns for it to hold exactly.
   * Far from it they need not wait for each other: what is under way cannot reach it.
   */
  near(tx: Tx, shops: ReadonlyMap<ShopId, Shop>): Promise<ShopId[]>;
}

export function createCapWatch(ctx: Pick<JourneyContext, "clock" | "policies" | "realTime">): CapWatch {
  /** Real time until which a shop can't come near a cap, however fast it sends. */
  const farUntil = new Map<string, number>();
  const isFar = async (tx: Tx, shopId: ShopId, { count, per }: Policy["caps"]["shop"]): Promise<boolean> => {
    if (count <= FAR_FROM_CAP) return false;
    const key = `${shopId} ${count} ${per}`;
    const asked = ctx.realTime.monotonic();
    if (asked < (farUntil.get(key) ?? 0)) return true;
    const since = plus(await readClock(tx, ctx.clock), -per);
    const room = count - (await countContacts(tx, shopId, since)) - FAR_FROM_CAP;
    farUntil.set(key, asked + room / FASTEST);
    return room > 0;
  };
  return {
    async near(tx, shops) {
      const near: ShopId[] = [];
      for (const { id, policyVersion } of shops.values()) {
        const { shop, callsPerHour } = (await ctx.policies.read(tx, id, policyVersion)).caps;
        if (callsPerHour !== null || !(await isFar(tx, id, shop))) near.push(id);
      }
      return near;
    },
  };
}

/**
 * The runaway guard: contacts beyond the shop's cap are not made; the shop is paused until somebody has looked, and
 * the reminders wait. Claims of a shop near its cap (`near`, of `CapWatch`) take turns, so the count is exact.
 * @returns what may go on, and the shops that were paused just now: to be told once this has committed.
 */
export async function guardShopCaps(
  tx: Tx,
  facts: ClaimFacts,
  decisions: readonly BuyerDecision[],
  near: readonly ShopId[],
): Promise<{ decisions: readonly BuyerDecision[]; capped: readonly ShopId[] }> {
  const wanted = Map.groupBy(
    decisions.flatMap(({ contacts }) => contacts),
    ({ shop }) => shop.id,
  );
  const refused = new Set<ContactWish>();
  const capped: ShopId[] = [];
  for (const [shopId, wishes] of wanted) {
    if (!near.includes(shopId)) continue;
    const room = await roomFor(tx, facts, shopId);
    if (wishes.length <= room) continue;
    for (const wish of wishes.slice(room)) refused.add(wish);
    if (!(await addPause(tx, { shopId, channel: null, reason: "cap" }))) continue;
    capped.push(shopId);
    await insertAudit(tx, { shopId, actor: "cuifu", action: "sending.pause", target: null, detail: { reason: "cap" } });
  }
  return { decisions: decisions.map((decision) => without(facts, decision, refused)), capped };
}

async function roomFor(tx: Tx, facts: ClaimFacts, shopId: ShopId): Promise<number> {
  const policy = facts.policies.get(shopId);
  if (!policy) return 0;
  const { count, per } = policy.caps.shop;
  return Math.max(0, count - (await countContacts(tx, shopId, plus(facts.now, -per))));
}

function without({ now }: ClaimFacts, decision: BuyerDecision, refused: ReadonlySet<ContactWish>): BuyerDecision {
  const back = decision.contacts.filter((wish) => refused.has(wish)).flatMap(({ reminders }) => reminders);
  if (back.length === 0) return decision;
  return {
    contacts: decision.contacts.filter((wish) => !refused.has(wish)),
    changes: [...decision.changes, ...back.map((reminder) => moveReminder(reminder, "planned"))],
    decisions: [
      ...decision.decisions,
      ...back.map(({ shopId, orderId, rule, policyVersion, channel }) => ({
        shopId,
        orderId,
        at: now,
        what: "waiting" as const,
        rule,
        reason: "paused",
        policyVersion,
        inputs: { channel, cap: "shop" },
      })),
    ],
  };
}
