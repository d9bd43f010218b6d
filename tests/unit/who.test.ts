import { describe, expect, it } from "vitest";
import { completePolicy } from "#src/domain/policy.ts";
import { play, setting, told } from "#tests/support/simulation.ts";

const order = (buyer: object, skus: readonly string[] = []) => ({
  order: {
    id: "a",
    placed_at: "2026-03-10T10:00:00+08:00",
    amount: "199.00",
    currency: "CNY",
    items: skus.map((sku) => ({ sku, quantity: 1 })),
  },
  buyer: { id: "b", phone: "+8613800138000", country: "CN", ...buyer },
});
const outcome = (who: object, data: object) => told(play([data], setting({ steps: [{ channel: "sms" }], who })))[0];

describe("who is reminded", () => {
  it.each([
    ["new buyers", { kinds: ["new"] }, order({}), "planned"],
    ["new buyers, not returning ones", { kinds: ["new"] }, order({ paid_orders: 3 }), "skipped filtered"],
    ["returning buyers", { kinds: ["returning"] }, order({ paid_orders: 1 }), "planned"],
    ["returning buyers, not those nothing is known of", { kinds: ["returning"] }, order({}), "skipped filtered"],
    ["both", { kinds: ["new", "returning"] }, order({ paid_orders: 1 }), "planned"],
    ["not for what is excluded", { exclude_skus: ["GIFT"] }, order({}, ["A1", "GIFT"]), "skipped filtered"],
    ["for all else", { exclude_skus: ["GIFT"] }, order({}, ["A1"]), "planned"],
    ["only for one of these", { only_skus: ["A1", "A2"] }, order({}, ["B7", "A2"]), "planned"],
    ["not without one of these", { only_skus: ["A1", "A2"] }, order({}, ["B7"]), "skipped filtered"],
    ["not where nothing is known of what was ordered", { only_skus: ["A1"] }, order({}), "skipped filtered"],
    ["not in some countries", { exclude_countries: ["US", "CN"] }, order({}), "skipped filtered"],
    ["in all others", { exclude_countries: ["US"] }, order({}), "planned"],
    ["only in some countries", { only_countries: ["CN"] }, order({}), "planned"],
    ["not in others", { only_countries: ["US"] }, order({}), "skipped filtered"],
    ["only where the country is known", { only_countries: ["CN"] }, order({ country: null }), "skipped filtered"],
    ["where the country is not known", { exclude_countries: ["US"] }, order({ country: null }), "planned"],
  ])("%s", (_, who, data, expected) => {
    expect(outcome(who, data)).toBe(`a sms ${expected}`);
  });
});

describe("keys that may be left out", () => {
  it("are not there until they are given", () => {
    const completed = completePolicy({});
    expect(completed.ok && Object.keys(completed.document.who)).toEqual([
      "grades",
      "amount",
      "exclude_payment_methods",
      "exclude_flags",
    ]);
    expect(completed.ok && Object.keys(completed.document.caps)).toEqual(["person", "shop"]);
  });

  it.each([
    [{ who: { kinds: [] } }, "/who/kinds"],
    [{ who: { kinds: ["old"] } }, "/who/kinds/0"],
    [{ who: { only_skus: [] } }, "/who/only_skus"],
    [{ who: { exclude_skus: [""] } }, "/who/exclude_skus/0"],
    [{ who: { exclude_countries: ["XX"] } }, "/who/exclude_countries/0"],
    [{ caps: { calls_per_hour: 0 } }, "/caps/calls_per_hour"],
  ])("%j is refused, with what was expected", (document, pointer) => {
    const completed = completePolicy(document);
    expect(completed.ok ? [] : completed.errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(completed.ok ? "" : completed.errors[0]?.detail).toMatch(/^expected /);
  });
});
