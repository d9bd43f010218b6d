import type { ReminderId } from "../domain/brand.ts";
import { type CalendarSource, calendarOf } from "../domain/calendar.ts";
import type { Channel } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import { LONGEST_LEGAL_CAP } from "../domain/legal-hours.ts";
import type { Policy } from "../domain/policy.ts";
import { type Cost, NO_PRICES, type PriceOf } from "../domain/prices.ts";
import type { Reminder } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { decideBuyer } from "./decide-buyer.ts";
import { callCapacity } from "./guard-call-capacity.ts";
import { whereabouts } from "./plan-reminders.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";
import type { SimulatedWorld, Whereabouts, WorldBuyer, WorldOrder, WorldReminder } from "./simulated-world.ts";

/** What orders are played under. Nothing is read from a database and nothing is sent. */
export interface SimulationSetting {
  readonly shop: Shop;
  readonly policy: Policy;
  readonly channels: JourneyContext["channels"];
  readonly phoneZones: JourneyContext["phoneZones"];
  readonly calendars?: CalendarSource;
  /** Left out: no price is known. */
  readonly prices?: PriceOf;
}

/** A reminder that is due, and who would send it. */
interface SimulatedTarget {
  readonly now: Instant;
  readonly sender: Channel;
  readonly order: WorldOrder;
  readonly target: WorldReminder;
}

/** Reminders a claim looks at, each with its order. */
type Near = ReadonlyMap<ReminderId, readonly [WorldOrder, WorldReminder]>;

/**
 * The claim of one due reminder, by the service's own verdict: it goes out, alone or with others of the buyer; ends; or
 * stays planned for later.
 * @returns false where the shop's cap is reached: the service would pause the shop here.
 */
export function claimSimulated(setting: SimulationSetting, world: SimulatedWorld, due: SimulatedTarget): boolean {
  const { now, order, target } = due;
  const near = nearOf(setting.policy, due);
  const decided = decideBuyer(factsFor(setting, world, due, near), order.owner.buyer.id, [target.row.id]);
  const capacity = callCapacity(setting.policy, due.sender);
  for (const { contacts, changes } of decided) {
    for (const { reminders } of contacts) {
      const free = capacity === null ? now : world.callFreeAt(now, capacity);
      if (free > now) {
        target.row = { ...target.row, dueAt: free };
        continue;
      }
      if (!world.hasRoom(now, setting.policy.caps.shop)) {
        target.row = { ...target.row, state: "skipped", reason: "paused" };
        return false;
      }
      if (capacity !== null) world.called(now);
      if (due.sender.caller === "machine") world.spend(priceOf(setting, due));
      world.contacted(order.owner, now, now - Math.max(setting.policy.caps.person.per, LONGEST_LEGAL_CAP));
      send(now, order, near, reminders);
    }
    for (const { id, state, reason, dueAt } of changes) {
      const found = near.get(id)?.[1];
      if (found) found.row = { ...found.row, state, reason, dueAt };
    }
  }
  return true;
}

/** One part of a message: how long it is shows only once it is rendered. */
function priceOf({ prices = NO_PRICES, shop }: SimulationSetting, { sender, order }: SimulatedTarget): Cost | null {
  return prices(sender.name, order.owner.buyer.state.fields.values.country ?? shop.country, 1);
}

/** With merging all of the buyer's reminders on the channel count, else this one alone. */
function nearOf({ merge }: Policy, { order, target, sender }: SimulatedTarget): Near {
  if (!merge) return new Map([[target.row.id, [order, target]]]);
  return new Map(
    [...order.owner.open.values()].flatMap((one) =>
      one.reminders
        .filter(({ row }) => row.channel === sender.name)
        .map((reminder): [ReminderId, [WorldOrder, WorldReminder]] => [reminder.row.id, [one, reminder]]),
    ),
  );
}

function send(now: Instant, into: WorldOrder, near: Near, reminders: readonly Reminder[]): void {
  for (const { id } of reminders) {
    const found = near.get(id)?.[1];
    if (!found) continue;
    found.row = { ...found.row, state: "done" };
    found.sent = { at: now, into };
  }
}

function factsFor(
  setting: SimulationSetting,
  { suppressed, contactTimes, payments }: SimulatedWorld,
  { now, sender, order: { owner } }: SimulatedTarget,
  near: Near,
): ClaimFacts {
  const { shop, policy } = setting;
  const { id } = owner.buyer;
  return {
    now,
    sender,
    shops: new Map([[shop.id, shop]]),
    policies: new Map([[shop.id, policy]]),
    orders: new Map([...near.values()].map(([{ claim }]) => [claim.id, claim])),
    buyers: new Map([[id, owner.buyer]]),
    where: new Map([[id, locate(setting, owner)]]),
    reminders: [...near.values()].map(([, { row }]) => row),
    suppressed,
    contactTimes,
    payments,
    pauses: [],
    contactStates: new Map(),
    linkCodes: new Map(),
    testBuyers: new Set(),
    calendars: setting.calendars ?? calendarOf,
    answers: new Map(),
    thanked: new Set(),
  };
}

function locate(setting: SimulationSetting, owner: WorldBuyer): Whereabouts {
  if (owner.where !== undefined) return owner.where;
  const { zones, country, region } = whereabouts(setting, setting.shop, owner.buyer);
  const found = zones.kind === "zones" ? { zones, country, region } : null;
  owner.where = found;
  return found;
}
