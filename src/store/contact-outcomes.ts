/** What becomes of claimed contacts: their outcome, or none in time. */
import { and, count, countDistinct, eq, inArray, lt, sql } from "drizzle-orm";
import type { ContactId, ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import type { Cost } from "../domain/prices.ts";
import type { ContactState } from "../domain/states.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { attempts, contactOrders, contacts, orders } from "./schema.ts";

/** What became of one attempt, which is known by the time of its claim. */
export interface Outcome {
  readonly contactId: ContactId;
  readonly claimedAt: Instant;
  readonly state: ContactState & ("accepted" | "rejected" | "not_sent" | "unknown");
  /** Of the attempt: `rejected` where the contact may go on to another provider. */
  readonly attempt: Outcome["state"];
  readonly providerId: string | null;
  readonly code: string | null;
  readonly template: {
    readonly id: string;
    readonly version: number;
    readonly locale: string;
    readonly reason: string;
    readonly experiment: string | null;
  } | null;
  /** Parts of a text message, and what they cost; null where that isn't known. */
  readonly segments: number;
  readonly cost: Cost | null;
}

/**
 * Writes outcomes by compare-and-set. Once the sweeper called a claim `unknown` it stays unsendable: its owner's late
 * word may only say what happened. One that a receipt was quicker than still tells the provider's id and the template.
 * Outcomes of an attempt that another one followed change nothing: they were recorded before, and their commit's
 * acknowledgement was lost.
 * @returns the ids whose state moved.
 */
export async function recordOutcomes(tx: Tx, outcomes: readonly Outcome[], now: Instant): Promise<Set<ContactId>> {
  const standing = await lockContacts(
    tx,
    outcomes.map(({ contactId }) => contactId),
  );
  const current = outcomes.flatMap((outcome) => {
    const contact = standing.get(outcome.contactId);
    return contact?.claimedAt === outcome.claimedAt ? [{ ...outcome, before: contact.state }] : [];
  });
  if (current.length === 0) return new Set();
  const moved = current.filter(({ before, state }) => mayTake(before, state));
  const took = new Set(moved.map(({ contactId }) => contactId));
  await fillContacts(tx, current, took, now);
  await finishAttempts(tx, current);
  return took;
}

async function finishAttempts(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
  const values = JSON.stringify(
    outcomes.map(({ contactId, attempt, code }) => ({ c: contactId, s: attempt, e: code })),
  );
  // By the key of each outcome alone: beside a list of the keys, each attempt found may be looked for in all outcomes.
  await tx.execute(sql`
    UPDATE attempts SET state = v.s, code = v.e, finished_at = clock_timestamp()
    FROM jsonb_to_recordset(${values}::jsonb) AS v(c uuid, s text, e text)
    WHERE attempts.contact_id = v.c
      AND (attempts.state = 'claimed' OR (attempts.state = 'unknown' AND v.s IN ('accepted', 'rejected')))`);
}

const mayTake = (before: ContactState, told: Outcome["state"]): boolean =>
  before === "claimed" || (before === "unknown" && (told === "accepted" || told === "rejected"));

/** Locks contacts, in the one order everybody uses. */
async function lockContacts(
  tx: Tx,
  ids: readonly ContactId[],
): Promise<Map<ContactId, { readonly state: ContactState; readonly claimedAt: Instant }>> {
  const rows = await tx
    .select({ id: contacts.id, state: contacts.state, claimedAt: contacts.claimedAt })
    .from(contacts)
    .where(among(contacts.id, ids))
    .orderBy(contacts.id)
    .for("no key update");
  return new Map(rows.map((row) => [row.id, row]));
}

async function fillContacts(
  tx: Tx,
  outcomes: readonly Outcome[],
  took: ReadonlySet<ContactId>,
  now: Instant,
): Promise<void> {
  const values = JSON.stringify(
    outcomes.map(({ contactId, state, providerId, code, template, segments, cost }) => ({
      c: contactId,
      m: took.has(contactId),
      s: state,
      p: providerId,
      e: code,
      ti: template?.id ?? null,
      tv: template?.version ?? null,
      tl: template?.locale ?? null,
      tr: template?.reason ?? null,
      te: template?.experiment ?? null,
      g: segments,
      m6: cost?.micros ?? null,
      mc: cost?.currency ?? null,
    })),
  );
  await tx.execute(sql`
    UPDATE contacts SET
      state = CASE WHEN v.m THEN v.s ELSE state END,
      state_at = CASE WHEN v.m THEN ${toIso(now)}::timestamptz ELSE state_at END,
      code = CASE WHEN v.m THEN v.e ELSE coalesce(code, v.e) END,
      provider_id = coalesce(v.p, provider_id),
      sent_at = CASE WHEN v.s = 'accepted' THEN coalesce(sent_at, claimed_at) ELSE sent_at END,
      template_id = coalesce(v.ti, template_id), template_version = coalesce(v.tv, template_version),
      template_locale = coalesce(v.tl, template_locale), template_reason = coalesce(v.tr, template_reason),
      experiment_id = coalesce(v.te, experiment_id), segments = v.g, cost_micros = v.m6, cost_currency = v.mc
    FROM jsonb_to_recordset(${values}::jsonb)
      AS v(c uuid, m boolean, s text, p text, e text, ti text, tv int, tl text, tr text, te text, g smallint,
        m6 bigint, mc text)
    WHERE contacts.id = v.c`);
}

/** Claims whose lease ran out, the longest first. Not locked: `sweepClaims` looks again. */
export async function findExpiredClaims(tx: Tx, limit: number): Promise<ContactId[]> {
  const rows = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(isExpired)
    .orderBy(contacts.leaseUntil)
    .limit(limit);
  return rows.map((row) => row.id);
}

const isExpired = sql`${contacts.state} = 'claimed' AND ${contacts.leaseUntil} < clock_timestamp()`;

/** Of these claims, those whose lease ran out become `unknown`. Their reminders must be locked. @returns them. */
export async function sweepClaims(
  tx: Tx,
  ids: readonly ContactId[],
  now: Instant,
): Promise<{ id: ContactId; shopId: ShopId; channel: ChannelName; provider: string }[]> {
  await lockContacts(tx, ids);
  const swept = await tx
    .update(contacts)
    .set({ state: "unknown", stateAt: now, code: "lease_expired" })
    .where(and(among(contacts.id, ids), isExpired))
    .returning({
      id: contacts.id,
      shopId: contacts.shopId,
      channel: contacts.channel,
      provider: contacts.provider,
    });
  if (swept.length > 0) {
    await tx
      .update(attempts)
      .set({ state: "unknown", code: "lease_expired", finishedAt: sql`clock_timestamp()` })
      .where(
        and(
          among(
            attempts.contactId,
            swept.map(({ id }) => id),
          ),
          eq(attempts.state, "claimed"),
        ),
      );
  }
  return swept;
}

/** How many attempts these contacts have had. */
export async function attemptCounts(tx: Tx, ids: readonly ContactId[]): Promise<Map<ContactId, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: attempts.contactId, n: count() })
    .from(attempts)
    .where(among(attempts.contactId, ids))
    .groupBy(attempts.contactId);
  return new Map(rows.map((row) => [row.id, row.n]));
}

/** How many of these contacts began although an order of theirs was durably paid before. Must be none (faults.md, I4). */
export async function sentAfterPaid(tx: Tx, ids: readonly ContactId[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [row] = await tx
    .select({ n: countDistinct(attempts.contactId) })
    .from(attempts)
    .innerJoin(contactOrders, eq(contactOrders.contactId, attempts.contactId))
    .innerJoin(orders, eq(orders.id, contactOrders.orderId))
    .where(
      and(
        among(attempts.contactId, ids),
        eq(contactOrders.dropped, false),
        eq(contactOrders.purpose, "payment_reminder"),
        inArray(attempts.state, ["accepted", "unknown"]),
        lt(orders.paidSeenAt, attempts.startedAt),
      ),
    );
  return row?.n ?? 0;
}
