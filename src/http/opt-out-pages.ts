/** What is behind an `/u/` link: a question, then its answer. No script, nothing loaded from elsewhere. */
import { html, raw } from "hono/html";
import { languageOf } from "../domain/decision-text.ts";

const WORDS = {
  ask: {
    en: {
      title: "No more reminders?",
      text: "You will get no more reminders of unpaid orders: no calls, no messages, no e-mails.",
      button: "Stop reminders",
    },
    zh: {
      title: "不再接收提醒？",
      text: "点击后，您不会再收到未付款订单的电话、消息、短信或邮件提醒。",
      button: "不再提醒",
    },
  },
  done: {
    en: { title: "Done", text: "You get no more reminders of unpaid orders.", button: null },
    zh: { title: "已退订", text: "您不会再收到未付款订单的提醒。", button: null },
  },
  unknown: {
    en: { title: "Link not found", text: "Please check that the whole link was opened.", button: null },
    zh: { title: "链接不存在", text: "请检查链接是否完整。", button: null },
  },
} as const;

/** A small page in Chinese or English. `shopName` is the shop's own text: escaped. */
export function optOutPage(kind: keyof typeof WORDS, locale: string, shopName: string | null) {
  const language = languageOf(locale);
  const { title, text, button } = WORDS[kind][language];
  const form = button === null ? "" : html`<form method="post"><p><button type="submit">${button}</button></p></form>`;
  return html`${raw("<!doctype html>")}
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
${shopName === null ? "" : html`<p>${shopName}</p>`}
<p>${text}</p>
${form}
</body>
</html>
`;
}
