/** What was heard and decided of an order, as entries of its story. */
import { CHANNELS } from "./channel.ts";
import { decisionText, type ToldDecision } from "./decision-text.ts";
import { instant } from "./instant.ts";
import { formatAmount } from "./money.ts";
import { clockText, say, type Telling } from "./plan-text.ts";
import { CHANNEL_WORDS, isChannel } from "./reason-text.ts";
import { NOTHING_MORE, type StoryDetail, type StoryEntry, type StoryFacts } from "./story-facts.ts";
import { eventOutcomeWords, eventWords, reasonCodeWords, reasonSourceWords } from "./story-words.ts";

export function eventEntry({ at, type, outcome }: StoryFacts["events"][number], telling: Telling): StoryEntry {
  const title = eventWords(type, telling);
  return {
    ...NOTHING_MORE,
    at,
    kind: "event",
    title,
    text: eventOutcomeWords(outcome, telling),
    detail: { type, outcome },
  };
}

export function paymentEntry({ order, conversion }: StoryFacts, telling: Telling): StoryEntry[] {
  const { paidAt, amount, currency } = order;
  if (paidAt === null) return [];
  const sum = amount === null ? "" : `${formatAmount(amount, currency)} ${currency}`;
  const channel = conversion?.channel ?? null;
  const by = channel === null ? say(telling, "reminder", "催付") : CHANNEL_WORDS[channel][telling.language];
  const text = conversion?.recovered
    ? say(telling, `Recovered: credited to the ${by}.`, `已挽回：归功于${by}。`)
    : say(telling, "No reminder is credited with it.", "不归功于任何催付。");
  const detail = {
    amount: amount === null ? null : formatAmount(amount, currency),
    currency,
    recovered: conversion?.recovered ?? false,
    contact_id: conversion?.contactId ?? null,
    net_amount: conversion === null ? null : formatAmount(conversion.netAmount, currency),
  };
  const title = say(telling, `The buyer paid ${sum}`, `买家已付款 ${sum}`).trim();
  return [{ ...NOTHING_MORE, at: paidAt, kind: "payment", title, text, channel, detail }];
}

export function decisionEntry(decision: StoryFacts["decisions"][number], locale: string, telling: Telling): StoryEntry {
  const { at, what, rule, reason, policyVersion, inputs } = decision;
  const kind = decisionKind(what);
  return {
    at,
    kind,
    title: DECISION_TITLES[kind](telling),
    text: decisionText(decision, locale, telling.zone),
    channel: isChannel(inputs.channel) ? inputs.channel : null,
    state: null,
    detail: { what, rule, reason, policy_version: policyVersion, ...plannedTimes(decision, telling) },
  };
}

type DecisionKind = "plan" | "decision" | "stop" | "call";

function decisionKind(what: string): DecisionKind {
  switch (what) {
    case "planned":
    case "replanned":
    case "not_planned":
    case "thanks_planned":
      return "plan";
    case "stopped":
      return "stop";
    case "asked_for_person":
    case "called":
      return "call";
    default:
      return "decision";
  }
}

const DECISION_TITLES: Readonly<Record<DecisionKind, (telling: Telling) => string>> = {
  plan: (telling) => say(telling, "Plan", "催付计划"),
  decision: (telling) => say(telling, "Decision", "判定"),
  stop: (telling) => say(telling, "Reminders stopped", "停止催付"),
  call: (telling) => say(telling, "Call by a person", "人工电话"),
};

/** When a plan reminds by which channel, as the shop's clock shows it. */
function plannedTimes({ inputs }: ToldDecision, telling: Telling): StoryDetail {
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => {
      const at = inputs[channel];
      return typeof at === "number" ? [[channel, clockText(instant(at), telling)]] : [];
    }),
  );
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function evidenceEntry(
  { at, code, confidence, source, cue }: StoryFacts["order"]["evidence"][number],
  telling: Telling,
): StoryEntry {
  const why = reasonCodeWords(code, telling);
  const from = reasonSourceWords(source, telling);
  return {
    ...NOTHING_MORE,
    at,
    kind: "reason",
    title: say(telling, `Reason heard: ${why}`, `推断原因：${why}`),
    text: say(telling, `From ${from}, ${percent(confidence)} sure.`, `来自${from}，把握 ${percent(confidence)}。`),
    detail: { code, confidence, source: source, cue },
  };
}

export function labelEntry({ at, by, code, inferredCode }: StoryFacts["labels"][number], telling: Telling): StoryEntry {
  const [said, was] = [reasonCodeWords(code, telling), reasonCodeWords(inferredCode, telling)];
  return {
    ...NOTHING_MORE,
    at,
    kind: "reason",
    title: say(telling, `Reason corrected: ${said}`, `更正原因：${said}`),
    text: say(telling, `${by} said so; inferred was: ${was}.`, `由 ${by} 更正；此前推断为：${was}。`),
    detail: { code, source: "staff", by, inferred: inferredCode },
  };
}

export function messageEntry({ at, from, text }: StoryFacts["messages"][number], telling: Telling): StoryEntry {
  const title =
    from === "buyer"
      ? say(telling, "The buyer wrote to the shop", "买家留言")
      : say(telling, "The shop wrote", "店铺回复");
  return { ...NOTHING_MORE, at, kind: "reply", title, text, detail: { contact_id: null, from } };
}
