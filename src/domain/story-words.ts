/** The words that an order's story is told in: events, states of contacts, reasons. */
import { EVENT_TYPES, type EventType } from "./event.ts";
import type { Telling } from "./plan-text.ts";
import type { ReasonSource } from "./reason.ts";
import type { ReasonCode } from "./reason-code.ts";
import type { Language } from "./reason-text.ts";
import type { ContactState } from "./states.ts";

type Words = Readonly<Record<Language, string>>;

const EVENT_WORDS: Readonly<Record<EventType, Words>> = {
  "order.created": { en: "The shop told of the order", zh: "收到新订单" },
  "order.updated": { en: "The shop changed the order", zh: "订单有更新" },
  "order.paid": { en: "The shop told of the payment", zh: "收到付款通知" },
  "order.cancelled": { en: "The order was cancelled", zh: "订单已取消" },
  "order.closed": { en: "The order was closed", zh: "订单已关闭" },
  "order.refunded": { en: "Money was given back", zh: "订单有退款" },
  "order.shipped": { en: "The order was shipped", zh: "订单已发货" },
  "order.delivered": { en: "The order was delivered", zh: "订单已送达" },
  "conversation.message": { en: "The shop passed on a conversation", zh: "收到聊天记录" },
  "buyer.opted_out": { en: "The buyer opted out", zh: "买家拒收消息" },
  "buyer.opted_in": { en: "The buyer opted in", zh: "买家同意接收消息" },
  "buyer.erased": { en: "The buyer was erased", zh: "买家资料已删除" },
};

const isEventType = (type: string): type is EventType => EVENT_TYPES.some((known) => known === type);

export const eventWords = (type: string, { language }: Telling): string => {
  if (isEventType(type)) return EVENT_WORDS[type][language];
  return language === "zh" ? `收到事件 ${type}` : `The shop told of ${type}`;
};

const OUTCOME_WORDS: Readonly<Record<string, Words>> = {
  stale: { en: "It changed nothing: something later was known.", zh: "没有变化：已有更新的消息。" },
  ignored: { en: "It asks for nothing and was left aside.", zh: "与催付无关，未处理。" },
};

/** Empty where the event was taken in as usual. */
export const eventOutcomeWords = (outcome: string, { language }: Telling): string =>
  Object.hasOwn(OUTCOME_WORDS, outcome) ? (OUTCOME_WORDS[outcome]?.[language] ?? "") : "";

const STATE_WORDS: Readonly<Record<ContactState, Words>> = {
  claimed: { en: "being sent", zh: "正在发送" },
  accepted: { en: "taken by the provider", zh: "服务商已受理" },
  rejected: { en: "refused by the provider", zh: "服务商拒绝" },
  not_sent: { en: "not sent", zh: "未发出" },
  unknown: { en: "outcome unknown, never sent again", zh: "结果未知，不再重发" },
  cancelled: { en: "called back", zh: "已撤回" },
  delivered: { en: "delivered", zh: "已送达" },
  read: { en: "read", zh: "已读" },
  answered: { en: "answered", zh: "已接听" },
  no_answer: { en: "no answer", zh: "无人接听" },
  busy: { en: "busy", zh: "占线" },
  failed: { en: "did not arrive", zh: "未送达" },
  replied: { en: "replied to", zh: "已回复" },
};

export const contactStateWords = (state: ContactState, { language }: Telling): string => STATE_WORDS[state][language];

/** What becomes of a call. */
export const isCallOutcome = (state: ContactState): boolean =>
  state === "answered" || state === "no_answer" || state === "busy" || state === "failed";

const CODE_WORDS: Readonly<Record<ReasonCode, Words>> = {
  wrong_item: { en: "wrong article", zh: "拍错商品" },
  price: { en: "price", zh: "价格" },
  gifts: { en: "gifts", zh: "赠品" },
  payment_trouble: { en: "trouble with the payment", zh: "付款遇到问题" },
  forgot: { en: "forgot, or not now", zh: "忘记或暂不付款" },
  found_better: { en: "found something better", zh: "找到更合适的" },
  service: { en: "service", zh: "服务" },
  other: { en: "something else", zh: "其他" },
  unknown: { en: "not known", zh: "未知" },
};

export const reasonCodeWords = (code: ReasonCode, { language }: Telling): string => CODE_WORDS[code][language];

const SOURCE_WORDS: Readonly<Record<ReasonSource, Words>> = {
  staff: { en: "staff", zh: "客服" },
  call_outcome: { en: "a call", zh: "电话" },
  reply: { en: "a reply", zh: "回复" },
  conversation: { en: "the conversation", zh: "聊天记录" },
  payment_error: { en: "a failed payment", zh: "付款失败信息" },
  note: { en: "the order's note", zh: "订单备注" },
};

export const reasonSourceWords = (source: ReasonSource, { language }: Telling): string =>
  SOURCE_WORDS[source][language];
