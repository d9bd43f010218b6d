import { DAY, instant } from "./instant.ts";
import { type SlotOrder, type SlotSetting, solveSteps } from "./slot.ts";

/** Bounds that may leave a step no time, by the name of what sets them. */
export const HINDRANCES = ["closes_at", "max_age", "avoid", "min_delay", "known_late", "hours"] as const;
export type Hindrance = (typeof HINDRANCES)[number];

const WHOLE_DAY = { start: 0, end: 24 * 60 };

/** Order and setting without one of the bounds. */
function without(hindrance: Hindrance, order: SlotOrder, setting: SlotSetting): [SlotOrder, SlotSetting] {
  const { policy } = setting;
  const under = (change: Partial<SlotSetting["policy"]>): [SlotOrder, SlotSetting] => [
    order,
    { ...setting, policy: { ...policy, ...change } },
  ];
  switch (hindrance) {
    case "closes_at":
      return [{ ...order, closesAt: null }, setting];
    case "max_age":
      return under({ maxAge: 60 * DAY });
    case "avoid":
      return under({ avoidHolidays: false });
    case "min_delay":
      return under({ minDelay: 0 });
    case "known_late":
      return [{ ...order, from: instant(Math.min(order.from, order.placedAt)) }, setting];
    case "hours":
      return under({ hours: { call: WHOLE_DAY, im: WHOLE_DAY, sms: WHOLE_DAY, email: WHOLE_DAY } });
    default:
      return hindrance satisfies never;
  }
}

/**
 * What stands in the way of a step that was refused a time: the first bound without which it would have one; null where
 * several do together, or none is left out by one alone. For explanations: it solves the order up to six times more.
 */
export function hindranceOf(order: SlotOrder, setting: SlotSetting, step: number): Hindrance | null {
  const helps = (hindrance: Hindrance): boolean =>
    solveSteps(...without(hindrance, order, setting))[step]?.kind === "at";
  return HINDRANCES.find(helps) ?? null;
}
