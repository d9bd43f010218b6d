import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { CurrencyCode } from "#src/domain/money.ts";
import { formatMicros, type PriceOf, readPrices } from "#src/domain/prices.ts";
import { loadPrices } from "#src/prices.ts";

const folder = mkdtempSync(join(tmpdir(), "prices-"));
afterAll(() => rmSync(folder, { recursive: true }));
const CNY = "CNY" as CurrencyCode;

function prices(content: unknown): PriceOf {
  const read = readPrices(content);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.priceOf;
}

describe("prices", () => {
  const priceOf = prices({ sms: { CN: "0.045 CNY", "*": "0.0083 USD" }, call: { CN: "1 CNY" } });

  it("are by channel and country, for each segment", () => {
    expect(priceOf("sms", "CN", 3)).toEqual({ micros: 135_000, currency: "CNY" });
    expect(priceOf("call", "CN", 1)).toEqual({ micros: 1_000_000, currency: "CNY" });
  });

  it("of any other country is the one of `*`", () => {
    expect(priceOf("sms", "US", 1)).toEqual({ micros: 8_300, currency: "USD" });
    expect(priceOf("sms", null, 1)).toEqual({ micros: 8_300, currency: "USD" });
  });

  it("that nobody wrote down are not known", () => {
    expect(priceOf("call", "US", 1)).toBeNull();
    expect(priceOf("im", "CN", 1)).toBeNull();
    expect(prices(null)("sms", "CN", 1)).toBeNull();
  });

  it.each([
    [{ fax: { CN: "1 CNY" } }],
    [{ sms: { XX: "1 CNY" } }],
    [{ sms: { CN: 0.045 } }],
    [{ sms: { CN: "0.045" } }],
    [{ sms: { CN: "0.0000001 CNY" } }],
    [{ sms: { CN: "-1 CNY" } }],
    [{ sms: { CN: "1 ABC" } }],
    [{ sms: "0.045 CNY" }],
  ])("%j is refused, with where it stands", (content) => {
    const read = readPrices(content);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.errors[0]?.detail).toMatch(/expected/i);
  });
});

describe("the file", () => {
  it("that comes with cuifu is read and knows no price", () => {
    expect(loadPrices()("sms", "CN", 1)).toBeNull();
    expect(loadPrices(join(folder, "none.yaml"))("sms", "CN", 1)).toBeNull();
  });

  it("that can't be read is named", () => {
    const file = join(folder, "prices.yaml");
    writeFileSync(file, 'sms: { CN: "dear" }');
    expect(() => loadPrices(file)).toThrow("config/prices.yaml: /sms/CN");
    writeFileSync(file, "sms: {}\nsms: {}");
    expect(() => loadPrices(file)).toThrow("config/prices.yaml");
  });
});

describe("formatMicros", () => {
  it.each([
    [0, "0.00"],
    [45_000, "0.045"],
    [90_000, "0.09"],
    [1_500_000, "1.50"],
    [-8_300, "-0.0083"],
  ])("%i CNY micros are %s", (micros, text) => {
    expect(formatMicros(BigInt(micros), CNY)).toBe(text);
  });

  it("has no point in a currency without decimals, unless it needs one", () => {
    expect(formatMicros(3_000_000n, "JPY" as CurrencyCode)).toBe("3");
    expect(formatMicros(3_500_000n, "JPY" as CurrencyCode)).toBe("3.5");
  });

  it("is exact", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (micros) => {
        expect(Math.round(Number(formatMicros(BigInt(micros), CNY)) * 1e6)).toBe(micros);
      }),
    );
  });
});
