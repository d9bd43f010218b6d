/** Changes to a policy's rules that keep the day whole. Pure. */
import type { Channel, Policy } from "../../api/policy.ts";
import { clockOf, minutesOf, spanOf, spanText } from "../../parts/clock.ts";

type Rule = Policy["slots"][number];
type Step = Policy["steps"][number];

const DAY = 1_440;
const endOf = (clock: string): string => (clock === "00:00" ? "24:00" : clock);
const startOf = (clock: string): string => (clock === "24:00" ? "00:00" : clock);

/** A rule's orders begin or end elsewhere: what stood beside it moves along, so that no minute is lost or told twice. */
export function moveEdge(rules: readonly Rule[], index: number, edge: "from" | "to", clock: string): Rule[] {
  const moved = rules[index];
  if (moved === undefined) return [...rules];
  const old = spanOf(moved.orders)[edge];
  return rules.map((rule, at) => {
    const span = spanOf(rule.orders);
    if (at === index) {
      return { ...rule, orders: spanText({ ...span, [edge]: edge === "from" ? startOf(clock) : endOf(clock) }) };
    }
    if (edge === "from" && endOf(span.to) === endOf(old))
      return { ...rule, orders: spanText({ ...span, to: endOf(clock) }) };
    if (edge === "to" && startOf(span.from) === startOf(old))
      return { ...rule, orders: spanText({ ...span, from: startOf(clock) }) };
    return rule;
  });
}

const lengthOf = ({ orders }: Rule): number => {
  const { from, to } = spanOf(orders);
  const [start, end] = [minutesOf(from) ?? 0, minutesOf(to) ?? DAY];
  return start < end ? end - start : DAY - start + end;
};

/** Cuts the longest rule in two; both halves remind as it did. */
export function splitRule(rules: readonly Rule[]): Rule[] {
  const longest = rules.reduce<Rule | undefined>(
    (best, rule) => (best === undefined || lengthOf(rule) > lengthOf(best) ? rule : best),
    undefined,
  );
  if (longest === undefined) return [{ orders: "00:00-24:00", remind: { after: "1h" } }];
  const { from, to } = spanOf(longest.orders);
  const half = Math.round(((minutesOf(from) ?? 0) + lengthOf(longest) / 2) / 30) * 30;
  const middle = clockOf(half % DAY);
  return rules.flatMap((rule) =>
    rule === longest
      ? [
          { ...rule, orders: spanText({ from, to: endOf(middle) }) },
          { ...rule, orders: spanText({ from: startOf(middle), to }) },
        ]
      : [rule],
  );
}

/** Takes a rule away; the one whose orders come before takes its time over. */
export function joinRule(rules: readonly Rule[], index: number): Rule[] {
  const gone = rules[index];
  if (gone === undefined || rules.length < 2) return [...rules];
  const { from, to } = spanOf(gone.orders);
  const rest = rules.filter((_, at) => at !== index);
  const before = rest.find(({ orders }) => endOf(spanOf(orders).to) === endOf(from));
  if (before === undefined) return rest;
  const start = spanOf(before.orders).from;
  const orders = startOf(start) === startOf(to) ? "00:00-24:00" : spanText({ from: start, to });
  return rest.map((rule) => (rule === before ? { ...rule, orders } : rule));
}

/** Uses a channel as the last step, or no more. The last one that is used stays. */
export function switchChannel(steps: readonly Step[], channel: Channel, isOn: boolean): Step[] {
  const rest = steps.filter((step) => step.channel !== channel);
  if (isOn) return [...rest, rest.length === 0 ? { channel } : { channel, after: "2h" }];
  return rest.length === 0 ? [...steps] : rest;
}

export function moveStep(steps: readonly Step[], index: number, by: -1 | 1): Step[] {
  const [one, other] = [steps[index], steps[index + by]];
  if (one === undefined || other === undefined) return [...steps];
  return steps.map((step, at) => (at === index ? other : at === index + by ? one : step));
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Keys in one order, so that what says the same compares as the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The keys at the top that differ. */
const changedKeys = (a: Policy, b: Policy): (keyof Policy)[] => keysOf(a, b).filter((key) => !isSame(a[key], b[key]));

const keysOf = (...policies: readonly Policy[]): (keyof Policy)[] => [
  ...new Set(policies.flatMap((policy) => Object.keys(policy) as (keyof Policy)[])),
];

/** What I changed of `base`, put onto what others made of it; where both changed a key, mine. */
export function mergeDraft(base: Policy, mine: Policy, theirs: Policy): { merged: Policy; clashes: (keyof Policy)[] } {
  const own = changedKeys(base, mine);
  const others = changedKeys(base, theirs);
  const merged = { ...theirs, ...Object.fromEntries(own.map((key) => [key, mine[key]])) };
  return { merged, clashes: own.filter((key) => others.includes(key) && !isSame(mine[key], theirs[key])) };
}
