import { describe, expect, it } from "vitest";
import { ORACLE_ZONES, tryCase } from "#tests/oracle/random-cases.ts";

const CASES = 60;

describe("the solver and the oracle", () => {
  it.each(ORACLE_ZONES)("agree on random orders and policies around the changes of clocks of %s", (zone) => {
    const wrong = Array.from({ length: CASES }, (_, seed) =>
      tryCase(seed, zone).disagreements.map((text) => `seed ${seed}: ${text}`),
    );
    expect(wrong.flat()).toEqual([]);
  });

  it("try times and refusals of every kind", () => {
    const kinds = new Set(Array.from({ length: 200 }, (_, seed) => tryCase(seed, "Europe/Berlin").kinds).flat());
    expect([...kinds].sort()).toEqual(["closing_soon", "no_slot", "slot", "too_late"]);
  });
});
