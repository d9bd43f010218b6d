import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { languageOf } from "../domain/reason-text.ts";

/** A small page that a buyer sees. Texts may hold what came from outside: they are escaped. */
export interface BuyerPage {
  /** BCP 47. */
  readonly lang: string;
  /** The shop it speaks for; null where that is not known. */
  readonly shopName: string | null;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** One button that posts to the page's own address. */
  readonly button?: string;
}

/** Hex colours; every text on its ground has at least the contrast of WCAG AA, 4.5 to 1. */
export const COLOURS = {
  light: { ground: "#ffffff", text: "#1f2328", quiet: "#57606a", button: "#1a5fb4", onButton: "#ffffff" },
  dark: { ground: "#16181c", text: "#f0f2f4", quiet: "#a8b0b9", button: "#8ab8ff", onButton: "#101418" },
} as const;

const paint = ({ ground, text, quiet, button, onButton }: (typeof COLOURS)["light" | "dark"]): string =>
  `body{background:${ground};color:${text}}.shop{color:${quiet}}button{background:${button};color:${onButton}}`;

/** Nothing that a browser of ten years ago does not know but the dark colours, which it passes over. */
const STYLE = [
  "body{margin:0;padding:2em 1em;font:18px/1.6 sans-serif;text-align:center;word-wrap:break-word}",
  "main{max-width:32em;margin:0 auto}h1{font-size:1.4em;line-height:1.3}.shop{font-size:.9em}",
  "button{font:inherit;border:0;border-radius:4px;padding:.7em 1.5em;min-height:48px}",
  paint(COLOURS.light),
  `@media (prefers-color-scheme:dark){${paint(COLOURS.dark)}}`,
].join("");

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** The language that a buyer's page is written in. @param locale BCP 47, or an `Accept-Language`. */
export const pageLanguage = (locale: string): "zh-CN" | "en" => (languageOf(locale) === "zh" ? "zh-CN" : "en");

/** Answers with the page: no script, nothing loaded from elsewhere, kept by nobody, found by no search engine. */
export function sendBuyerPage(c: Context, status: ContentfulStatusCode, page: BuyerPage): Response | Promise<Response> {
  const { lang, shopName, title, paragraphs, button } = page;
  const form = button === undefined ? "'none'" : "'self'";
  c.header("Cache-Control", "no-store");
  c.header(
    "Content-Security-Policy",
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action ${form}`,
  );
  return c.html(
    html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${shopName === null ? "" : html`<p class="shop">${shopName}</p>`}
<h1>${title}</h1>
${paragraphs.map((text) => html`<p>${text}</p>`)}
${button === undefined ? "" : html`<form method="post"><button type="submit">${button}</button></form>`}
</main>
</body>
</html>
`,
    status,
  );
}
