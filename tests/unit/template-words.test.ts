import { describe, expect, test } from "vitest";
import { type MessageFacts, messageValues } from "#src/domain/message.ts";
import { TEXT_LIMITS, type Template } from "#src/domain/template.ts";
import { renderLiquid } from "#src/render/liquid.ts";
import { loadWords } from "#src/render/load-words.ts";
import { builtinWords, messageOrder } from "#tests/support/words.ts";

const words = builtinWords();

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
  if (!result.ok) throw new Error(`${template.locale} ${template.id} ${template.kind}: ${result.error}`);
  return result;
};

const name = ({ locale, id, kind }: Template) => `${locale} ${id} ${kind}`;
const each = (filter: (template: Template) => boolean = () => true) =>
  words.filter(filter).map((template) => [name(template), template] as const);
const reminds = ({ purpose }: Template) => purpose === "payment_reminder";
const three = [messageOrder(1), messageOrder(2), messageOrder(3)] as const;

describe("every text that ships", () => {
  test.each(each(reminds))("%s names shop, goods, amount and reference of one order", (_, template) => {
    const { text, subject } = rendered(template);
    for (const fact of ["毛衣小店", "羊毛毛衣", "100", "20261121-0001"]) expect(text).toContain(fact);
    expect(text).not.toMatch(/20261121-0002|\{\{|\{%|null|undefined/);
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
      const none = rendered(template, {
        orders: [messageOrder(1, { payUrl: null }), messageOrder(2, { payUrl: null })],
        optOutUrl: null,
      });
      expect(none.text).not.toMatch(/http/);
      expect(rendered(template, { orders: [messageOrder(1, { payUrl: null })], optOutUrl: null }).text).toContain(
        "20261121-0001",
      );
    },
  );

  test.each(each())("%s reads well where little is known", (_, template) => {
    const orders = [messageOrder(1, { items: [], payUrl: null })] as const;
    const { text } = rendered(template, { orders, buyerName: null, optOutUrl: null });
    expect(text).not.toMatch(/\(\)|\uff08\uff09|“”|null|undefined| {3}|\n{3}|[,\uff0c] ?[,\uff0c。.]/);
    expect(text).toMatch(/100/);
  });

  test.each(each())("%s says how many orders it does not list", (_, template) => {
    if (!reminds(template)) return;
    const { text } = rendered(template, { orders: three }, 2);
    expect(text).not.toContain("20261121-0003");
    expect(text).toMatch(/600/);
    expect(text).toMatch(/另有|more/);
  });

  test.each(each())("%s has neither discount nor urgency", (_, { subject, text }) => {
    expect(`${subject} ${text}`).not.toMatch(
      /优惠|折|限时|马上|立即|尽快付|最后|hurry|discount|last chance|urgent|now\b/i,
    );
  });

  test.each(each(({ medium }) => medium === "sms"))("%s carries the signature and the way out", (_, template) => {
    for (const orders of [three, [messageOrder(1)]] as const) {
      const { text } = rendered(template, { orders });
      if (template.locale === "zh-CN") expect(text).toMatch(/^【毛衣小店】.*拒收请回复R$/s);
      else expect(text).toMatch(/^毛衣小店: .*Reply STOP to opt out$/s);
    }
  });

  test.each(each(({ medium }) => medium === "call"))("%s tells the key that opts out, and no link", (_, template) => {
    const { text } = rendered(template, { orders: three });
    expect(text).toMatch(/按9|press 9/);
    expect(text).not.toMatch(/http|王芳|…/);
  });

  test.each(each(({ medium }) => medium === "email"))("%s gives the way out as a link", (_, template) => {
    expect(rendered(template).text).toContain("https://pay.example/u/token");
  });

  test("new and returning buyers hear different words", () => {
    for (const medium of ["call", "call_script", "im", "sms", "email"] as const) {
      const kinds = words.filter((one) => reminds(one) && one.medium === medium && one.locale === "zh-CN");
      expect(new Set(kinds.map((one) => rendered(one).text)).size).toBe(2);
    }
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
  const minimal = "locale: fr\nversion: 3\ncall: {}\ncall_script: {}\nim: {}\nemail: {}\n";

  test("names what it read", () => {
    const [only, ...rest] = loadWords({
      "fr.yaml": `${minimal}sms: { payment_reminder: { price: { any: { text: Bonjour } } } }`,
    });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ id: "builtin.sms", version: 3, locale: "fr", reason: "price", kind: "any" });
  });

  test.each([
    ["an unknown key", `${minimal}sms: { reminder: {} }`, /fr\.yaml: sms/],
    ["a missing medium", minimal, /fr\.yaml: sms/],
    ["an unknown kind", `${minimal}sms: { thank_you: { unknown: { old: { text: x } } } }`, /fr\.yaml: sms\.thank_you/],
    [
      "words that don't parse",
      `${minimal}sms: { thank_you: { unknown: { any: { text: "{{ x" } } } }`,
      /sms\.thank_you/,
    ],
    ["a locale that is none", minimal.replace("fr", "french_fr"), /fr\.yaml: locale/],
    ["text that is not YAML", "a: [", /fr\.yaml: /],
  ])("refuses %s and says where", (_, text, message) => {
    expect(() => loadWords({ "fr.yaml": text })).toThrow(message);
  });
});
