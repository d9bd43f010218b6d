import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageValues } from "#src/domain/message.ts";
import type { Template } from "#src/domain/template.ts";
import { renderLiquid } from "#src/render/liquid.ts";
import { createRender } from "#src/render/render.ts";
import { type RenderThread, renderThread } from "#src/render/thread.ts";
import { messageOrder } from "#tests/support/words.ts";

const values = messageValues(
  {
    medium: "im",
    locale: "en",
    shopName: "Woolly",
    buyerName: "Anna",
    buyerKind: "returning",
    orders: [messageOrder(1), messageOrder(2)],
    optOutUrl: null,
  },
  "en",
  10,
);

const staff = (text: string): Template => ({
  id: "t1",
  version: 1,
  source: "staff",
  medium: "im",
  purpose: "payment_reminder",
  locale: "en",
  reason: "unknown",
  kind: "any",
  grade: "any",
  subject: null,
  text,
});

/** What staff may get wrong, or try. */
const refused: readonly (readonly [string, string])[] = [
  ["{{ buyer.phone }}", "variable"],
  ["{{ buyer.constructor.name }}", "variable"],
  ["{{ orders.__proto__ }}", "variable"],
  ["{{ shop.name | exec: 'id' }}", "syntax"],
  ["{% include '/etc/passwd' %}", "syntax"],
  ["{% render 'config/cuifu.yaml' %}", "syntax"],
  ["{% layout '../package.json' %}", "syntax"],
  ["{{ shop.name", "syntax"],
  ["{% if true %}", "syntax"],
  ["{% for i in (1..100000000) %}x{% endfor %}", "limit"],
  [`${"{% for a in (1..900) %}".repeat(6)}x${"{% endfor %}".repeat(6)}`, "limit"],
  // Time alone: 2 orders, 22 loops deep; and room alone: a letter doubled 24 times.
  [`${"{% for a in orders %}".repeat(22)}${"{% endfor %}".repeat(22)}`, "limit"],
  [`{% assign s = "a" %}${"{% assign s = s | append: s %}".repeat(24)}{{ s | size }}`, "limit"],
  ["a".repeat(20_001), "limit"],
  ["{% for i in (1..3000) %}x{% endfor %}", "too_long"],
  ["{% if buyer.kind == 'new' %}Hello{% endif %}", "empty"],
];

test.each(refused)("on the spot, %.60s is refused: %s", (text, error) => {
  expect(renderLiquid(staff(text), values)).toEqual({ ok: false, error });
});

test("on the spot, lines lose their blanks and controls", () => {
  expect(renderLiquid(staff("{{ shop.name }}  \n\n\n\n\u202Eend\u0007 \r\n"), values)).toEqual({
    ok: true,
    subject: null,
    text: "Woolly\n\nend",
  });
});

describe("in the thread", () => {
  let thread: RenderThread;
  beforeAll(() => {
    thread = renderThread();
  });
  afterAll(() => thread.close());
  const render = (text: string, signal?: AbortSignal) => createRender(thread)(staff(text), values, signal);

  test("good words come out, however many are asked for at once", async () => {
    const texts = Array.from({ length: 50 }, (_, n) => `${n} {{ shop.name }} {{ orders[1].id }}`);
    const results = await Promise.all(texts.map((text) => render(text)));
    expect(results).toEqual(texts.map((_, n) => ({ ok: true, subject: null, text: `${n} Woolly 20261121-0002` })));
  });

  test.each(refused)("%.60s is refused: %s", async (text, error) => {
    expect(await render(text)).toEqual({ ok: false, error });
  });

  test("one that escapes the limits is killed, and the next is rendered", async () => {
    const quick = renderThread(50);
    // One filter call, which the library can't interrupt: a naive search, 65,536 starts of 65,536 steps.
    const double = "{% assign s = s | append: s %}";
    const grown = `{% assign s = "a" %}${double.repeat(16)}{% assign p = s | append: "b" %}${double}`;
    const endless = `${grown}{{ s | replace_last: p, "" | size }}`;
    const [slow, next] = await Promise.all([
      quick.render(staff(endless), values),
      quick.render(staff("{{ shop.name }}"), values),
    ]);
    expect(slow).toEqual({ ok: false, error: "limit" });
    expect(next).toMatchObject({ ok: true, text: "Woolly" });
    await quick.close();
  });

  test("giving up and closing settle what waits", async () => {
    expect(await render("x", AbortSignal.abort())).toEqual({ ok: false, error: "aborted" });
    const abort = new AbortController();
    const waiting = render("x", abort.signal);
    abort.abort();
    expect(await waiting).toEqual({ ok: false, error: "aborted" });
    const other = renderThread();
    await other.close();
    expect(await other.render(staff("x"), values)).toEqual({ ok: false, error: "failed" });
  });
});
