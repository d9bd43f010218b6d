import { MINUTE } from "./instant.ts";
import { formatAmount } from "./money.ts";
import type { Plan, PlanFacts, PlanSetting } from "./plan.ts";
import type { Policy } from "./policy.ts";
import { hindranceOf } from "./slot-hindrance.ts";

/** What a plan was made from, as its decision keeps it: plain JSON without personal data. Times are instants. */
export type PlanInputs = Readonly<Record<string, string | number | boolean | null>>;

/**
 * - Of the order: `status`, `eligible`, `ordered`, `amount`, `currency`, `grade`, `kind`; where it has one, `closes`;
 *   where cuifu heard of it late, `known`; where the policy leaves it out, `filter`.
 * - Of the buyer's place: `zone`, `zone_source`, and `zones`, how many it may be.
 * - By channel: when it is due, or the reason why not; `<channel>_rule` where that is not the plan's;
 *   `<channel>_hindered` where no slot was left, and one bound alone stands in the way.
 */
export function planInputs(facts: PlanFacts, plan: Plan, policy: Policy, setting: PlanSetting): PlanInputs {
  const { status, placedAt, closesAt, firstSeenAt, amount, currency, grade, kind = "new", zones } = facts;
  const place =
    zones.kind === "zones" ? { zone: zones.rule, zone_source: zones.source, zones: zones.candidates.length } : {};
  return {
    status,
    eligible: plan.eligible,
    ordered: placedAt,
    ...(closesAt === null ? {} : { closes: closesAt }),
    ...(firstSeenAt - placedAt < MINUTE ? {} : { known: firstSeenAt }),
    amount: formatAmount(amount, currency),
    currency,
    grade,
    kind,
    ...place,
    ...(plan.filter === null ? {} : { filter: plan.filter }),
    ...Object.assign({}, ...plan.lines.map((line) => lineInputs(line, facts, plan, policy, setting))),
  };
}

/** The rule that the plan as a whole is told by: that of its first step with a time. */
export const ruleOf = ({ lines }: Plan): string | null => lines.find(({ rule }) => rule !== null)?.rule ?? null;

function lineInputs(
  { channel, step, state, reason, dueAt, rule }: Plan["lines"][number],
  facts: PlanFacts,
  plan: Plan,
  policy: Policy,
  setting: PlanSetting,
): PlanInputs {
  if (state === "planned") return { [channel]: dueAt, ...(rule === ruleOf(plan) ? {} : { [`${channel}_rule`]: rule }) };
  const isOff = facts.channels[channel] === "off" && reason === "filtered" && plan.filter === null;
  const told = { [channel]: isOff ? "channel_off" : reason };
  const { zones, key, placedAt, closesAt, firstSeenAt: from } = facts;
  if (reason !== "no_slot" || zones.kind !== "zones") return told;
  const hindrance = hindranceOf({ key, placedAt, closesAt, from }, { ...setting, policy, zones }, step);
  return hindrance === null ? told : { ...told, [`${channel}_hindered`]: hindrance };
}
