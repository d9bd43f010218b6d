import type { ChannelName } from "./channel.ts";
import { intersect, nextOpening, openingsOn } from "./contact-hours.ts";
import { earliest, HOUR, type Instant, type Interval, latest, plus } from "./instant.ts";
import { localTime } from "./local-time.ts";
import { channelHours, type Frame, isAvoided } from "./slot-frame.ts";
import type { Wish } from "./slot-window.ts";
import { unitHash } from "./stable-hash.ts";

/** A time that holds against everything: due in `window`, whose end is the last moment it may be sent. */
export interface Fit {
  readonly dueAt: Instant;
  readonly window: Interval;
}

/** How long something due at one moment may still be sent (contract.md, "not_after"). */
const GRACE = 2 * HOUR;

/** What contact hours, days to avoid and the bounds leave of a span, in order. */
function remains({ setting, limit }: Frame, channel: ChannelName, span: Interval, from: Instant): Interval[] {
  const start = latest(span.start, from);
  const end = earliest(span.end, limit);
  if (start >= end) return [];
  const hours = channelHours(setting, channel);
  const pieces: Interval[] = [];
  const last = localTime(setting.zones.rule, end).day;
  for (let day = localTime(setting.zones.rule, start).day; day <= last; day += 1) {
    if (!isAvoided(setting, day)) pieces.push(...intersect([{ start, end }], openingsOn(hours, day)));
  }
  return pieces;
}

/** A moment of the pieces, the same for the same order and channel, evenly spread over all of them. */
function spread(pieces: readonly Interval[], share: number): Fit | null {
  let left = Math.floor(share * pieces.reduce((sum, { start, end }) => sum + end - start, 0));
  for (const window of pieces) {
    const length = window.end - window.start;
    if (left < length) return { dueAt: plus(window.start, left), window };
    left -= length;
  }
  return null;
}

/** From `at` on, in the first opening; `at` itself where that is open. */
export function fitFrom({ setting, limit }: Frame, channel: ChannelName, at: Instant): Fit | null {
  const opening = nextOpening(channelHours(setting, channel), at, limit, (day) => isAvoided(setting, day));
  if (opening === null) return null;
  const end = earliest(opening.end, plus(opening.start, GRACE), limit);
  return { dueAt: opening.start, window: { start: opening.start, end } };
}

/** The time a wish comes to on a channel, not before `from`; null where nothing remains of it. */
export function fitWish(frame: Frame, channel: ChannelName, wish: Wish, from: Instant): Fit | null {
  if (wish.kind === "span") return spread(remains(frame, channel, wish.span, from), unitHash(frame.order.key, channel));
  const found = fitFrom(frame, channel, wish.at);
  return found !== null && found.dueAt === wish.at ? found : null;
}
