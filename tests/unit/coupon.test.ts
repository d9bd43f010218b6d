import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { couponCost, couponLimit, type GivenCoupon, readCouponAnswer } from "#src/domain/coupon.ts";
import { HOUR, instant, plus, toIso } from "#src/domain/instant.ts";
import { type CurrencyCode, formatAmount, minor } from "#src/domain/money.ts";
import { CONTACT_STATES } from "#src/domain/states.ts";
import { namesCoupon } from "#src/domain/template.ts";

const NOW = instant(Date.parse("2026-03-10T08:00:00Z"));
const CNY = "CNY" as CurrencyCode;
const LIMIT = { currency: CNY, maxAmount: minor(2_000), now: NOW };
const read = (answer: unknown, limit = LIMIT) =>
  readCouponAnswer(typeof answer === "string" ? answer : JSON.stringify(answer), limit);
const GOOD = { code: "SPRING-7QX2", amount: "20.00" };

describe("a shop's answer", () => {
  it("is taken as it stands", () => {
    expect(read(GOOD)).toEqual({ code: "SPRING-7QX2", amount: 2_000, currency: CNY, expiresAt: null });
    const full = { ...GOOD, amount: "5", currency: "CNY", expires_at: "2026-03-12T23:59:00+08:00" };
    expect(read(full)).toMatchObject({ amount: 500, expiresAt: Date.parse("2026-03-12T15:59:00Z") });
    expect(read({ ...GOOD, expires_at: null })).not.toBeNull();
  });

  it.each<[string, unknown]>([
    ["nothing", ""],
    ["no JSON", "<html>"],
    ["a list", [GOOD]],
    ["null", "null"],
    ["no code", { amount: "20.00" }],
    ["no amount", { code: "SPRING" }],
    ["a number for an amount", { ...GOOD, amount: 20 }],
    ["more than is allowed", { ...GOOD, amount: "20.01" }],
    ["nothing off", { ...GOOD, amount: "0.00" }],
    ["less than nothing", { ...GOOD, amount: "-5.00" }],
    ["more decimals than the currency has", { ...GOOD, amount: "5.001" }],
    ["an exponent", { ...GOOD, amount: "1e1" }],
    ["another currency", { ...GOOD, currency: "USD" }],
    ["a condition that is not known", { ...GOOD, min_spend: "300.00" }],
    ["a prototype", '{"code":"SPRING","amount":"5","__proto__":{"x":1}}'],
    ["a code that is a link", { ...GOOD, code: "evil.example/x" }],
    ["a code with a space", { ...GOOD, code: "SPRING 7" }],
    ["a code of several lines", { ...GOOD, code: "SPRING\nSTOP" }],
    ["a code that Liquid would read", { ...GOOD, code: "{{shop.name}}" }],
    ["a code that reorders text", { ...GOOD, code: "SPR\u202EING" }],
    ["a code in full-width letters", { ...GOOD, code: "ＳＰＲＩＮＧ" }],
    ["a short code", { ...GOOD, code: "AB" }],
    ["a long code", { ...GOOD, code: "A".repeat(33) }],
    ["a code that is a number", { ...GOOD, code: 12_345 }],
    ["a time without an offset", { ...GOOD, expires_at: "2026-03-12T23:59:00" }],
    ["a day that does not exist", { ...GOOD, expires_at: "2026-02-30T00:00:00Z" }],
    ["a code that has expired", { ...GOOD, expires_at: toIso(NOW) }],
    ["a code that expires within the hour", { ...GOOD, expires_at: toIso(plus(NOW, HOUR)) }],
  ])("is refused where it is %s", (_, answer) => {
    expect(read(answer)).toBeNull();
  });

  it("whatever it is, gives nothing beyond the limit", () => {
    const key = fc.constantFrom("code", "amount", "currency", "expires_at", "more");
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom("CNY", "20.00", GOOD.code),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.string(), (answer, text) => {
        for (const coupon of [read(answer), read(text)]) {
          if (coupon === null) continue;
          expect(coupon.amount).toBeGreaterThan(0);
          expect(coupon.amount).toBeLessThanOrEqual(LIMIT.maxAmount);
          expect(coupon.code).toMatch(/^[\w-]{3,32}$/);
        }
      }),
    );
  });
});

describe("the limit", () => {
  const policy = { on: true, url: null, maxAmount: "20.00", maxShare: 0.1, consent: "required" } as const;
  it("is the lesser of sum and share, whole units of the currency", () => {
    expect(couponLimit(policy, minor(19_900), CNY)).toBe(1_990);
    expect(couponLimit(policy, minor(90_000), CNY)).toBe(2_000);
    expect(couponLimit(policy, minor(9), CNY)).toBe(0);
    expect(couponLimit(policy, minor(90_000), "JPY" as CurrencyCode)).toBe(20);
    expect(couponLimit({ ...policy, maxAmount: "0.009" }, minor(90_000), CNY)).toBe(0);
    expect(couponLimit({ ...policy, maxAmount: null }, minor(90_000), CNY)).toBe(0);
  });
});

describe("what a coupon cost", () => {
  const SENT = "c-1" as ContactId;
  const coupon: GivenCoupon = { amount: minor(2_000), currency: CNY, orderAmount: minor(19_900), namedIn: [SENT] };
  const sent = { id: SENT, state: "delivered", sentAt: NOW, provider: "http" } as const;
  const paidAt = plus(NOW, HOUR);
  const cost = (
    amount: number,
    told: "before" | "with" | "never",
    contacts: Parameters<typeof couponCost>[2] = [sent],
  ) =>
    couponCost(
      coupon,
      {
        amount: minor(amount),
        currency: CNY,
        paidAt,
        amountToldAt: { before: NOW, with: paidAt, never: null }[told],
      },
      contacts,
    );

  it("is what the amount came down by, where the payment told it", () => {
    expect(cost(17_900, "with")).toEqual({ cost: 2_000, off: 0 });
    expect(cost(18_900, "with")).toEqual({ cost: 1_000, off: 0 });
    expect(cost(12_900, "with")).toEqual({ cost: 2_000, off: 0 });
  });

  it("is nothing where the payment told the whole amount: it was not used", () => {
    expect(cost(19_900, "with")).toEqual({ cost: 0, off: 0 });
    expect(cost(25_000, "with")).toEqual({ cost: 0, off: 0 });
  });

  it("is all of it where nobody told, off whatever the amount has not come down by", () => {
    expect(cost(19_900, "before")).toEqual({ cost: 2_000, off: 2_000 });
    expect(cost(19_900, "never")).toEqual({ cost: 2_000, off: 2_000 });
    expect(cost(18_900, "before")).toEqual({ cost: 2_000, off: 1_000 });
    expect(cost(17_900, "before")).toEqual({ cost: 2_000, off: 0 });
  });

  it("is nothing where no message with the code can have reached the buyer", () => {
    const reaches = CONTACT_STATES.filter((state) => cost(19_900, "never", [{ ...sent, state }]).cost > 0);
    expect(reaches).toContain("unknown");
    for (const state of ["claimed", "rejected", "not_sent", "cancelled"] as const) expect(reaches).not.toContain(state);
    expect(cost(19_900, "never", [{ ...sent, id: "c-2" as ContactId }]).cost).toBe(0);
    expect(cost(19_900, "never", []).cost).toBe(0);
  });

  it("never comes off twice: what is paid and what is off make up the price or less", () => {
    const any = fc.record({
      amount: fc.nat(40_000),
      told: fc.constantFrom("before" as const, "with" as const, "never" as const),
    });
    fc.assert(
      fc.property(any, ({ amount, told }) => {
        const { cost: whole, off } = cost(amount, told);
        const shown = Math.max(0, coupon.orderAmount - amount);
        expect(off).toBeGreaterThanOrEqual(0);
        expect(whole).toBeLessThanOrEqual(coupon.amount);
        expect(off + Math.min(shown, coupon.amount)).toBeGreaterThanOrEqual(whole);
        expect(off).toBeLessThanOrEqual(whole);
        expect(off + Math.min(shown, coupon.amount)).toBeLessThanOrEqual(coupon.amount);
      }),
    );
  });

  it("is told in sums of the order's currency alone", () => {
    const paid = { amount: minor(19_900), currency: "USD" as CurrencyCode, paidAt, amountToldAt: null };
    expect(couponCost(coupon, paid, [sent]).cost).toBe(0);
    expect(formatAmount(cost(19_900, "never").cost, CNY)).toBe("20.00");
  });
});

describe("words that name a coupon", () => {
  const names = (text: string, subject: string | null = null) => namesCoupon({ text, subject });
  it("are told from those that only speak of one", () => {
    expect(names("{% if coupon %}{{ coupon.code }}{% endif %}")).toBe(true);
    expect(names("a {{- coupon.code -}} b")).toBe(true);
    expect(names("x", "{{ coupon.code }}")).toBe(true);
    expect(names("No coupon needed, {{ buyer.name }} coupon {{ order.id }}")).toBe(false);
    expect(names("{{ coupons.code }}")).toBe(false);
  });
});
