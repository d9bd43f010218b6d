/** Decisions in plain sentences, for staff: why a reminder goes out, or why not. No personal data. */
import { CHANNELS } from "./channel.ts";
import { couponSentence } from "./coupon-text.ts";
import { instant } from "./instant.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { clockText, orderWords, planWords, say, type Telling } from "./plan-text.ts";
import {
  CHANNEL_WORDS,
  filterWords,
  hindranceWords,
  isChannel,
  type Language,
  languageOf,
  reasonWords,
} from "./reason-text.ts";

/** A decision as it was written down. */
export interface ToldDecision {
  readonly what: string;
  readonly rule: string | null;
  readonly reason: string | null;
  readonly policyVersion: number | null;
  readonly inputs: PlanInputs;
}

/**
 * One or two sentences: what was decided, by which rule of which version, from what.
 * @param zone IANA; times are shown in it, those of a plan in the zone that the plan went by.
 */
export function decisionText(decision: ToldDecision, locale: string, zone: string): string {
  const { what, reason, inputs } = decision;
  const telling: Telling = {
    language: languageOf(locale),
    zone: typeof inputs.zone === "string" ? inputs.zone : zone,
  };
  const why =
    reason === null ? "" : say(telling, `: ${whyWords(decision, telling)}`, `：${whyWords(decision, telling)}`);
  const by = byWords(decision, telling);
  const name = nameOf(inputs, telling);
  switch (what) {
    case "planned":
    case "replanned":
    case "not_planned":
      return orderWords(inputs, telling) + planSentence(decision, by, telling);
    case "claimed": {
      if (inputs.asked_for === true) {
        const told = `The ${name} goes out now: the buyer asked for it on the telephone.`;
        return say(telling, told, `应买家在电话中的要求，现在发出${name}。`);
      }
      const merged = mergedWords(inputs, telling);
      return say(telling, `The ${name} goes out now${by}${merged}.`, `${by}现在发出${name}${merged}。`);
    }
    case "waiting":
      return say(telling, `The ${name} waits${why}.`, `${name}等待${why}。`);
    case "ended":
      return say(telling, `The ${name} is not sent${by}${why}.`, `${by}${name}不发送${why}。`);
    case "stopped":
      return say(telling, `The remaining reminders ended${why}.`, `其余催付已结束${why}。`);
    case "recorded":
      return recordedSentence(decision, name, telling);
    case "credited":
      return say(telling, "The payment was credited to a reminder.", "付款已归功于一次催付。");
    case "asked_for_person": {
      const told = "The buyer asked on the telephone to be called back by a person.";
      return say(telling, told, "买家在电话中要求客服回电话。");
    }
    case "thanks_planned": {
      const at = typeof inputs.due === "number" ? clockText(instant(inputs.due), telling) : "";
      return say(telling, `Paid: the ${name} is planned for ${at}.`, `已付款，${name}安排在 ${at}。`);
    }
    case "called":
      return calledSentence(decision, telling);
    case "coupon":
    case "no_coupon":
      return couponSentence(decision, name, telling);
    default:
      return say(telling, `Recorded: ${what}${why}.`, `已记录 ${what}${why}。`);
  }
}

/** What a decision is about, in words. */
function nameOf({ channel, purpose }: PlanInputs, telling: Telling): string {
  const medium = isChannel(channel) ? CHANNEL_WORDS[channel][telling.language] : null;
  if (purpose !== "thank_you") return medium ?? say(telling, "reminder", "催付");
  return say(
    telling,
    `thank-you${medium === null ? "" : ` by ${medium}`}`,
    `感谢消息${medium === null ? "" : `（${medium}）`}`,
  );
}

function planSentence(decision: ToldDecision, by: string, telling: Telling): string {
  const { what, inputs } = decision;
  const plan = planWords(inputs, telling);
  switch (what) {
    case "planned":
      return say(telling, `Planned${by}: ${plan}.`, `${by}已安排：${plan}。`);
    case "replanned":
      return say(telling, `Planned anew${by}: ${plan}.`, `${by}重新安排：${plan}。`);
    default: {
      const words = notPlannedWords(decision, telling);
      const version = byWords({ ...decision, rule: null }, telling);
      return say(telling, `No reminder is planned${version}${words}.`, `${version}不安排催付${words}。`);
    }
  }
}

function recordedSentence({ reason, inputs }: ToldDecision, name: string, telling: Telling): string {
  const { language } = telling;
  const outcome =
    OUTCOMES[String(inputs.outcome)]?.[language] ?? say(telling, "its outcome was recorded", "结果已记录");
  const code = reason === null ? "" : reasonWords(reason, language);
  return say(
    telling,
    `The ${name}: ${outcome}${code && ` (${code})`}.`,
    `${name}：${outcome}${code && `（${code}）`}。`,
  );
}

function calledSentence({ inputs }: ToldDecision, telling: Telling): string {
  const said = CALL_WORDS[String(inputs.outcome)] ?? { en: "its outcome was written down", zh: "结果已登记" };
  const { promised } = inputs;
  const when = typeof promised === "number" ? clockText(instant(promised), telling) : null;
  const english = when === null ? "" : `, and will pay by ${when}`;
  const chinese = when === null ? "" : `，答应在 ${when} 前付款`;
  return say(telling, `An agent called: ${said.en}${english}.`, `客服打了电话：${said.zh}${chinese}。`);
}

const CALL_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  answered: { en: "the buyer answered", zh: "买家已接听" },
  no_answer: { en: "nobody answered", zh: "无人接听" },
  busy: { en: "the line was busy", zh: "忙线" },
  failed: { en: "the call could not be made", zh: "无法接通" },
  opted_out: { en: "the buyer wants no more messages", zh: "买家不愿再被联系" },
};

const OUTCOMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  accepted: { en: "the provider took it", zh: "服务商已受理" },
  rejected: { en: "the provider refused it", zh: "服务商拒绝" },
  not_sent: { en: "nothing was sent", zh: "未发出" },
  unknown: { en: "its outcome is not known and it is not sent again", zh: "结果未知，不再重发" },
};

/** `by version 3 of the policy, rule 00:00-12:00`; empty where neither is known. */
function byWords({ rule, policyVersion }: ToldDecision, telling: Telling): string {
  const version =
    policyVersion === null ? [] : [say(telling, `version ${policyVersion}`, `策略第 ${policyVersion} 版`)];
  const named = rule === null ? [] : [say(telling, `the rule ${rule}`, `规则 ${rule}`)];
  const all = [...version, ...named];
  if (all.length === 0) return "";
  return say(telling, ` by ${all.join(", ")}`, `按${all.join("")} `);
}

/** The reason with what is known beside it: which filter, how much of a cap. */
function whyWords({ reason, inputs }: ToldDecision, telling: Telling): string {
  if (reason === null) return "";
  const { language } = telling;
  const isPart = reason === "filtered" && inputs.filter === undefined && inputs.status === "partially_paid";
  const isFilter = reason === "filtered" || reason === "grade";
  const filter = isFilter ? filterWords(inputs.filter, language) : null;
  const words = filter ?? reasonWords(isPart ? "partially_paid" : reason, language);
  const { used, limit, until } = inputs;
  const counted =
    typeof used === "number" && typeof limit === "number"
      ? say(telling, ` (${used} of ${limit})`, `（${used}/${limit}）`)
      : "";
  const later =
    typeof until === "number"
      ? say(telling, `, until ${clockText(instant(until), telling)}`, `，等到 ${clockText(instant(until), telling)}`)
      : "";
  return `${words}${counted}${later}`;
}

/** Where the order as a whole is left out, that reason; else each channel's own. */
function notPlannedWords(decision: ToldDecision, telling: Telling): string {
  const told = new Set(CHANNELS.flatMap((channel) => decision.inputs[channel] ?? []));
  const words = told.size > 1 ? planWords(decision.inputs, telling) : "";
  if (words !== "") return say(telling, `: ${words}`, `：${words}`);
  if (decision.reason === null) return "";
  const hindered = CHANNELS.flatMap(
    (channel) => hindranceWords(decision.inputs[`${channel}_hindered`], telling.language) ?? [],
  );
  const why = hindered[0] ?? whyWords(decision, telling);
  return say(telling, `: ${why}`, `：${why}`);
}

function mergedWords({ orders }: PlanInputs, telling: Telling): string {
  if (typeof orders !== "number" || orders < 2) return "";
  return say(telling, `, one for ${orders} orders of the buyer`, `，合并该买家的 ${orders} 个订单`);
}
