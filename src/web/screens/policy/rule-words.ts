/** Rules and steps of a policy in words. */
import type { Policy } from "../../api/policy.ts";
import type { Say } from "../../locale.ts";
import { durationOf } from "../../parts/clock.ts";
import type { PolicyKey } from "./texts.ts";

type Tell = Say<PolicyKey>;

/** `30m` as `30 分钟`. */
export function durationWords(text: string, t: Tell): string {
  const { count, unit } = durationOf(text);
  return t(`duration.${unit}`, { count });
}

/** When an order of the rule is reminded. */
export function remindWords(remind: Policy["slots"][number]["remind"], t: Tell): string {
  if ("between" in remind) {
    const span = remind.between.replace("-", "–");
    if (remind.day === 0) return t("remind.same_day", { span });
    return remind.day === 1 ? t("remind.next_day", { span }) : t("remind.day_n", { span, count: remind.day });
  }
  if ("after" in remind) return t("remind.after", { duration: durationWords(remind.after, t) });
  const lead = durationWords(remind.lead, t);
  return remind.before === "close" ? t("remind.close", { lead }) : t("remind.cutoff", { lead });
}

export const ruleWords = ({ orders, remind }: Policy["slots"][number], t: Tell): string =>
  t("rule.words", { span: orders.replace("-", "–"), remind: remindWords(remind, t) });

/** When a step comes. @param at its place in the ladder. */
export function stepWords({ after, next_slot: next }: Policy["steps"][number], at: number, t: Tell): string {
  if (next === true) return t("step.next");
  if (after !== undefined) return t("step.after", { duration: durationWords(after, t) });
  return at === 0 ? t("step.slot") : t("step.slot_too");
}
