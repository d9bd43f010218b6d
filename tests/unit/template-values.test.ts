import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MessageFacts, messageValues } from "#src/domain/message.ts";
import type { CurrencyCode, Minor } from "#src/domain/money.ts";
import type { ReasonCode } from "#src/domain/reason-code.ts";
import { chooseTemplate, mediumOf, type Template } from "#src/domain/template.ts";
import { renderMessage } from "#src/journey/render-message.ts";
import { renderLiquid } from "#src/render/liquid.ts";
import { readWords } from "#src/words.ts";
import { messageOrder } from "#tests/support/words.ts";

const facts = (over: Partial<MessageFacts> = {}): MessageFacts => ({
  medium: "sms",
  locale: "zh-CN",
  shopName: "毛衣小店",
  buyerName: "王芳",
  buyerKind: "new",
  orders: [messageOrder(1)],
  optOutUrl: null,
  ...over,
});

const words = readWords();
const builtin = {
  templates: words,
  experiments: new Map<string, never>(),
  render: async (...args: Parameters<typeof renderLiquid>) => renderLiquid(...args),
};
const message = (over: Partial<MessageFacts> = {}, channel: "sms" | "im" | "email" = "im") =>
  renderMessage(builtin, {
    ...facts(over),
    channel,
    caller: "machine",
    isMainland: true,
    buyerKey: "b-1",
    purpose: "payment_reminder",
    shopLocale: "zh-CN",
    reason: "unknown",
    grade: "C",
  });

describe("hostile values", () => {
  test("Liquid in a name or a title stays literal", async () => {
    const title = '{{ "x" | append: "y" }}{% include "a" %}';
    const result = await message({
      buyerName: "{{7*7}}",
      orders: [messageOrder(1, { items: [{ title, quantity: 1 }] })],
    });
    expect(result).toMatchObject({ ok: true, text: expect.stringContaining("{{7*7}}您好") });
    expect(result).toMatchObject({ text: expect.stringContaining('{{ "x" | append: "y" }}{% i') });
  });

  test("markup is text, not escaped where text goes out", async () => {
    const result = await message({ buyerName: "<img src=x onerror=1>" });
    expect(result).toMatchObject({ ok: true, text: expect.stringContaining("<img src=x onerror=1>") });
  });

  test("a title of ten thousand characters is cut", async () => {
    const items = [{ title: "毛".repeat(10_000), quantity: 1 }];
    const result = await message({ orders: [messageOrder(1, { items })] }, "sms");
    expect(result.ok && result.text.length).toBeLessThan(150);
    expect(result).toMatchObject({ text: expect.stringMatching(/毛毛…/) });
  });

  test("what people see as one character is never cut in two", () => {
    const items = [{ title: "👨‍👩‍👧‍👦".repeat(40), quantity: 1 }];
    const { order } = messageValues(facts({ orders: [messageOrder(1, { items })] }), "zh-CN", 1);
    expect(order.goods).toBe(`${"👨‍👩‍👧‍👦".repeat(15)}…`);
  });

  test("an id is never cut", () => {
    const id = "9".repeat(128);
    expect(messageValues(facts({ orders: [messageOrder(1, { id })] }), "zh-CN", 1).order.id).toBe(id);
  });

  test.each(["https://evil.example", "点 evil.example/x 领奖", "www.evil", "EVIL.COM"])(
    "a name with a link is not repeated: %s",
    async (buyerName) => {
      const result = await message({ buyerName });
      expect(result).toMatchObject({ ok: true, text: expect.stringMatching(/^您好/) });
      expect(JSON.stringify(result)).not.toMatch(/evil/i);
    },
  );

  test("no text brings in controls, line breaks, half characters or marks that reorder", async () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        "a",
        "毛",
        "\u202E",
        "\u2066",
        "\u0000",
        "\u0007",
        "\u009B",
        "\r",
        "\n",
        "\u2028",
        "\uD800",
        "\u007F",
      ),
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (shopName, buyerName, title) => {
        const items = [{ title, quantity: 1 }];
        const values = messageValues(facts({ shopName, buyerName, orders: [messageOrder(1, { items })] }), "en", 1);
        for (const text of [values.shop.name, values.buyer.name ?? "", values.order.goods ?? ""]) {
          expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\p{Cc}\u2028\u2029]/u);
          expect(text.isWellFormed()).toBe(true);
        }
        const result = await message({ shopName, buyerName, orders: [messageOrder(1, { items })] }, "email");
        expect(result.ok && result.subject?.includes("\n")).toBe(false);
      }),
    );
  });
});

describe("messageValues", () => {
  const money = (amount: number, currency: string) => ({
    amount: amount as Minor,
    currency: currency as CurrencyCode,
  });
  const amounts = (locale: string, templateLocale: string, ...of: ReturnType<typeof money>[]) => {
    const [first = messageOrder(1), ...others] = of.map((amount, n) => messageOrder(n, { amount }));
    return messageValues(facts({ locale, orders: [first, ...others] }), templateLocale, 10);
  };

  test.each([
    ["zh-CN", "zh-CN", 199900, "CNY", "¥1,999.00", "1,999元"],
    ["zh-CN", "zh-CN", 19950, "CNY", "¥199.50", "199.50元"],
    ["en-US", "en", 19900, "USD", "$199.00", "199 US dollars"],
    ["en-GB", "en", 19900, "USD", "US$199.00", "199 US dollars"],
    ["de-DE", "en", 19900, "EUR", "€199.00", "199 euros"],
    ["ja", "en", 1990, "JPY", "¥1,990", "1,990 Japanese yen"],
    ["not a locale!", "en", 9007199254740991, "USD", "$90,071,992,547,409.91", "90,071,992,547,409.91 US dollars"],
  ])("%s in %s words: %i %s is %s", (locale, templateLocale, amount, currency, written, spoken) => {
    const { order } = amounts(locale, templateLocale, money(amount, currency));
    expect([order.amount, order.amount_spoken]).toEqual([written, spoken]);
  });

  test("sums one currency, never two", () => {
    expect(amounts("en", "en", money(100, "USD"), money(250, "USD")).total).toBe("$3.50");
    expect(amounts("en", "en", money(100, "USD"), money(250, "EUR")).total).toBeNull();
  });

  test("names goods with their number, and tells that there are more", () => {
    const items = ["毛衣", "围巾", " ", "帽子", "手套"].map((title, n) => ({ title, quantity: n + 1 }));
    const goods = (medium: MessageFacts["medium"], locale: string) =>
      messageValues(facts({ medium, orders: [messageOrder(1, { items })] }), locale, 1).order;
    expect(goods("im", "zh-CN")).toMatchObject({ goods: "毛衣、围巾 ×2和帽子 ×4…", unnamed: 1 });
    expect(goods("sms", "en")).toMatchObject({ goods: "毛衣…", unnamed: 3 });
    expect(goods("call", "zh-CN")).toMatchObject({ goods: "毛衣", unnamed: 3 });
  });
});

describe("renderMessage", () => {
  test("reports which words were used", async () => {
    const result = await message({ locale: "zh-TW" }, "sms");
    expect(result).toMatchObject({
      ok: true,
      template: { id: "builtin.sms", version: 3, locale: "zh-CN", reason: "unknown" },
    });
  });

  test("lists fewer orders where all would not fit, and counts the rest", async () => {
    const orders = Array.from({ length: 10 }, (_, n) => messageOrder(n, { id: String(n).repeat(100) }));
    const [first = messageOrder(1), ...others] = orders;
    const result = await message({ orders: [first, ...others] }, "sms");
    expect(result).toMatchObject({ ok: true, text: expect.stringMatching(/有10笔.*另有5笔.*拒收请回复R$/s) });
  });

  test("has an error where no words are found", async () => {
    const none = { ...builtin, templates: [] };
    const request = {
      ...facts(),
      channel: "sms",
      caller: "machine",
      isMainland: true,
      buyerKey: "b-1",
      purpose: "payment_reminder",
      shopLocale: "zh-CN",
      reason: "price",
      grade: "C",
    } as const;
    expect(await renderMessage(none, request)).toEqual({ ok: false, error: "no_template" });
  });
});

describe("chooseTemplate", () => {
  const template = (
    locale: string,
    reason: ReasonCode,
    kind: Template["kind"],
    source: Template["source"],
    grade: Template["grade"] = "any",
  ): Template => ({
    id: `${locale} ${source} ${reason} ${kind} ${grade}`,
    version: 1,
    source,
    medium: "im",
    purpose: "payment_reminder",
    locale,
    reason,
    kind,
    grade,
    subject: null,
    text: "x",
  });
  // From the nearest to the farthest, for a new buyer of grade A in de-AT who found the price of a French shop too high.
  const order = ["de-AT", "de-DE", "fr-FR", "fr-CA", "en-GB"].flatMap((locale) =>
    (["staff", "builtin"] as const).flatMap((source) =>
      (["price", "unknown"] as const).flatMap((reason) =>
        (["new", "any"] as const).flatMap((kind) =>
          (["A", "any"] as const).map((grade) => template(locale, reason, kind, source, grade)),
        ),
      ),
    ),
  );
  const query = {
    medium: "im",
    purpose: "payment_reminder",
    locale: "de-at",
    shopLocale: "fr-fr",
    reason: "price",
    kind: "new",
    grade: "A",
  } as const;

  test("takes the nearest that there is, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: 1 }), (offered) => {
        const nearest = order.find((one) => offered.includes(one));
        expect(chooseTemplate(offered, query)?.id).toBe(nearest?.id);
      }),
    );
  });

  test("never takes another medium, purpose, reason, kind, grade or a language that was not asked for", () => {
    const wrong = [
      template("ja", "price", "new", "staff"),
      template("de-AT", "gifts", "new", "staff"),
      template("de-AT", "price", "returning", "staff"),
      template("de-AT", "price", "new", "staff", "B"),
      { ...template("de-AT", "price", "new", "staff"), medium: "sms" as const },
      { ...template("de-AT", "price", "new", "staff"), purpose: "thank_you" as const },
    ];
    expect(chooseTemplate(wrong, query)).toBeNull();
  });

  test("a person who calls gets a script", () => {
    expect([mediumOf("call", "person"), mediumOf("call", "machine"), mediumOf("sms", "machine")]).toEqual([
      "call_script",
      "call",
      "sms",
    ]);
  });
});
