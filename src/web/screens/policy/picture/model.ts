/** The day as a picture, as numbers: minutes of the buyer's clock, counted from the midnight that the orders' day begins with. */
import type { Channel, Policy, Preview } from "../../../api/policy.ts";
import { minutesOf, spanOf } from "../../../parts/clock.ts";

export const DAY = 1_440;

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Orders that were placed one after the other and whose reminders by one channel lie together. */
export interface Flow extends Stretch {
  /** Index of the rule that the orders fall under. */
  readonly rule: number;
  readonly ordered: Stretch;
  /** Where the same orders were reminded by the step before; null of the first. */
  readonly before: Stretch | null;
  /** When each of them is reminded. */
  readonly dues: readonly number[];
}

export interface Lane {
  readonly channel: Channel;
  /** When buyers may be contacted by it, of any day; null: never. */
  readonly open: Stretch | null;
  readonly flows: readonly Flow[];
  /** By the minute of placing: when that order is reminded, and under which rule it falls. */
  readonly orders: ReadonlyMap<number, { readonly due: number; readonly rule: number }>;
}

export interface DayPicture {
  /** `YYYY-MM-DD`, the orders' day first. */
  readonly dates: readonly string[];
  readonly rules: readonly { readonly name: string; readonly spans: readonly Stretch[] }[];
  readonly lanes: readonly Lane[];
  /** When an order is placed that nobody is reminded of. */
  readonly silent: readonly Stretch[];
  /** When the parcels leave. */
  readonly cutoffs: readonly number[];
  readonly holidays: readonly Stretch[];
}

/** Reminders further apart than this are drawn apart. */
const APART = 120;
const MOST_DAYS = 9;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

interface Placed {
  readonly at: number;
  readonly rule: number;
  readonly dues: ReadonlyMap<Channel, Due>;
}

/** One reminder: `at` its due time, anywhere within `from` to `to` as it fell to that order. */
interface Due extends Stretch {
  readonly at: number;
}

/** @param step minutes between the orders that were asked for. */
export function dayPicture(policy: Policy, preview: Preview, step: number): DayPicture {
  const start = firstDate(preview);
  const rules = policy.slots.map(({ orders }) => ({ name: orders.replace("-", "–"), spans: spansOf(orders) }));
  const placed = preview.day.map(({ ordered, reminders }): Placed => {
    const at = minutesOf(ordered) ?? 0;
    const dues = reminders.flatMap(({ channel, local, due_at: due, window }) =>
      local === null ? [] : [[channel, dueOf(minutesFrom(start, local), due, window)] as const],
    );
    const rule = rules.findIndex(({ spans }) => spans.some(({ from, to }) => at >= from && at < to));
    return { at, rule: Math.max(0, rule), dues: new Map(dues) };
  });
  const last = Math.max(0, ...placed.flatMap(({ dues }) => [...dues.values()].map(({ at }) => at)));
  const count = Math.min(MOST_DAYS, Math.max(2, Math.floor(last / DAY) + 1));
  const dates = Array.from({ length: count }, (_, day) => dateAfter(start, day));
  const channels = policy.steps.map(({ channel }) => channel);
  return {
    dates,
    rules,
    lanes: channels.map((channel, index) => ({
      channel,
      open: openSpan(preview.hours[channel] ?? null),
      flows: flowsOf(placed, channel, channels.slice(0, index), step),
      orders: new Map(
        placed.flatMap(({ at, rule, dues }) => {
          const due = dues.get(channel);
          return due === undefined ? [] : [[at, { due: due.at, rule }] as const];
        }),
      ),
    })),
    silent: runsOf(placed, step, ({ dues }) => dues.size === 0),
    cutoffs: dates.flatMap((date, day) => {
      const clock = cutoffOn(policy, date);
      return clock === null ? [] : [day * DAY + clock];
    }),
    holidays: dates.flatMap((date, day) =>
      preview.holidays.includes(date) ? [{ from: day * DAY, to: (day + 1) * DAY }] : [],
    ),
  };
}

/** The day on which the orders are placed, by the buyer's clock. */
const firstDate = ({ day, zone }: Preview): string => {
  const first = day[0]?.placed_at ?? new Date(0).toISOString();
  // This locale writes YYYY-MM-DD.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(new Date(first));
};

const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** @param local `YYYY-MM-DD HH:MM`. */
function minutesFrom(start: string, local: string): number {
  const days = (Date.parse(`${local.slice(0, 10)}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / 86_400_000;
  return days * DAY + (minutesOf(local.slice(11)) ?? 0);
}

/** One stretch, or two of a rule that goes over midnight. */
function spansOf(orders: string): Stretch[] {
  const span = spanOf(orders);
  const [from, to] = [minutesOf(span.from) ?? 0, minutesOf(span.to) ?? DAY];
  if (from < to) return [{ from, to }];
  return [{ from, to: DAY }, ...(to === 0 ? [] : [{ from: 0, to }])];
}

function openSpan(text: string | null): Stretch | null {
  if (text === null) return null;
  const { from, to } = spanOf(text);
  return { from: minutesOf(from) ?? 0, to: minutesOf(to) ?? DAY };
}

function cutoffOn({ ship_cutoff: cutoff }: Policy, date: string): number | null {
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "mon";
  const clock = cutoff === null || typeof cutoff === "string" ? cutoff : cutoff[weekday];
  return clock === null ? null : minutesOf(clock);
}

/** Neighbours for which `isOne` holds, as stretches. */
function runsOf(placed: readonly Placed[], step: number, isOne: (order: Placed) => boolean): Stretch[] {
  const runs: { from: number; to: number }[] = [];
  for (const order of placed) {
    const last = runs.at(-1);
    if (!isOne(order)) continue;
    if (last?.to === order.at) last.to = order.at + step;
    else runs.push({ from: order.at, to: order.at + step });
  }
  return runs;
}

interface Sent {
  readonly placed: number;
  readonly due: Due;
  readonly before: Due | null;
}

function flowsOf(placed: readonly Placed[], channel: Channel, earlier: readonly Channel[], step: number): Flow[] {
  const rules = [...new Set(placed.map(({ rule }) => rule))];
  return rules.flatMap((rule) => {
    const sent = placed.flatMap((order): Sent[] => {
      const due = order.rule === rule ? order.dues.get(channel) : undefined;
      if (due === undefined) return [];
      const before = earlier.flatMap((one) => order.dues.get(one) ?? []).at(-1) ?? null;
      return [{ placed: order.at, due, before }];
    });
    return inRuns(sent, (one) => one.placed, step)
      .flatMap((run) =>
        inRuns(
          run.toSorted((a, b) => a.due.at - b.due.at),
          ({ due }) => due.at,
          APART,
        ),
      )
      .map((run) => flowOf(rule, run, step));
  });
}

/** Cuts a list where two neighbours lie further apart than `most`. */
function inRuns<T>(items: readonly T[], placeOf: (item: T) => number, most: number): T[][] {
  const runs: T[][] = [];
  let last: number | null = null;
  for (const item of items) {
    const place = placeOf(item);
    if (last === null || place - last > most) runs.push([]);
    runs.at(-1)?.push(item);
    last = place;
  }
  return runs;
}

function flowOf(rule: number, run: readonly Sent[], step: number): Flow {
  const before = run.flatMap((one) => one.before ?? []);
  const places = run.map((one) => one.placed);
  return {
    rule,
    ...around(run.map(({ due }) => due)),
    ordered: { from: Math.min(...places), to: Math.max(...places) + step },
    before: before.length === 0 ? null : around(before),
    dues: run.map(({ due }) => due.at),
  };
}

/** Outwards to ten minutes: orders between those that were asked for lie about them. */
const around = (dues: readonly Due[]): Stretch => ({
  from: Math.floor(Math.min(...dues.map(({ from }) => from)) / 10) * 10,
  to: Math.ceil(Math.max(...dues.map(({ to }) => to)) / 10) * 10,
});

/** A window that begins at the very moment only tells how late the reminder may still go out. */
function dueOf(at: number, due: string | null, window: Preview["reminders"][number]["window"]): Due {
  if (window === null || due === null || window.from === due) return { at, from: at, to: at + 1 };
  // `at` is the whole minute that `due` lies in.
  const whole = Math.floor(Date.parse(due) / 60_000);
  const minutes = (instant: string) => at + Math.round(Date.parse(instant) / 60_000 - whole);
  return { at, from: minutes(window.from), to: minutes(window.to) };
}
