import { createHash } from "node:crypto";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { type BuyerPage, COLOURS, sendBuyerPage } from "#src/http/buyer-page.ts";
import { optOutPage } from "#src/http/opt-out-pages.ts";
import { payPage } from "#src/http/pay-pages.ts";
import { contrast } from "#tests/support/contrast.ts";

const shown = async (page: BuyerPage) => {
  const app = new Hono();
  app.get("/", (c) => sendBuyerPage(c, 410, page));
  const response = await app.request("/");
  return { response, text: await response.text() };
};

const pages = ["zh-CN", "en"].flatMap((locale) => [
  ...(["paid", "ended", "unknown"] as const).map(
    (kind) => [`pay link ${kind} in ${locale}`, payPage(kind, locale, "云上毛衣")] as const,
  ),
  ...(["ask", "done", "unknown"] as const).map(
    (kind) => [`opt-out ${kind} in ${locale}`, optOutPage(kind, locale, "云上毛衣")] as const,
  ),
]);

describe.each(pages)("the page %s", (_, page) => {
  test("says what it is, without script or anything from elsewhere, under 20 KB", async () => {
    const { response, text } = await shown(page);
    expect(response.status).toBe(410);
    expect(text).toContain(`<html lang="${page.lang}">`);
    expect(text).toContain(`<h1>${page.title}</h1>`);
    expect(text).toContain("云上毛衣");
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(text).not.toMatch(/<script|<img|<link|@import|url\(|https?:|javascript:| on\w+=/i);
  });
});

test("the contrast is known: black on white is 21, and the same colour is 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrast("#1a5fb4", "#1a5fb4")).toBe(1);
});

test.each(Object.entries(COLOURS))("every text of the %s colours has the contrast of AA", (_, colours) => {
  expect(contrast(colours.text, colours.ground)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours.quiet, colours.ground)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours.onButton, colours.button)).toBeGreaterThanOrEqual(4.5);
  // A button is told from its ground without reading it (WCAG 1.4.11).
  expect(contrast(colours.button, colours.ground)).toBeGreaterThanOrEqual(3);
});

test("the page has no other colours, and its policy lets in its own style alone", async () => {
  const { response, text } = await shown(payPage("paid", "en", null));
  const known = Object.values(COLOURS).flatMap((colours) => Object.values<string>(colours));
  expect(new Set(text.match(/#[0-9a-f]{3,8}\b/gi))).toEqual(new Set(known));
  const style = /<style>(.*)<\/style>/.exec(text)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  expect(policy).toContain("form-action 'none'");
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("a button posts to the page's own address, and what came from outside is escaped", async () => {
  const name = `<b onclick="x">&'`;
  const { response, text } = await shown({
    lang: "en",
    shopName: name,
    title: name,
    paragraphs: [name],
    button: "Yes",
  });
  expect(text).toContain('<form method="post"><button type="submit">Yes</button></form>');
  expect(text).not.toContain("<b ");
  expect(response.headers.get("content-security-policy")).toContain("form-action 'self'");
});
