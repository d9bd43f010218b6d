import type { BuyerId, PersonId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import { moveReminder } from "../domain/states.ts";
import { purposeInput } from "../domain/thanks.ts";
import { buyersOfPeople } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { cancelTasks, readContactsOf } from "../store/contacts-of-orders.ts";
import { insertDecisions } from "../store/decisions.ts";
import { openOrdersOf } from "../store/orders.ts";
import { lockPeople } from "../store/people.ts";
import { lockReminders, updateReminders } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import { insertSuppressions, type SuppressionSource } from "../store/suppressions.ts";
import { readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Who said no, how, and when. */
export interface Refusal {
  readonly reason: string;
  readonly source: Exclude<SuppressionSource, "shop">;
  readonly at: Instant;
  /** The address that staff or the shop wrote down; personal. */
  readonly address?: string;
}

/**
 * Suppresses people in every shop of the group, on every channel, with all other addresses their buyers are known by,
 * and ends what was planned for them. The transaction must name all shops of the group.
 */
export async function suppressPeople(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault" | "clock">,
  shop: Shop,
  people: readonly PersonId[],
  refusal: Refusal,
): Promise<void> {
  const buyers = await buyersOfPeople(tx, people);
  const everyone = [...new Set([...people, ...buyers.flatMap((buyer) => buyer.people)])];
  await lockPeople(tx, everyone);
  const { address = null, ...word } = refusal;
  await insertSuppressions(
    tx,
    ctx.vault,
    everyone.map((personId) => ({
      ...word,
      groupId: shop.groupId,
      shopId: shop.id,
      personId,
      address: people.includes(personId) ? address : null,
    })),
  );
  await skipPlanned(
    tx,
    buyers.map(({ id }) => id),
    await readClock(tx, ctx.clock),
  );
}

/** Ends the planned and queued reminders of these buyers' orders (`skipped`, `suppressed`) and calls not made yet. */
async function skipPlanned(tx: Tx, buyers: readonly BuyerId[], at: Instant): Promise<void> {
  const orders = await openOrdersOf(tx, buyers);
  const open = (await lockReminders(tx, orders)).filter(({ state }) => state === "planned" || state === "queued");
  await updateReminders(
    tx,
    open.map((reminder) => moveReminder(reminder, "skipped", "suppressed")),
    at,
  );
  await insertDecisions(
    tx,
    open.map(({ shopId, orderId, channel, purpose, rule, policyVersion }) => ({
      shopId,
      orderId,
      at,
      what: purpose === "thank_you" ? "ended" : "stopped",
      rule,
      reason: "suppressed",
      policyVersion,
      inputs: { channel, ...purposeInput(purpose) },
    })),
  );
  const calls = (await readContactsOf(tx, orders)).filter(({ channel }) => channel === "call");
  await cancelTasks(tx, [...new Set(calls.map(({ id }) => id))], at);
}
