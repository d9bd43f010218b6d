import { HOUR, type Instant, type Interval, latest, MINUTE, plus } from "./instant.ts";
import { localTime, momentOf, weekdayOf } from "./local-time.ts";
import type { Remind } from "./policy.ts";
import type { Frame } from "./slot-frame.ts";

/** What a rule asks for: a span to spread over, or one moment. */
export type Wish =
  | { readonly kind: "span"; readonly span: Interval }
  | { readonly kind: "moment"; readonly at: Instant };

/** The last hour before a moment, that moment not included. */
export const hourBefore = (moment: Instant): Wish => ({
  kind: "span",
  span: { start: plus(moment, -HOUR), end: moment },
});

/**
 * The first shipment cut-off after the order, or, `later` days on, the first of that local day (domain.md, R2). Null where
 * it falls on another day: the cut-off stands in the shop's zone, the day is the rule's.
 */
function cutoffOf({ order, setting, day }: Frame, later: number): Instant | null {
  const { policy, shopZone, zones } = setting;
  const past = later === 0 ? order.placedAt : plus(momentOf(zones.rule, day + later, 0), -1);
  const shopDay = localTime(shopZone, past).day;
  for (const candidate of [shopDay, shopDay + 1, shopDay + 2]) {
    const minute = policy.shipCutoff[weekdayOf(candidate) - 1];
    if (minute === undefined || minute === null) continue;
    const cutoff = momentOf(shopZone, candidate, minute * MINUTE);
    if (cutoff > past) return localTime(zones.rule, cutoff).day === day + later ? cutoff : null;
  }
  return null;
}

/** The same time of day, some local days on. */
function daysOn({ setting: { zones } }: Frame, at: Instant, later: number): Instant {
  if (later === 0) return at;
  const { day, time } = localTime(zones.rule, at);
  return momentOf(zones.rule, day + later, time);
}

/**
 * What a rule asks for an order, `later` local days on (contract.md, "The policy document"); null where it has nothing to go
 * by: no cut-off that day, no `closes_at`.
 */
export function wishOf(remind: Remind, frame: Frame, later: number): Wish | null {
  const { order, setting } = frame;
  switch (remind.kind) {
    case "between": {
      const day = frame.day + remind.day + later;
      const start = momentOf(setting.zones.rule, day, remind.span.start * MINUTE);
      return { kind: "span", span: { start, end: momentOf(setting.zones.rule, day, remind.span.end * MINUTE) } };
    }
    case "before_cutoff": {
      const cutoff = cutoffOf(frame, later);
      return cutoff === null ? null : hourBefore(plus(cutoff, -remind.lead));
    }
    case "before_close":
      return order.closesAt === null ? null : hourBefore(daysOn(frame, plus(order.closesAt, -remind.lead), later));
    case "after":
      return { kind: "moment", at: latest(daysOn(frame, plus(order.placedAt, remind.delay), later), frame.earliest) };
  }
}
