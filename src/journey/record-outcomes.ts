import type { ContactId, GroupId, OrderId, ShopId } from "../domain/brand.ts";
import { type Channel, OPTED_OUT, type SendResult } from "../domain/channel.ts";
import type { OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { Cost } from "../domain/prices.ts";
import type { TemplateRef } from "../domain/template.ts";
import { buyersOfPeople } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { type Outcome, recordOutcomes, sentAfterPaid } from "../store/contact-outcomes.ts";
import { removeContactTimes } from "../store/contacts.ts";
import { cancelTasks, endedContacts, readAccepted } from "../store/contacts-of-orders.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import { addLookUps } from "../store/look-ups.ts";
import { lockOrderRows } from "../store/order-rows.ts";
import { readOrdersById } from "../store/orders.ts";
import { lockPeople } from "../store/people.ts";
import { lockRemindersOf, type Reminder } from "../store/reminders.ts";
import { shopsOfGroups } from "../store/shops.ts";
import { clockAt, inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { cancelCalls, type EndedContact } from "./end-contacts.ts";
import { type GroupCommit, groupCommit } from "./group-commit.ts";
import { type PaidOrder, recordConversions } from "./record-conversion.ts";
import { settleReminders } from "./settle-reminders.ts";
import { suppressPeople } from "./suppress-people.ts";
import type { Claim } from "./write-claims.ts";

/** What became of a claimed contact. */
export interface SentOutcome {
  readonly claim: Claim;
  readonly sender: Channel;
  readonly result: SendResult;
  /** The provider refused it, and another one is asked: the attempt is over, the contact is not. */
  readonly refused?: boolean;
  readonly template: TemplateRef | null;
  /** Parts of a text message; left out for whatever is not paid by length. */
  readonly segments?: number;
}

/** Writes outcomes down, those that come at the same time in one transaction. */
export type Recorder = GroupCommit<SentOutcome, void>;

/** While the database is away an outcome is kept in memory; then the sweeper calls the contact `unknown`. */
const RECORD_TRIES = 60;
const RECORD_WAIT_MS = 500;

/** Answers come one by one, and fifty cost about what one costs; nobody waits for them but the slots they hold. */
const GATHER = { items: 64, wait: 20 };

export function createRecorder(ctx: JourneyContext): Recorder {
  return groupCommit((outcomes) => recordApart(ctx, outcomes), { batch: 256, concurrency: 1, gather: GATHER });
}

/** Records together; one that can't be recorded never fails its neighbours: the batch is split until it stands alone. */
async function recordApart(
  ctx: JourneyContext,
  outcomes: readonly SentOutcome[],
): Promise<PromiseSettledResult<void>[]> {
  try {
    const { ended, late } = await untilRecorded(ctx, outcomes);
    for (let one = 0; one < late; one++) ctx.measures.sentAfterPaid();
    await cancelCalls(ctx, ended);
    return outcomes.map(() => ({ status: "fulfilled", value: undefined }));
  } catch (reason) {
    if (outcomes.length === 1 || isDatabaseAway(reason)) return outcomes.map(() => ({ status: "rejected", reason }));
    const half = Math.ceil(outcomes.length / 2);
    return [...(await recordApart(ctx, outcomes.slice(0, half))), ...(await recordApart(ctx, outcomes.slice(half)))];
  }
}

/** What is done about recorded outcomes once they are durable. */
interface Recorded {
  readonly ended: readonly EndedContact[];
  /** Contacts sent although an order was durably paid before. */
  readonly late: number;
}

async function untilRecorded(ctx: JourneyContext, outcomes: readonly SentOutcome[]): Promise<Recorded> {
  for (let tries = 1; ; tries++) {
    try {
      return await record(ctx, outcomes);
    } catch (error) {
      if (tries === RECORD_TRIES || !isDatabaseAway(error)) throw error;
      ctx.log.warn({ err: error, outcomes: outcomes.length }, "outcomes could not be recorded yet");
      await ctx.realTime.wait(RECORD_WAIT_MS);
    }
  }
}

/** Locks people, orders, reminders, then the contacts: the order everybody locks in. */
async function record(ctx: JourneyContext, outcomes: readonly SentOutcome[]): Promise<Recorded> {
  const groups: GroupId[] = [...new Set(outcomes.map(({ claim }) => claim.shop.groupId))];
  const unreached = outcomes.filter(({ result }) => result.kind === "not_sent" || result.kind === "rejected");
  const accepted = outcomes.filter(({ result }) => result.kind === "accepted");
  const refused = outcomes.filter(({ result }) => result.kind === "rejected" && result.code === OPTED_OUT);
  const shops: ShopId[] =
    refused.length > 0 ? await shopsOfGroups(ctx.db, groups) : [...new Set(outcomes.map(({ claim }) => claim.shop.id))];
  return await inShops(ctx.db, { shops, groups, byKey: true }, async (tx, begun) => {
    const now = clockAt(ctx.clock, begun);
    const known = await buyersOfPeople(
      tx,
      refused.flatMap(({ claim }) => claim.people),
    );
    await lockPeople(tx, [...unreached.flatMap(({ claim }) => claim.people), ...known.flatMap(({ people }) => people)]);
    // A payment or a "no" comes either before, and is seen below, or after, and then sees what is recorded here.
    const statuses = await lockOrderRows(
      tx,
      accepted.flatMap(({ claim }) => claim.orders.map(({ id }) => id)),
    );
    const ids = outcomes.map(({ claim }) => claim.contactId);
    const reminders = await lockRemindersOf(tx, ids);
    const taken = await recordOutcomes(
      tx,
      outcomes.map((outcome) => outcomeRow(ctx, outcome)),
      now,
    );
    await removeContactTimes(
      tx,
      unreached
        .filter(({ claim }) => taken.has(claim.contactId))
        .map(({ claim }) => ({ people: claim.people, at: claim.claimedAt })),
    );
    await settleReminders(tx, outcomes, taken, reminders, now);
    await addLookUps(tx, stillOpen(outcomes, taken));
    // The provider knows of a "no" that we had not heard (Twilio's 21610).
    for (const { claim } of refused) {
      const refusal = { reason: "opted_out", source: "provider", at: now } as const;
      await suppressPeople(tx, ctx, claim.shop, claim.people, refusal);
    }
    const late = await sentAfterPaid(tx, mayBeLate(outcomes, statuses));
    const ended = await endLateCalls(tx, accepted, reminders, now);
    await judgePaid(
      tx,
      ctx,
      accepted,
      [...statuses].flatMap(([id, status]) => (status === "paid" ? [id] : [])),
    );
    return { ended, late };
  });
}

/** What may have begun after a payment: an order that is locked and unpaid was never paid. */
const mayBeLate = (outcomes: readonly SentOutcome[], locked: ReadonlyMap<OrderId, OrderStatus>): ContactId[] =>
  outcomes
    .filter(({ claim }) => claim.orders.some(({ id }) => locked.get(id) !== "unpaid"))
    .map(({ claim }) => claim.contactId);

/** What the provider can be asked about later: nobody knows of it, or nothing final. */
const stillOpen = (outcomes: readonly SentOutcome[], taken: ReadonlySet<ContactId>) =>
  outcomes.flatMap(({ claim: { contactId, shop }, sender, result: { kind } }) =>
    sender.lookUp && taken.has(contactId) && (kind === "accepted" || kind === "unknown")
      ? [{ contactId, shopId: shop.id, state: kind }]
      : [],
  );

/** Orders that were paid between the request and its outcome have their verdict already: without this contact. */
async function judgePaid(
  tx: Tx,
  ctx: JourneyContext,
  accepted: readonly SentOutcome[],
  paid: readonly OrderId[],
): Promise<void> {
  const versions = new Map(accepted.map(({ claim: { shop } }) => [shop.id, shop.policyVersion]));
  const orders = await readOrdersById(tx, ctx.vault, paid);
  const judged: PaidOrder[] = [];
  for (const { id, shopId, state } of orders.values()) {
    judged.push({ id, shopId, state, policy: await ctx.policies.read(tx, shopId, versions.get(shopId) ?? 0) });
  }
  await recordConversions(tx, judged);
}

const outcomeRow = (
  ctx: JourneyContext,
  { claim, sender, result, refused = false, template, segments = 1 }: SentOutcome,
): Outcome => ({
  contactId: claim.contactId,
  claimedAt: claim.claimedAt,
  state: result.kind,
  attempt: refused ? "rejected" : result.kind,
  providerId: result.kind === "accepted" ? result.providerId : null,
  code: result.kind === "accepted" ? null : result.code,
  template,
  segments,
  cost: costOf(ctx, sender, claim, segments),
});

/** By the price of now; a buyer of whom no country is known counts as of the shop's. Null where no price is known. */
const costOf = (ctx: JourneyContext, sender: Channel, { buyer, shop }: Claim, segments: number): Cost | null =>
  ctx.prices?.(sender.name, buyer.state.fields.values.country ?? shop.country, segments) ?? null;

/** Calls accepted after all their orders had ended: off the list, or called back (faults.md, I5). */
async function endLateCalls(
  tx: Tx,
  accepted: readonly SentOutcome[],
  reminders: readonly Reminder[],
  now: Instant,
): Promise<EndedContact[]> {
  const calls = new Set(reminders.filter(({ channel }) => channel === "call").map(({ contactId }) => contactId));
  const ids = accepted.map(({ claim }) => claim.contactId).filter((id) => calls.has(id));
  const ended = [...(await endedContacts(tx, ids))];
  await cancelTasks(tx, ended, now);
  return await readAccepted(tx, ended);
}
