/** What is behind an `/u/` link: a question, then its answer. */
import { type BuyerPage, pageLanguage } from "./buyer-page.ts";

type Words = Pick<BuyerPage, "title" | "paragraphs" | "button">;

const WORDS: Readonly<Record<"ask" | "done" | "unknown", Readonly<Record<"zh-CN" | "en", Words>>>> = {
  ask: {
    en: {
      title: "No more reminders?",
      paragraphs: ["You will get no more reminders of unpaid orders: no calls, no messages, no e-mails."],
      button: "Stop reminders",
    },
    "zh-CN": {
      title: "不再接收提醒？",
      paragraphs: ["点击后，您不会再收到未付款订单的电话、消息、短信或邮件提醒。"],
      button: "不再提醒",
    },
  },
  done: {
    en: { title: "Done", paragraphs: ["You get no more reminders of unpaid orders."] },
    "zh-CN": { title: "已退订", paragraphs: ["您不会再收到未付款订单的提醒。"] },
  },
  unknown: {
    en: { title: "Link not found", paragraphs: ["Please check that the whole link was opened."] },
    "zh-CN": { title: "链接不存在", paragraphs: ["请检查链接是否完整。"] },
  },
};

/** @param locale BCP 47, or an `Accept-Language`. */
export function optOutPage(kind: keyof typeof WORDS, locale: string, shopName: string | null): BuyerPage {
  const lang = pageLanguage(locale);
  return { lang, shopName, ...WORDS[kind][lang] };
}
