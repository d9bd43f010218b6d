import type { ChannelName } from "./channel.ts";
import { holds } from "./clock-time.ts";
import { type Instant, type Interval, MINUTE, plus } from "./instant.ts";
import type { Policy, Step } from "./policy.ts";
import { type Fit, fitFrom, fitWish } from "./slot-fit.ts";
import { type Frame, notBefore, type SlotOrder, type SlotSetting, toFrame } from "./slot-frame.ts";
import { hourBefore, wishOf } from "./slot-window.ts";

export type { SlotOrder, SlotSetting } from "./slot-frame.ts";

/**
 * When a step is due, or why it can't be. `rule` is the `orders` span of the rule that gave the time, or `closing_soon`;
 * `window` is what was left of it around `dueAt` and ends at `notAfter`.
 */
export type StepTime =
  | {
      readonly channel: ChannelName;
      readonly kind: "at";
      readonly dueAt: Instant;
      readonly notAfter: Instant;
      readonly window: Interval;
      readonly rule: string;
    }
  | { readonly channel: ChannelName; readonly kind: "refused"; readonly reason: "no_slot" | "too_late" };

/** Which line of `slots` gave a time, and how many local days on from the order's own. */
interface Place {
  readonly index: number;
  readonly later: number;
}

/** A step's time and where it came from, for the steps that follow it. */
interface Placed extends Fit {
  readonly place: Place;
  readonly rule: string;
}

const CLOSING_SOON = "closing_soon";

/** How soon after the order `closing_soon` may remind, at most: it cuts `min_delay` down to this. */
const CLOSING_DELAY = 5 * MINUTE;

const ownIndex = ({ slots }: Policy, { time }: Frame): number =>
  slots.findIndex(({ orders }) => holds(orders, time / MINUTE));

/** For a step whose slot is not before `closes_at`; nothing where the order has none, or the policy has it off. */
function closingSoon(frame: Frame, channel: ChannelName, place: Place): Placed | null {
  const { order, setting } = frame;
  const { closingSoon: closing, minDelay } = setting.policy;
  if (closing === null || order.closesAt === null) return null;
  const from = notBefore(order, Math.min(minDelay, CLOSING_DELAY));
  const found = fitWish(frame, channel, hourBefore(plus(order.closesAt, -closing.lead)), from);
  return found === null ? null : { ...found, rule: CLOSING_SOON, place };
}

/** The first rule from `place` on, in the list's order, that leaves the channel a time. */
function alongRules(frame: Frame, channel: ChannelName, place: Place): Placed | null {
  const { slots } = frame.setting.policy;
  for (let index = place.index; index < slots.length; index += 1) {
    const slot = slots[index];
    const wish = slot === undefined ? null : wishOf(slot.remind, frame, place.later);
    const found = wish === null ? null : fitWish(frame, channel, wish, frame.earliest);
    if (slot !== undefined && found !== null)
      return { ...found, rule: slot.name, place: { index, later: place.later } };
  }
  return null;
}

/** Some time after the step before it, moved to the next opening. */
function afterStep(frame: Frame, channel: ChannelName, before: Placed, delay: number): Placed | null {
  const due = plus(before.dueAt, delay);
  const found = fitFrom(frame, channel, due > frame.earliest ? due : frame.earliest);
  return found === null ? null : { ...found, rule: before.rule, place: before.place };
}

/** `before` is the nearest earlier step that has a time: what `after` and `next_slot` count from. */
function placeStep(frame: Frame, step: Step, before: Placed | null, own: Place): Placed | null {
  const { channel } = step;
  if (step.kind === "after" && before !== null) {
    const closing: Place = { index: own.index, later: before.place.later };
    return afterStep(frame, channel, before, step.delay) ?? closingSoon(frame, channel, closing);
  }
  const used = before?.place ?? own;
  const place = step.kind === "next_slot" ? { index: used.index, later: used.later + 1 } : own;
  return alongRules(frame, channel, place) ?? closingSoon(frame, channel, { index: own.index, later: place.later });
}

/**
 * The planned times of a policy's steps, one each and in their order (contract.md, "The policy document"; domain.md, R1 to R5).
 * It doesn't ask whether a channel may be used: a step that is skipped still carries those after it.
 */
export function solveSteps(order: SlotOrder, setting: SlotSetting): StepTime[] {
  const frame = toFrame(order, setting);
  const own: Place = { index: ownIndex(setting.policy, frame), later: 0 };
  const refusal = order.from >= frame.limit ? "too_late" : "no_slot";
  let before: Placed | null = null;
  const times: StepTime[] = [];
  for (const step of setting.policy.steps) {
    const placed: Placed | null = refusal === "too_late" ? null : placeStep(frame, step, before, own);
    before = placed ?? before;
    times.push(
      placed === null
        ? { channel: step.channel, kind: "refused", reason: refusal }
        : {
            channel: step.channel,
            kind: "at",
            dueAt: placed.dueAt,
            notAfter: placed.window.end,
            window: placed.window,
            rule: placed.rule,
          },
    );
  }
  return times;
}
