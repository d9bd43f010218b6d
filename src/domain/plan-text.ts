/** Plans in words: what an order was planned from, and when or why not by each channel. No personal data. */
import { CHANNELS, type ChannelName } from "./channel.ts";
import { type Instant, instant } from "./instant.ts";
import { dayName, localTime } from "./local-time.ts";
import type { Filter } from "./plan-filter.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import {
  CHANNEL_WORDS,
  filterWords,
  hindranceWords,
  type Language,
  languageOf,
  reasonWords,
  sourceWords,
} from "./reason-text.ts";
import type { Hindrance } from "./slot-hindrance.ts";
import type { StopReason } from "./states.ts";

/** How one language puts a sentence together. */
export interface Telling {
  readonly language: Language;
  /** Times are shown in it. IANA. */
  readonly zone: string;
}

/** One phrase for each language. */
export const say = ({ language }: Telling, en: string, zh: string): string => (language === "zh" ? zh : en);

export function clockText(at: Instant, { zone }: Telling): string {
  const { day, time } = localTime(zone, at);
  const minutes = Math.floor(time / 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${dayName(day)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What the plan was made from: `Ordered 2026-03-10 10:02 in Asia/Shanghai (…): 199.00 CNY, grade C, new buyer.` */
export function orderWords(inputs: PlanInputs, telling: Telling): string {
  const { ordered, closes, known, amount, currency, grade, kind, zone, zones } = inputs;
  if (typeof ordered !== "number") return "";
  const at = (value: number) => clockText(instant(value), telling);
  const source = sourceWords(inputs.zone_source, telling.language);
  const several =
    typeof zones === "number" && zones > 1 ? say(telling, `, one of ${zones}`, `，共 ${zones} 个可能`) : "";
  const place =
    typeof zone === "string"
      ? say(telling, ` in ${zone} (${source}${several})`, `（${zone}，${source}${several}）`)
      : "";
  const facts = [
    `${amount} ${currency}`,
    say(telling, `grade ${grade}`, `${grade} 级`),
    kind === "returning" ? say(telling, "returning buyer", "老买家") : say(telling, "new buyer", "新买家"),
    ...(typeof closes === "number" ? [say(telling, `closes ${at(closes)}`, `${at(closes)} 关闭`)] : []),
    ...(typeof known === "number" ? [say(telling, `known since ${at(known)}`, `${at(known)} 得知`)] : []),
  ];
  return say(
    telling,
    `Ordered ${at(ordered)}${place}: ${facts.join(", ")}. `,
    `${at(ordered)} 下单${place}：${facts.join("，")}。`,
  );
}

/** The rule of a step whose slot would come too late (contract.md, "The policy document"). */
const CLOSING = "closing_soon";

/** Each channel of a plan with its time, or why it is left out. */
export function planWords(inputs: PlanInputs, telling: Telling): string {
  const { language } = telling;
  const lines = CHANNELS.flatMap((channel) => {
    const value = inputs[channel];
    const name = CHANNEL_WORDS[channel][language];
    if (typeof value === "number") {
      const rule = inputs[`${channel}_rule`];
      const named = rule === CLOSING ? say(telling, "closing soon", "即将关闭") : rule;
      const by = typeof named === "string" ? say(telling, ` (${named})`, `（${named}）`) : "";
      const at = clockText(instant(value), telling);
      return [say(telling, `${name} at ${at}${by}`, `${name} ${at}${by}`)];
    }
    if (typeof value !== "string") return [];
    const why = hindranceWords(inputs[`${channel}_hindered`], language) ?? reasonWords(value, language);
    return [say(telling, `no ${name} (${why})`, `${name}不发（${why}）`)];
  });
  return lines.join(say(telling, ", ", "，"));
}

/** One line of a plan as a sentence. @param zone IANA; the time is shown in it. */
export function lineText(
  line: {
    readonly channel: ChannelName;
    readonly dueAt: Instant | null;
    readonly rule: string | null;
    readonly reason: StopReason | "channel_off" | null;
    readonly filter: Filter | null;
    readonly hindrance: Hindrance | null;
  },
  locale: string,
  zone: string,
): string {
  const { channel, dueAt, rule, reason, filter, hindrance } = line;
  const language = languageOf(locale);
  const telling: Telling = { language, zone };
  const name = CHANNEL_WORDS[channel][language];
  if (dueAt !== null && reason === null) {
    const at = clockText(dueAt, telling);
    const named = rule === CLOSING ? say(telling, "because the order closes soon", "因订单即将关闭") : null;
    const by = rule === null ? "" : (named ?? say(telling, `by the rule ${rule}`, `按规则 ${rule}`));
    return say(telling, `The ${name} goes out at ${at}${by && `, ${by}`}.`, `${by && `${by}，`}${at} ${name}。`);
  }
  const why =
    filterWords(filter, language) ?? hindranceWords(hindrance, language) ?? reasonWords(reason ?? "no_slot", language);
  return say(telling, `No ${name}: ${why}.`, `${name}不发送：${why}。`);
}
