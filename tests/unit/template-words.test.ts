import { describe, expect, test } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { type MessageFacts, messageValues } from "#src/domain/message.ts";
import type { CurrencyCode, Minor } from "#src/domain/money.ts";
import { REASON_CODES } from "#src/domain/reason-code.ts";
import { frameSms } from "#src/domain/sms-frame.ts";
import { smsLength } from "#src/domain/sms-length.ts";
import { chooseTemplate, MEDIUMS, TEXT_LIMITS, type Template } from "#src/domain/template.ts";
import { renderLiquid } from "#src/render/liquid.ts";
import { loadWords } from "#src/render/load-words.ts";
import { readWords } from "#src/words.ts";
import { messageOrder } from "#tests/support/words.ts";

const words = readWords();
const LOCALES = ["zh-CN", "en"] as const;
const KINDS = ["new", "returning"] as const;
/** What would make a neutral message an advertisement, or press the buyer (faults.md, "Contact policy"). */
const BANNED =
  /优惠|打折|折扣|降价|特价|促销|满减|红包|限时|马上|立即|立刻|赶快|抓紧|尽快付|最后|仅剩|即将|过期|失效|库存|hurry|discount|coupon|% off|\bsale\b|last chance|urgent|immediately|as soon as possible to pay|expire|running out|limited|only today|\bnow\b/i;

const rendered = (template: Template, over: Partial<MessageFacts> = {}, listed = 10) => {
  const facts: MessageFacts = {
    medium: template.medium,
    locale: template.locale,
    shopName: "毛衣小店",
    buyerName: "王芳",
    buyerKind: template.kind === "any" ? "new" : template.kind,
    orders: [messageOrder(1)],
    optOutUrl: "https://pay.example/u/token",
    ...over,
  };
  const result = renderLiquid(template, messageValues(facts, template.locale, listed));
  if (!result.ok) throw new Error(`${nameOf(template)}: ${result.error}`);
  if (template.medium !== "sms") return result;
  const scene = { shopName: facts.shopName, locale: template.locale, isMainland: template.locale === "zh-CN" };
  return { ...result, text: frameSms(result.text, scene) };
};

const nameOf = ({ locale, id, reason, kind }: Template) => `${locale} ${id} ${reason} ${kind}`;
const each = (filter: (template: Template) => boolean = () => true) =>
  words.filter(filter).map((template) => [nameOf(template), template] as const);
const reminds = ({ purpose }: Template) => purpose === "payment_reminder";
const two = [messageOrder(1), messageOrder(2)] as const;
const three = [messageOrder(1), messageOrder(2), messageOrder(3)] as const;

describe("the matrix of scripts", () => {
  const cells = MEDIUMS.flatMap((medium) =>
    LOCALES.flatMap((locale) =>
      REASON_CODES.flatMap((reason) => KINDS.map((kind) => ({ medium, locale, reason, kind }))),
    ),
  );
  const textOf = (cell: (typeof cells)[number]): Template => {
    const query = { ...cell, purpose: "payment_reminder", shopLocale: "zh-CN", grade: "C" } as const;
    const found = chooseTemplate(words, query);
    if (!found) throw new Error("no words");
    return found;
  };

  test("every channel has words of its own for each reason and kind of buyer, in both languages", () => {
    expect(cells).toHaveLength(180);
    for (const cell of cells) expect(textOf(cell)).toMatchObject(cell);
  });

  test.each(MEDIUMS.flatMap((medium) => LOCALES.map((locale) => [medium, locale] as const)))(
    "no two reasons or kinds of buyer are spoken to alike: %s %s",
    (medium, locale) => {
      const own = cells.filter((cell) => cell.medium === medium && cell.locale === locale);
      expect(new Set(own.map((cell) => rendered(textOf(cell)).text)).size).toBe(own.length);
    },
  );

  test("a purpose without reasons has words for everybody", () => {
    for (const medium of ["im", "sms", "email"] as const) {
      for (const locale of LOCALES) {
        const query = { medium, locale, purpose: "thank_you", shopLocale: "en", reason: "price" } as const;
        for (const kind of KINDS)
          expect(chooseTemplate(words, { ...query, kind, grade: "A" })).toMatchObject({ reason: "unknown" });
      }
    }
  });
});

describe("every text that ships", () => {
  test.each(each(reminds))("%s names shop, goods, amount and reference of one order", (_, template) => {
    const { text, subject } = rendered(template);
    for (const fact of ["毛衣小店", "羊毛毛衣", "100", "20261121-0001"]) expect(text).toContain(fact);
    expect(text).not.toContain("20261121-0002");
    expect(subject === null).toBe(template.medium !== "email");
  });

  test.each(each(reminds))("%s lists three orders and their total", (_, template) => {
    const { text } = rendered(template, { orders: three });
    for (const fact of ["毛衣小店", "20261121-0001", "20261121-0002", "20261121-0003", "200", "300", "600"])
      expect(text).toContain(fact);
  });

  test.each(each((template) => reminds(template) && template.medium !== "call"))(
    "%s gives each order's link, or none",
    (_, template) => {
      const { text } = rendered(template, { orders: three });
      for (const { payUrl } of three) expect(`${text}\n`).toContain(`${payUrl}\n`);
      expect(rendered(template).text).toMatch(/https:\/\/pay\.example\/r\/code1(\s|$)/);
      const without = { payUrl: null } as const;
      const none = rendered(template, {
        orders: [messageOrder(1, without), messageOrder(2, without)],
        optOutUrl: null,
      });
      expect(none.text).not.toMatch(/http/);
      const one = rendered(template, { orders: [messageOrder(1, without)], optOutUrl: null });
      expect(one.text).toContain("20261121-0001");
      expect(one.text).not.toMatch(/http/);
    },
  );

  test.each(each())("%s leaves nothing of the template, and neither presses nor promises", (_, template) => {
    for (const orders of [[messageOrder(1)], two, three] as const) {
      for (const payUrl of ["https://pay.example/r/code1", null]) {
        const [first, ...others] = orders;
        const { text, subject } = rendered(template, { orders: [{ ...first, payUrl }, ...others] });
        expect(`${subject} ${text}`).not.toMatch(/\{\{|\{%|\}\}|%\}|\[\[|\]\]|undefined|NaN/);
        expect(text).not.toMatch(/null/);
        expect(`${subject} ${text}`).not.toMatch(BANNED);
      }
    }
  });

  test.each(each())("%s reads well where little is known", (_, template) => {
    for (const orders of [
      [messageOrder(1, { items: [], payUrl: null })],
      [messageOrder(1, { items: [], payUrl: null }), messageOrder(2, { items: [] })],
    ] as const) {
      const { text } = rendered(template, { orders, buyerName: null, optOutUrl: null });
      // Empty brackets, doubled stops, a sentence that runs into the next or begins with a space.
      expect(text).not.toMatch(/\(\)|（）|“”|null|undefined| {3}|\n{3}|[,，] ?[,，。.]|[。！？：][。！？，]|\. ?\./);
      expect(text).not.toMatch(/^ (?! )|[。，！？] +(?!http)|[a-z][.;][A-Z]/m);
      expect(text).toMatch(/100|300/);
    }
  });

  test.each(each(reminds))("%s names a coupon where the price is the reason, if there is one", (_, template) => {
    const coupon = {
      code: "SPRING-7QX2",
      amount: { amount: 2_000 as Minor, currency: "CNY" as CurrencyCode },
      expiresAt: instant(Date.UTC(2026, 10, 23, 15, 59)),
      zone: "Asia/Shanghai",
      order: "20261121-0002",
    };
    const named = [rendered(template, { coupon }), rendered(template, { coupon, orders: three })].map(
      ({ text }) => text,
    );
    const endless = rendered(template, { coupon: { ...coupon, expiresAt: null } }).text;
    const names = template.reason === "price" && template.medium !== "call";
    for (const text of [...named, endless]) {
      expect(text.includes(coupon.code)).toBe(names);
      expect(/[¥￥]20\.00/.test(text)).toBe(names);
      const line = text.split("\n").find((one) => one.includes(coupon.code)) ?? "";
      expect(line).not.toMatch(/null|undefined| {2}|[,，] ?[,，。.]|[。！？：][。！？，]|\. ?\.|[a-z][.;][A-Z]/);
      expect(/SPRING-7QX2[\s\S]*(23:59)/.test(text)).toBe(names && text !== endless);
    }
    if (!names) return;
    expect(named[0]?.split("SPRING-7QX2")[0]).not.toContain(coupon.order);
    expect(named[1]).toMatch(/(订单|order )20261121-0002[^\n]*SPRING-7QX2|20261121-0002可用，券码 SPRING-7QX2/);
    const items = [{ title: "Wool sweater", quantity: 2 }];
    const english = { shopName: "Wool & Co", buyerName: "Anna", orders: [messageOrder(1, { items })] as const };
    const short = rendered(template, { coupon, ...(template.locale === "en" ? english : {}) }).text;
    if (template.medium === "sms") expect(smsLength(short).segments).toBeLessThanOrEqual(3);
  });

  test.each(each(reminds))("%s stays whole with hostile names and titles", (_, template) => {
    const title = '{{ "x" | upcase }}{% include "a" %}<script>\u202E【假店】';
    const orders = [messageOrder(1, { items: [{ title, quantity: 1 }] }), messageOrder(2)] as const;
    for (const buyerName of ["{{7*7}}", "【官方】", "https://evil.example", "\r\n\r\nSubject: x", "a".repeat(500)]) {
      const { text, subject } = rendered(template, { buyerName, orders });
      expect(text).toContain("20261121-0001");
      expect(`${subject} ${text}`).not.toMatch(/evil\.example|\u202E|49|X<|undefined/);
      expect(subject ?? "").not.toContain("\n");
    }
  });

  test.each(each())("%s says how many orders it does not list", (_, template) => {
    if (!reminds(template)) return;
    const { text } = rendered(template, { orders: three }, 2);
    expect(text).not.toContain("20261121-0003");
    expect(text).toMatch(/600/);
    expect(text).toMatch(/另有|more/);
  });

  test.each(each(({ medium }) => medium === "sms"))("%s carries the signature and the way out", (_, template) => {
    for (const orders of [three, [messageOrder(1)]] as const) {
      const { text } = rendered(template, { orders });
      if (template.locale === "zh-CN") expect(text).toMatch(/^【毛衣小店】.*拒收请回复R$/s);
      else expect(text).toMatch(/^毛衣小店: .*Reply STOP to opt out$/s);
    }
  });

  test.each(each(({ medium }) => medium === "sms"))("%s is short", (_, template) => {
    // Two parts at most: 67 Chinese characters each, or 153 of the plain alphabet.
    const items = [
      { title: "Wool sweater", quantity: 2 },
      { title: "Scarf", quantity: 1 },
    ];
    const english = { shopName: "Wool & Co", buyerName: "Anna", orders: [messageOrder(1, { items })] as const };
    const { text } = rendered(template, template.locale === "en" ? english : {});
    expect(smsLength(text).segments).toBeLessThanOrEqual(2);
  });

  test.each(each(({ medium }) => medium === "call"))("%s tells the key that opts out, and no link", (_, template) => {
    const { text } = rendered(template, { orders: three });
    expect(text).toMatch(/按9|press 9/);
    expect(text).not.toMatch(/http|王芳|…|¥/);
  });

  test.each(each(({ medium }) => medium === "call_script"))("%s has every part of a talk", (_, template) => {
    const { text } = rendered(template);
    const parts =
      template.locale === "en"
        ? ["OPEN", "TELL", "WHAT WE HAVE HEARD", "TALK", "IF THEY SAY", "CLOSE", "NOT BE CALLED"]
        : ["【开场】", "【说明】", "【已知原因】", "【怎么谈】", "【对方可能会说】", "【结束】", "【不愿被打扰】"];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test.each(each(({ medium }) => medium === "email"))("%s gives the way out as a link", (_, template) => {
    expect(rendered(template).text).toContain("https://pay.example/u/token");
  });

  test("ten orders with long ids and names fit every medium, or fewer are listed", () => {
    for (const template of words) {
      const orders = Array.from({ length: 10 }, (_, n) => messageOrder(n, { id: `${n}`.repeat(20) }));
      const [first = messageOrder(1), ...others] = orders;
      expect(rendered(template, { orders: [first, ...others] }).text.length).toBeLessThanOrEqual(
        TEXT_LIMITS[template.medium],
      );
    }
  });
});

describe("loadWords", () => {
  const file = (words: string, more = "") =>
    `locale: fr\nmedium: sms\nversion: 3\npayment_reminder:\n  text: "[[hello]] {{ shop.name }} [[help]]"\n${more}  words: ${words}\n`;
  const load = (words: string, more?: string) =>
    loadWords({ "fr/sms.yaml": file(words, more) }).map(({ reason, kind, grade, text }) => [reason, kind, grade, text]);

  test("names what it read", () => {
    const [only, ...rest] = loadWords({ "fr/sms.yaml": file("{ price: { any: { hello: Bonjour, help: Ecrivez } } }") });
    expect(rest).toEqual([]);
    expect(only).toEqual({
      id: "builtin.sms",
      version: 3,
      source: "builtin",
      medium: "sms",
      purpose: "payment_reminder",
      locale: "fr",
      reason: "price",
      kind: "any",
      grade: "any",
      subject: null,
      text: "Bonjour {{ shop.name }} Ecrivez",
    });
  });

  test("puts a reason's own parts before those of all, and a kind's before any's", () => {
    const parts = "  parts: { hello: { new: A, returning: B }, help: C }\n";
    expect(load("{ unknown: { any: {} }, price: { any: { help: D }, returning A: { hello: E } } }", parts)).toEqual([
      ["unknown", "new", "any", "A {{ shop.name }} C"],
      ["unknown", "returning", "any", "B {{ shop.name }} C"],
      ["price", "new", "any", "A {{ shop.name }} D"],
      ["price", "returning", "any", "B {{ shop.name }} D"],
      ["price", "returning", "A", "E {{ shop.name }} D"],
    ]);
  });

  const hello = "  parts: { hello: Bonjour, help: Merci }\n";
  test.each([
    ["an unknown key", file("{}", "  txt: x\n"), /fr\.yaml: payment_reminder/],
    ["no medium", "locale: fr\nversion: 1\n", /fr\.yaml: medium/],
    ["an unknown reason", file("{ cost: { any: {} } }", hello), /fr\.yaml: payment_reminder\.words/],
    ["an unknown kind", file("{ price: { old: {} } }", hello), /fr\.yaml: payment_reminder\.words\.price/],
    ["a grade that is none", file("{ price: { new G: {} } }", hello), /fr\.yaml: payment_reminder\.words\.price/],
    [
      "a part that is missing",
      file("{ price: { any: { hello: Bonjour } } }"),
      /payment_reminder: there is no part "help"/,
    ],
    [
      "words that don't parse",
      file('{ price: { any: { help: "{{ x" } } }', hello),
      /payment_reminder\.words\.price\.any: expected words in Liquid/,
    ],
    ["an e-mail without a subject", file("{}").replace("sms", "email"), /fr\.yaml: payment_reminder\.subject/],
    ["a locale that is none", file("{}", hello).replace("fr", "french_fr"), /fr\.yaml: locale/],
    ["text that is not YAML", "a: [", /fr\.yaml: /],
  ])("refuses %s and says where", (_, text, message) => {
    expect(() => loadWords({ "fr.yaml": text })).toThrow(message);
  });
});
