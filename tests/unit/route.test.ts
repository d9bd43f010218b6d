import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { routesFor, type Tried } from "#src/domain/route.ts";

const BOTH = ["first", "second"];
const names = fc.constantFrom(...BOTH);
const proofs = fc.constantFrom<Tried["state"][]>("not_sent", "rejected");

describe("the providers of a contact", () => {
  it("are asked in their order, the one that was asked least first", () => {
    expect(routesFor(BOTH, [])).toEqual(BOTH);
    expect(routesFor(BOTH, [{ provider: "first", state: "not_sent" }])).toEqual(["second", "first"]);
    expect(
      routesFor(BOTH, [
        { provider: "first", state: "not_sent" },
        { provider: "second", state: "not_sent" },
      ]),
    ).toEqual(BOTH);
  });

  it("are not asked again once they refused", () => {
    const tried = fc.array(fc.record({ provider: names, state: proofs }), { maxLength: 8 });
    fc.assert(
      fc.property(tried, (all) => {
        for (const name of routesFor(BOTH, all)) {
          expect(all.some(({ provider, state }) => provider === name && state === "rejected")).toBe(false);
        }
      }),
    );
  });

  it("are not asked at all without proof that nothing was taken", () => {
    const open = fc.constantFrom<Tried["state"][]>("claimed", "accepted", "unknown");
    const tried = fc.array(fc.record({ provider: names, state: proofs }), { maxLength: 4 });
    fc.assert(
      fc.property(tried, names, open, (all, provider, state) => {
        expect(routesFor(BOTH, [...all, { provider, state }])).toEqual([]);
      }),
    );
  });
});
