import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyBuyer, type BuyerState, buyerAddresses, buyerIdentity, buyerStamp } from "#src/domain/buyer.ts";
import type { BuyerFields, Consent } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";

const consent: fc.Arbitrary<Consent> = fc.record({
  given: fc.boolean(),
  at: fc.nat(3).map(instant),
  source: fc.constantFrom("checkout", "phone"),
});

const fields: fc.Arbitrary<BuyerFields> = fc.record(
  {
    name: fc.option(fc.constantFrom("王芳", "Wang")),
    phone: fc.option(fc.constantFrom("+8613800138000", "+12025550123")),
    grade: fc.constantFrom("A" as const, "F" as const),
    im: fc.option(fc.constant({ wecom: "w" })),
    consent: fc.record({ sms: consent, call: consent }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

interface Told {
  readonly at: number;
  readonly eventId: string;
  readonly fields: BuyerFields;
}

const told = fc
  .array(fc.record({ at: fc.nat(3), fields }), { minLength: 1, maxLength: 6 })
  .map((all): Told[] => all.map((one, index) => ({ ...one, eventId: `e${index}` })));

const join = (all: readonly Told[]): BuyerState | null =>
  all.reduce<BuyerState | null>(
    (state, { at, eventId, fields }) => applyBuyer(state, fields, buyerStamp({ at: instant(at), eventId })).state,
    null,
  );

const stamp = (at: number) => buyerStamp({ at: instant(at), eventId: String(at) });

describe("a buyer as the join of what events told", () => {
  it("is the same in whatever order and number they come", () => {
    const shuffled = told.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(join(again)).toEqual(join(all));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the later consent, and the no of two at one moment", () => {
    const at = instant(5);
    const yes = { sms: { given: true, at, source: "checkout" } };
    const no = { sms: { given: false, at, source: "a" } };
    const before = applyBuyer(null, { consent: yes }, stamp(1)).state;
    expect(applyBuyer(before, { consent: no }, stamp(2)).state.consent.sms?.given).toBe(false);
    const refused = applyBuyer(null, { consent: no }, stamp(1)).state;
    expect(applyBuyer(refused, { consent: yes }, stamp(2))).toMatchObject({ changed: false, state: refused });
  });

  it("forgets a phone's trouble with the next phone, and the phone with the next trouble", () => {
    const bad = applyBuyer(null, { phone: null, phoneProblem: "invalid" }, stamp(1)).state;
    expect(bad.fields.values).toEqual({ phone: null, phoneProblem: "invalid" });
    const good = applyBuyer(bad, { phone: "+8613800138000" }, stamp(2)).state;
    expect(good.fields.values).toEqual({ phone: "+8613800138000", phoneProblem: null });
    expect(applyBuyer(good, { name: "王芳" }, stamp(3)).state.fields.values.phone).toBe("+8613800138000");
  });

  it("tells whether anything changed", () => {
    const state = applyBuyer(null, { name: "a" }, stamp(2)).state;
    expect(applyBuyer(state, { name: "b" }, stamp(1))).toEqual({ state, changed: false });
    expect(applyBuyer(state, {}, stamp(3))).toEqual({ state, changed: false });
    expect(applyBuyer(state, { name: "b" }, stamp(3)).changed).toBe(true);
  });
});

describe("who a buyer is", () => {
  const all: BuyerFields = {
    id: "b-88",
    phone: "+8613800138000",
    email: "Wang@example.com",
    im: { wecom: "w", line: "l" },
  };

  it("is the shop's id, else the phone, else the e-mail, else a messenger account", () => {
    expect(buyerIdentity(all)).toEqual({ kind: "buyer_id", value: "b-88" });
    expect(buyerIdentity({ ...all, id: null })).toEqual({ kind: "phone", value: "+8613800138000" });
    expect(buyerIdentity({ ...all, id: null, phone: null })).toEqual({ kind: "email", value: "wang@example.com" });
    expect(buyerIdentity({ im: { wecom: "w", line: "l" } })).toEqual({ kind: "im", value: "line:l" });
    expect(buyerIdentity({ name: "王芳" })).toBeNull();
  });

  it("goes with every address", () => {
    expect(buyerAddresses(all).map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      "buyer_id b-88",
      "phone +8613800138000",
      "email wang@example.com",
      "im line:l",
      "im wecom:w",
    ]);
  });
});
