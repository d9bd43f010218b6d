/** The words for channels, reasons and rules that decisions are told in. No personal data. */
import { CHANNELS, type ChannelName } from "./channel.ts";
import type { Filter } from "./plan-filter.ts";
import type { Hindrance } from "./slot-hindrance.ts";
import { STOP_REASONS, type StopReason } from "./states.ts";
import type { ZoneSource } from "./zone.ts";

/** Chinese where the locale is, English elsewhere. */
export type Language = "zh" | "en";
type Words = Readonly<Record<Language, string>>;

export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? "zh" : "en");

export const CHANNEL_WORDS: Readonly<Record<ChannelName, Words>> = {
  call: { en: "call", zh: "电话" },
  im: { en: "instant message", zh: "即时消息" },
  sms: { en: "text message", zh: "短信" },
  email: { en: "e-mail", zh: "邮件" },
};

/** Reasons beside those of contract.md that a decision may name. */
const OTHER_REASONS = ["contact_hours", "capacity", "channel_off", "partially_paid", "refunded", "thanked"] as const;
type Reason = StopReason | (typeof OTHER_REASONS)[number];

const REASON_WORDS: Readonly<Record<Reason, Words>> = {
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
  channel_off: { en: "nobody is set up to send by this channel", zh: "该渠道未配置" },
  refunded: { en: "money was given back", zh: "订单已退款" },
  thanked: { en: "the buyer was thanked within a day already", zh: "一天内已感谢过买家" },
  partially_paid: { en: "a part of the order is paid", zh: "订单已部分付款" },
};

const isReason = (reason: string): reason is Reason =>
  [...STOP_REASONS, ...OTHER_REASONS].some((known) => known === reason);

export const isChannel = (value: unknown): value is ChannelName => CHANNELS.some((channel) => channel === value);

export function reasonWords(reason: string, language: Language): string {
  if (isReason(reason)) return REASON_WORDS[reason][language];
  return language === "zh" ? `原因代码 ${reason}` : `code ${reason}`;
}

const FILTER_WORDS: Readonly<Record<Filter, Words>> = {
  grades: { en: "the policy leaves out buyers of this grade (who.grades)", zh: "该等级的买家不催付（who.grades）" },
  kinds: { en: "the policy leaves out new or returning buyers (who.kinds)", zh: "该类新老买家不催付（who.kinds）" },
  only_countries: {
    en: "the policy names other countries only (who.only_countries)",
    zh: "买家所在国家不在催付范围（who.only_countries）",
  },
  exclude_countries: {
    en: "the policy leaves out the buyer's country (who.exclude_countries)",
    zh: "买家所在国家不催付（who.exclude_countries）",
  },
  exclude_skus: {
    en: "the policy leaves out an article of the order (who.exclude_skus)",
    zh: "订单含有不催付的商品（who.exclude_skus）",
  },
  only_skus: {
    en: "the policy names other articles only (who.only_skus)",
    zh: "订单没有需要催付的商品（who.only_skus）",
  },
  exclude_payment_methods: {
    en: "the policy leaves out this way of paying (who.exclude_payment_methods)",
    zh: "该付款方式不催付（who.exclude_payment_methods）",
  },
  exclude_flags: {
    en: "the policy leaves out a flag of the order, as of test orders (who.exclude_flags)",
    zh: "订单带有不催付的标记，例如测试订单（who.exclude_flags）",
  },
  amount: {
    en: "the amount is below or above what the policy reminds of (who.amount)",
    zh: "订单金额不在催付范围（who.amount）",
  },
};

const HINDRANCE_WORDS: Readonly<Record<Hindrance, Words>> = {
  closes_at: { en: "the order closes before any slot", zh: "订单在可用时段之前关闭" },
  max_age: { en: "by every slot the order is older than max_age", zh: "到可用时段时订单已超过 max_age" },
  avoid: { en: "every slot is on a public holiday, which the policy avoids", zh: "可用时段都在节假日" },
  min_delay: { en: "every slot comes sooner after the order than min_delay", zh: "可用时段早于 min_delay" },
  known_late: { en: "cuifu heard of the order after its slots", zh: "得知订单时可用时段已过" },
  hours: { en: "every slot is outside of contact hours", zh: "可用时段都不在联系时段内" },
};

const SOURCE_WORDS: Readonly<Record<ZoneSource, Words>> = {
  buyer: { en: "the buyer's own zone", zh: "买家所在时区" },
  phone_and_country: { en: "by phone and country", zh: "按电话和国家推断" },
  shop: { en: "the shop's zone", zh: "店铺时区" },
};

const inWords =
  <Key extends string>(words: Readonly<Record<Key, Words>>) =>
  (key: unknown, language: Language): string | null =>
    typeof key === "string" && Object.hasOwn(words, key) ? words[key as Key][language] : null;

/** Null where it is none that is known: what a decision kept may be older than the words. */
export const filterWords = inWords(FILTER_WORDS);
export const hindranceWords = inWords(HINDRANCE_WORDS);
export const sourceWords = inWords(SOURCE_WORDS);
