/** What a machine says on the telephone beside the reminder itself. Chinese where the locale is, English elsewhere. */
import { languageOf } from "./reason-text.ts";

/** What the callee hears, and why. Only `remind` listens for keys. */
export type CallSpeech =
  | { readonly kind: "remind"; readonly locale: string; readonly text: string; readonly offersLink: boolean }
  | { readonly kind: CallEnd; readonly locale: string };

/** - `ended`: there is nothing to remind of any more, but it was not paid. */
export type CallEnd = "paid" | "ended" | "link_sent" | "no_link" | "person" | "opted_out" | "goodbye";

const ENDS: Readonly<Record<CallEnd, Readonly<Record<"zh" | "en", string>>>> = {
  paid: {
    zh: "您好，您的订单已经付款，不用再操作了。谢谢，再见。",
    en: "Hello. Your order is paid already, there is nothing to do. Thank you, and goodbye.",
  },
  ended: {
    zh: "您好，您没有需要付款的订单。打扰了，再见。",
    en: "Hello. There is nothing for you to pay. Sorry to have disturbed you. Goodbye.",
  },
  link_sent: {
    zh: "付款链接会用短信发给您。谢谢，再见。",
    en: "You will get the payment link by text message. Thank you, and goodbye.",
  },
  no_link: {
    zh: "抱歉，现在不能给您发短信，请打开原来的订单页面付款。谢谢，再见。",
    en: "Sorry, we can't text you now. Please pay on your order page. Thank you, and goodbye.",
  },
  person: { zh: "好的，客服会给您回电话。再见。", en: "All right, one of us will call you back. Goodbye." },
  opted_out: { zh: "好的，我们不会再联系您。再见。", en: "All right, we will not contact you again. Goodbye." },
  goodbye: { zh: "谢谢，再见。", en: "Thank you, and goodbye." },
};

export const endWords = (end: CallEnd, locale: string): string => ENDS[end][languageOf(locale)];

/** The keys that may be pressed. */
export function menuWords(locale: string, offersLink: boolean): string {
  if (languageOf(locale) === "zh") {
    return `${offersLink ? "用短信接收付款链接，请按1。" : ""}请客服回电话，请按2。不再接收任何提醒，请按9。`;
  }
  const link = offersLink ? "To get the payment link by text message, press 1. " : "";
  return `${link}To be called back by a person, press 2. To get no more reminders of any kind, press 9.`;
}
