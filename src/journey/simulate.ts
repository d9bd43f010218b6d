import { Agenda } from "../domain/agenda.ts";
import type { OrderId, ReminderId } from "../domain/brand.ts";
import { changesPlans } from "../domain/buyer.ts";
import { type Instant, latest } from "../domain/instant.ts";
import { minor } from "../domain/money.ts";
import type { PlanLine } from "../domain/plan.ts";
import { NOTHING_HEARD, reasonOf } from "../domain/reason.ts";
import { isMendable, replanLine } from "../domain/replan.ts";
import type { SimulatedReminder, SimulatedResult, Simulation } from "../domain/simulation.ts";
import type { StopReason } from "../domain/states.ts";
import type { Shop } from "../store/shops.ts";
import { planAgain, planOrder } from "./plan-reminders.ts";
import { claimSimulated, type SimulationSetting } from "./simulated-claim.ts";
import { type SimulatedOrder, SimulatedWorld, type WorldOrder, type WorldReminder } from "./simulated-world.ts";

type Happening =
  | { readonly kind: "comes"; readonly order: SimulatedOrder; readonly index: number }
  | { readonly kind: "ends"; readonly order: WorldOrder; readonly reason: "paid" | "cancelled" | "closed" }
  | { readonly kind: "due"; readonly order: WorldOrder; readonly step: number };

/** How many things happen between two yields. */
const PART = 500;

/**
 * Plays orders in the order of time, as if each due reminder went out at once and nobody answered: the same planning
 * and the same verdicts at the claim as the service's own. It yields how much has happened, so that a caller may do
 * something else in between, or stop.
 */
export function* simulate(
  setting: SimulationSetting,
  orders: readonly SimulatedOrder[],
): Generator<number, Simulation> {
  const run = new Run(setting);
  orders.forEach((order, index) => {
    run.agenda.add(order.at, { kind: "comes", order, index });
  });
  let happened = 0;
  for (let next = run.agenda.take(); next !== null; next = run.agenda.take()) {
    run.happen(next.at, next.what);
    happened += 1;
    if (happened % PART === 0) yield happened;
  }
  return { results: run.results(), pausedAt: run.pausedAt, spent: run.spent() };
}

/** Plays to the end at once. */
export function simulateAll(setting: SimulationSetting, orders: readonly SimulatedOrder[]): Simulation {
  const play = simulate(setting, orders);
  for (let step = play.next(); ; step = play.next()) if (step.done) return step.value;
}

class Run {
  readonly agenda = new Agenda<Happening>();
  /** By the order's place in the list; whatever nothing can change any more stands as its result. */
  private readonly played: (WorldOrder | SimulatedResult)[] = [];
  pausedAt: Instant | null = null;
  private readonly setting: SimulationSetting;
  private readonly world: SimulatedWorld;
  private reminderCount = 0;

  constructor(setting: SimulationSetting) {
    this.setting = setting;
    this.world = new SimulatedWorld(setting.shop);
  }

  happen(now: Instant, what: Happening): void {
    switch (what.kind) {
      case "comes":
        this.comes(now, what.order, what.index);
        break;
      case "ends":
        if (what.reason === "paid") this.world.paid(what.order, now);
        this.end(what.order, what.reason);
        break;
      case "due":
        this.due(now, what.order, what.step);
        break;
      default:
        what satisfies never;
    }
  }

  results(): SimulatedResult[] {
    return this.played.map((one) => ("row" in one ? resultOf(one) : one));
  }

  spent(): Simulation["spent"] {
    return this.world.spent;
  }

  private comes(now: Instant, from: SimulatedOrder, index: number): void {
    const { owner, before } = this.world.meet(from);
    const order = orderOf(this.setting.shop, from, index, owner);
    this.played[index] = order;
    if (from.refused) this.refuse(now, order);
    owner.open.set(order.row.id, order);
    // What an order tells of its buyer holds for the buyer's other orders too.
    const others = before !== null && changesPlans(before, owner.buyer.state);
    for (const one of others ? owner.open.values() : [order]) this.plan(now, one);
    if (from.ends !== null) this.agenda.add(from.ends.at, { kind: "ends", order, reason: from.ends.status });
  }

  private refuse(now: Instant, order: WorldOrder): void {
    for (const { open } of this.world.suppress(order.from)) for (const one of open.values()) this.plan(now, one);
  }

  private plan(now: Instant, order: WorldOrder): void {
    const { shop, policy } = this.setting;
    const { owner, row } = order;
    const suppressed = this.world.isSuppressed(owner);
    const input = { shop, policy, order: row, buyer: owner.buyer, suppressed };
    const isNew = order.reminders.length === 0;
    const made = isNew ? planOrder(this.setting, input) : planAgain(this.setting, input, now);
    if (made === null) return;
    if (isNew) order.reminders = made.plan.lines.map((line) => this.newReminder(order, line));
    else {
      for (const reminder of order.reminders) {
        const change = replanLine(reminder.row, made.plan);
        if (change !== null) reminder.row = { ...reminder.row, ...change };
      }
    }
    this.await(now, order);
  }

  private newReminder({ row }: WorldOrder, line: PlanLine): WorldReminder {
    this.reminderCount += 1;
    const id = this.reminderCount as ReminderId;
    const { id: orderId, shopId } = row;
    const rest = { purpose: "payment_reminder", policyVersion: 0, contactId: null } as const;
    return { row: { ...line, ...rest, id, shopId, orderId }, sent: null };
  }

  private end(order: WorldOrder, reason: StopReason): void {
    skip(order, reason);
    this.close(order);
  }

  private close(order: WorldOrder): void {
    order.owner.open.delete(order.row.id);
    this.played[order.index] = resultOf(order);
  }

  private due(now: Instant, order: WorldOrder, step: number): void {
    const reminder = order.reminders[step];
    const dueAt = reminder?.row.dueAt ?? null;
    // A time that was replaced by another since.
    if (reminder?.row.state !== "planned" || dueAt === null || dueAt > now) return;
    const sender = this.setting.channels.get(reminder.row.channel);
    if (!sender) return;
    if (this.pausedAt !== null) reminder.row = { ...reminder.row, state: "skipped", reason: "paused" };
    else if (!claimSimulated(this.setting, this.world, { now, sender, order, target: reminder })) this.pausedAt = now;
    if (reminder.row.state === "planned") this.await(now, order);
    // What went out may have taken others along.
    for (const one of this.setting.policy.merge ? order.owner.open.values() : [order]) {
      if (one.reminders.every(({ row }) => row.state !== "planned" && !isMendable(row))) this.close(one);
    }
  }

  /** Back into the agenda: at once, where its time has passed. */
  private await(now: Instant, order: WorldOrder): void {
    order.reminders.forEach(({ row: { state, dueAt } }, step) => {
      if (state === "planned" && dueAt !== null) this.agenda.add(latest(dueAt, now), { kind: "due", order, step });
    });
  }
}

/** Ends what is planned of an order. */
function skip({ reminders }: WorldOrder, reason: StopReason): void {
  for (const reminder of reminders) {
    if (reminder.row.state === "planned") reminder.row = { ...reminder.row, state: "skipped", reason };
  }
}

function orderOf(shop: Shop, from: SimulatedOrder, index: number, owner: WorldOrder["owner"]): WorldOrder {
  const id = (index + 1) as OrderId;
  const { externalId, at, state } = from;
  const { placedAt, closesAt, amount, currency, items } = state.fields.values;
  if (placedAt === undefined || amount === undefined || currency === undefined)
    throw new Error("an order that can't be played");
  const arm = from.buyer.arm;
  const shared = { id, shopId: shop.id, externalId, arm, stoppedAt: null };
  return {
    index,
    from,
    owner,
    reminders: [],
    row: {
      ...shared,
      state,
      buyer: null,
      firstSeenAt: at,
      refusedAt: null,
      paidSeen: false,
      eligible: null,
      planned: false,
      why: NOTHING_HEARD,
    },
    claim: {
      ...shared,
      buyerId: owner.buyer.id,
      status: state.status,
      placedAt,
      closesAt: closesAt ?? null,
      amount,
      currency,
      refunded: minor(0),
      items: items ?? [],
      registers: new Uint8Array(),
      reason: reasonOf(NOTHING_HEARD),
    },
  };
}

const resultOf = (order: WorldOrder): SimulatedResult => ({
  order: order.from.externalId,
  reminders: order.reminders.map(({ row, sent }): SimulatedReminder => {
    const { channel, dueAt, notAfter, rule, reason } = row;
    if (sent === null) return { channel, dueAt, notAfter, rule, state: "skipped", reason, mergedInto: null };
    const mergedInto = sent.into === order ? null : sent.into.from.externalId;
    return { channel, dueAt: sent.at, notAfter, rule, state: "planned", reason: null, mergedInto };
  }),
});
