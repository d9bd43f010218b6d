import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMoney,
  type CurrencyCode,
  compareMoney,
  currencyDigits,
  formatAmount,
  formatMoney,
  minor,
  parseAmount,
  parseCurrency,
  subtractMoney,
} from "#src/domain/money.ts";

const currency = (code: string): CurrencyCode => {
  const parsed = parseCurrency(code);
  if (parsed === null) throw new Error(`${code} should be a currency`);
  return parsed;
};

describe("amounts", () => {
  it.each([
    ["199.00", "CNY", 19_900],
    ["199", "CNY", 19_900],
    ["199.5", "CNY", 19_950],
    ["0", "CNY", 0],
    ["0.01", "USD", 1],
    ["500", "JPY", 500],
    ["1.234", "KWD", 1_234],
    ["90071992547409.91", "CNY", Number.MAX_SAFE_INTEGER],
  ])("reads %s %s", (text, code, units) => expect(parseAmount(text, currency(code))).toBe(units));

  it.each([
    ["", "CNY", "not_decimal"],
    ["-1.00", "CNY", "not_decimal"],
    ["+1.00", "CNY", "not_decimal"],
    ["1e3", "CNY", "not_decimal"],
    ["1,000.00", "CNY", "not_decimal"],
    ["1.", "CNY", "not_decimal"],
    [".5", "CNY", "not_decimal"],
    [" 1.00", "CNY", "not_decimal"],
    ["１.00", "CNY", "not_decimal"],
    ["NaN", "CNY", "not_decimal"],
    ["0x10", "CNY", "not_decimal"],
    ["1.001", "CNY", "too_many_decimals"],
    ["1.0", "JPY", "too_many_decimals"],
    ["90071992547409.92", "CNY", "too_large"],
    ["9".repeat(40), "CNY", "too_large"],
  ])("refuses %s %s as %s", (text, code, problem) => expect(parseAmount(text, currency(code))).toBe(problem));

  it("knows the currencies of ISO 4217 and no others", () => {
    for (const code of ["CNY", "USD", "EUR", "JPY", "KWD", "INR"]) expect(parseCurrency(code)).toBe(code);
    for (const code of ["", "cny", "XYZ", "RMB", "CNYY"]) expect(parseCurrency(code)).toBeNull();
    expect(["CNY", "JPY", "KWD"].map((code) => currencyDigits(currency(code)))).toEqual([2, 0, 3]);
  });

  it("comes back from text as it went", () => {
    const units = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(units, fc.constantFrom("CNY", "JPY", "KWD"), (amount, code) => {
        expect(parseAmount(formatAmount(minor(amount), currency(code)), currency(code))).toBe(amount);
      }),
    );
    expect(formatAmount(minor(-5), currency("CNY"))).toBe("-0.05");
    expect(formatAmount(minor(1), currency("KWD"))).toBe("0.001");
    expect(formatAmount(minor(12), currency("JPY"))).toBe("12");
  });

  it("is written as people of a locale write it, to the last digit", () => {
    const cny = currency("CNY");
    expect(formatMoney({ amount: minor(19_900), currency: cny }, "zh-CN")).toBe("¥199.00");
    expect(formatMoney({ amount: minor(19_900), currency: cny }, "en-US")).toBe("CN¥199.00");
    expect(formatMoney({ amount: minor(1_234_500), currency: currency("EUR") }, "de-DE")).toBe("12.345,00\u00a0€");
    expect(formatMoney({ amount: minor(Number.MAX_SAFE_INTEGER), currency: cny }, "zh-CN")).toBe(
      "¥90,071,992,547,409.91",
    );
  });

  it("is added, subtracted and compared within one currency only", () => {
    const [a, b] = [2_50, 1_00].map((amount) => ({ amount: minor(amount), currency: currency("USD") }));
    const yen = { amount: minor(1), currency: currency("JPY") };
    if (a === undefined || b === undefined) throw new Error("two amounts");
    expect(addMoney(a, b).amount).toBe(350);
    expect(subtractMoney(b, a).amount).toBe(-150);
    expect(compareMoney(a, b)).toBeGreaterThan(0);
    for (const operation of [addMoney, subtractMoney, compareMoney])
      expect(() => operation(a, yen)).toThrow("one currency");
    expect(() => minor(0.5)).toThrow("safe integer");
    expect(() => minor(2 ** 53)).toThrow("safe integer");
  });
});
