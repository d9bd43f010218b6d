/** Decisions in plain sentences, for staff: why a reminder goes out, or why not. No personal data. */
import { CHANNELS, type ChannelName } from "./channel.ts";
import { type Instant, instant } from "./instant.ts";
import { dayName, localTime } from "./local-time.ts";
import { STOP_REASONS, type StopReason } from "./states.ts";

/** A decision as it was written down. */
export interface ToldDecision {
  readonly what: string;
  readonly rule: string | null;
  readonly reason: string | null;
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
}

/** Chinese where the locale is, English elsewhere. */
type Language = "zh" | "en";

export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? "zh" : "en");

const CHANNEL_WORDS: Readonly<Record<ChannelName, Readonly<Record<Language, string>>>> = {
  call: { en: "call", zh: "电话" },
  im: { en: "messenger", zh: "即时消息" },
  sms: { en: "text message", zh: "短信" },
  email: { en: "e-mail", zh: "邮件" },
};

const REASON_WORDS: Readonly<Record<StopReason | "contact_hours" | "capacity", Readonly<Record<Language, string>>>> = {
  paid: { en: "the order is paid", zh: "订单已付款" },
  cancelled: { en: "the order was cancelled", zh: "订单已取消" },
  closed: { en: "the order has closed", zh: "订单已关闭" },
  stopped: { en: "staff stopped its reminders", zh: "客服已停止催付" },
  held_out: { en: "the buyer is in the comparison group that gets no reminders", zh: "买家属于不催付的对照组" },
  suppressed: { en: "the buyer wants no messages", zh: "买家已拒收消息" },
  no_consent: { en: "the buyer's consent is missing", zh: "缺少买家的同意" },
  cap: { en: "the buyer has had as many contacts as the policy allows", zh: "已达到联系次数上限" },
  grade: { en: "the policy leaves out buyers of this grade", zh: "该等级的买家不催付" },
  filtered: { en: "the policy's filters leave it out", zh: "不符合催付条件" },
  no_address: { en: "there is no usable address for this channel", zh: "没有可用的联系方式" },
  no_time_zone: { en: "the buyer's time zone is not known", zh: "无法确定买家所在时区" },
  no_slot: { en: "no time slot was left", zh: "没有合适的时间段" },
  too_late: { en: "its time has passed", zh: "已过最晚时间" },
  paid_other: { en: "the buyer has paid another order since", zh: "买家之后已支付其他订单" },
  answered: { en: "the buyer answered", zh: "买家已接听" },
  replied: { en: "the buyer replied", zh: "买家已回复" },
  template_error: { en: "the message could not be rendered", zh: "消息模板出错" },
  replanned: { en: "the plan changed", zh: "计划已变更" },
  shadow: { en: "the policy is not live", zh: "策略未启用发送" },
  paused: { en: "sending is paused", zh: "发送已暂停" },
  capacity: { en: "the shop's people have as many calls as they take on in an hour", zh: "客服本小时的电话已排满" },
  contact_hours: { en: "it is outside of contact hours", zh: "不在联系时段内" },
};

const isKnownReason = (reason: string): reason is keyof typeof REASON_WORDS =>
  reason === "contact_hours" || reason === "capacity" || (STOP_REASONS as readonly string[]).includes(reason);

const isChannel = (value: unknown): value is ChannelName => CHANNELS.some((channel) => channel === value);

function reasonWords(reason: string, language: Language): string {
  if (isKnownReason(reason)) return REASON_WORDS[reason][language];
  return language === "zh" ? `原因代码 ${reason}` : `code ${reason}`;
}

function clockText(at: Instant, zone: string): string {
  const { day, time } = localTime(zone, at);
  const minutes = Math.floor(time / 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${dayName(day)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Each channel of a plan with its time in the shop's zone, or why it is left out. */
function planWords({ inputs }: ToldDecision, language: Language, zone: string): string {
  const lines = CHANNELS.flatMap((channel) => {
    const value = inputs[channel];
    const name = CHANNEL_WORDS[channel][language];
    if (typeof value === "number") {
      return [
        language === "zh"
          ? `${name} ${clockText(instant(value), zone)}`
          : `${name} at ${clockText(instant(value), zone)}`,
      ];
    }
    if (typeof value !== "string") return [];
    const why = reasonWords(value, language);
    return [language === "zh" ? `${name}不发（${why}）` : `no ${name} (${why})`];
  });
  return lines.join(language === "zh" ? "，" : ", ");
}

/** One line of a plan as a sentence. @param zone IANA; the time is shown in it. */
export function lineText(
  line: {
    readonly channel: ChannelName;
    readonly dueAt: Instant | null;
    readonly rule: string | null;
    readonly reason: StopReason | null;
  },
  locale: string,
  zone: string,
): string {
  const { channel, dueAt, rule, reason } = line;
  const language = languageOf(locale);
  const name = CHANNEL_WORDS[channel][language];
  if (dueAt !== null && reason === null) {
    const at = clockText(dueAt, zone);
    const by = rule === null ? "" : language === "zh" ? `按规则 ${rule}，` : `, by the rule ${rule}`;
    return language === "zh" ? `${by}${at} ${name}。` : `The ${name} goes out at ${at}${by}.`;
  }
  const why = reasonWords(reason ?? "no_slot", language);
  return language === "zh" ? `${name}不发送：${why}。` : `No ${name}: ${why}.`;
}

const OUTCOMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  accepted: { en: "the provider took it", zh: "服务商已受理" },
  rejected: { en: "the provider refused it", zh: "服务商拒绝" },
  not_sent: { en: "nothing was sent", zh: "未发出" },
  unknown: { en: "its outcome is not known and it is not sent again", zh: "结果未知，不再重发" },
};

/** One sentence. @param zone IANA; times are shown in it. */
export function decisionText(decision: ToldDecision, locale: string, zone: string): string {
  return languageOf(locale) === "zh" ? chinese(decision, zone) : english(decision, zone);
}

function english(decision: ToldDecision, zone: string): string {
  const { what, rule, reason, inputs } = decision;
  const why = reason === null ? "" : `: ${reasonWords(reason, "en")}`;
  const by = rule === null ? "" : ` by the rule ${rule}`;
  const name = isChannel(inputs.channel) ? CHANNEL_WORDS[inputs.channel].en : "reminder";
  switch (what) {
    case "planned":
      return `Planned${by}: ${planWords(decision, "en", zone)}.`;
    case "replanned":
      return `Planned anew${by}: ${planWords(decision, "en", zone)}.`;
    case "not_planned":
      return `No reminder is planned${why}.`;
    case "claimed":
      return `The ${name} goes out now${by}.`;
    case "waiting":
      return `The ${name} waits${why}.`;
    case "ended":
      return `The ${name} is not sent${why}.`;
    case "stopped":
      return `The remaining reminders ended${why}.`;
    case "recorded": {
      const outcome = OUTCOMES[String(inputs.outcome)]?.en ?? "its outcome was recorded";
      return `The ${name}: ${outcome}${reason === null ? "" : ` (${reasonWords(reason, "en")})`}.`;
    }
    case "credited":
      return "The payment was credited to a reminder.";
    default:
      return `Recorded: ${what}${why}.`;
  }
}

function chinese(decision: ToldDecision, zone: string): string {
  const { what, rule, reason, inputs } = decision;
  const why = reason === null ? "" : `：${reasonWords(reason, "zh")}`;
  const by = rule === null ? "" : `按规则 ${rule} `;
  const name = isChannel(inputs.channel) ? CHANNEL_WORDS[inputs.channel].zh : "催付";
  switch (what) {
    case "planned":
      return `${by}已安排：${planWords(decision, "zh", zone)}。`;
    case "replanned":
      return `${by}重新安排：${planWords(decision, "zh", zone)}。`;
    case "not_planned":
      return `不安排催付${why}。`;
    case "claimed":
      return `${by}现在发出${name}。`;
    case "waiting":
      return `${name}等待${why}。`;
    case "ended":
      return `${name}不发送${why}。`;
    case "stopped":
      return `其余催付已结束${why}。`;
    case "recorded": {
      const outcome = OUTCOMES[String(inputs.outcome)]?.zh ?? "结果已记录";
      return `${name}：${outcome}${reason === null ? "" : `（${reasonWords(reason, "zh")}）`}。`;
    }
    case "credited":
      return "付款已归功于一次催付。";
    default:
      return `已记录 ${what}${why}。`;
  }
}
