/** The pages behind a pay link that leads nowhere any more. No script, nothing loaded from elsewhere. */
import { languageOf } from "../domain/decision-text.ts";

const WORDS = {
  gone: {
    en: {
      lang: "en",
      title: "Nothing left to pay",
      text: "This order is paid or closed. There is nothing more to do.",
    },
    zh: { lang: "zh-CN", title: "无需付款", text: "该订单已付款或已关闭，您无需再操作。" },
  },
  unknown: {
    en: { lang: "en", title: "Link not found", text: "Please check that the whole link was opened." },
    zh: { lang: "zh-CN", title: "链接不存在", text: "请检查链接是否完整。" },
  },
} as const;

/** A small page in Chinese or English. Holds nothing that came from outside. */
export function payPage(kind: keyof typeof WORDS, locale: string): string {
  const { lang, title, text } = WORDS[kind][languageOf(locale)];
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
<p>${text}</p>
</body>
</html>
`;
}
