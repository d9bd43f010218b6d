import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, instant } from "#src/domain/instant.ts";
import {
  aboutOrderPlaced,
  compareEvidence,
  EVIDENCE_SOURCES,
  type Evidence,
  hear,
  joinEvidence,
  joinSaid,
  NOTHING_HEARD,
  type Reason,
  reasonOf,
  reasonToSpeakTo,
  reread,
} from "#src/domain/reason.ts";
import { REASON_CODES } from "#src/domain/reason-code.ts";

const HOUR = 3_600_000;
const NOON = instant(Date.parse("2026-03-10T12:00:00Z"));
const at = (hours: number): Instant => instant(NOON + hours * HOUR);

const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  code: "price",
  confidence: 0.9,
  cue: "price.too_high",
  source: "conversation",
  at: NOON,
  ...over,
});

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  code: fc.constantFrom(...REASON_CODES.filter((code) => code !== "unknown")),
  confidence: fc.constantFrom(0.4, 0.63, 0.7, 0.9, 0.97),
  cue: fc.constantFrom("a.b", "c.d"),
  source: fc.constantFrom(...EVIDENCE_SOURCES),
  at: fc.integer({ min: -3, max: 3 }).map(at),
});

describe("the reason that evidence gives", () => {
  test("nothing heard is unknown", () => {
    expect(reasonOf(NOTHING_HEARD)).toEqual({ code: "unknown", confidence: 0, source: null, at: null });
  });

  test.each([
    ["the later of two that are clear", [evidence(), evidence({ code: "gifts", at: at(1) })], "gifts"],
    [
      "the clear before the likely, though earlier",
      [evidence(), evidence({ code: "forgot", confidence: 0.7, at: at(5) })],
      "price",
    ],
    [
      "the likely before a hint",
      [evidence({ confidence: 0.6 }), evidence({ code: "forgot", confidence: 0.4, at: at(5) })],
      "price",
    ],
    [
      "the surer of two at one moment",
      [evidence({ confidence: 0.9 }), evidence({ code: "service", confidence: 0.97 })],
      "service",
    ],
    [
      "what was said to an agent before a note of the same moment",
      [evidence({ source: "note" }), evidence({ code: "service", source: "call_outcome" })],
      "service",
    ],
  ] as const)("%s", (_, heard, code) => {
    for (const order of [heard, [...heard].reverse()]) {
      expect(reasonOf(hear(NOTHING_HEARD, order)).code).toBe(code);
    }
  });

  test("is the same whatever the order, the batches and the repetitions", () => {
    fc.assert(
      fc.property(
        fc
          .array(anyEvidence, { maxLength: 12 })
          .chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.shuffledSubarray(all)),
          ),
        ([all, shuffled, again]) => {
          const together = hear(NOTHING_HEARD, all);
          const oneByOne = [...shuffled, ...again].reduce((state, one) => hear(state, [one]), NOTHING_HEARD);
          expect(oneByOne).toEqual(together);
          expect(reasonOf(oneByOne)).toEqual(reasonOf(together));
        },
      ),
    );
  });

  test("is the strongest of all, though only the strongest of each source and code is kept", () => {
    fc.assert(
      fc.property(fc.array(anyEvidence, { minLength: 1, maxLength: 12 }), (all) => {
        const [first = evidence(), ...others] = all;
        const best = others.reduce((one, other) => (compareEvidence(other, one) > 0 ? other : one), first);
        const { code, confidence, source } = best;
        expect(reasonOf(hear(NOTHING_HEARD, all))).toMatchObject({ code, confidence, source });
      }),
    );
  });

  test("comparing is a total order", () => {
    fc.assert(
      fc.property(anyEvidence, anyEvidence, anyEvidence, (a, b, c) => {
        expect(Math.sign(compareEvidence(a, b))).toBe(-Math.sign(compareEvidence(b, a)) + 0);
        if (compareEvidence(a, b) >= 0 && compareEvidence(b, c) >= 0)
          expect(compareEvidence(a, c)).toBeGreaterThanOrEqual(0);
        if (compareEvidence(a, b) === 0) expect(a).toEqual(b);
      }),
    );
  });

  test("what is known already changes nothing", () => {
    const known = hear(NOTHING_HEARD, [evidence()]);
    expect(hear(known, [evidence(), evidence({ at: at(-1) })])).toBe(known);
    expect(joinEvidence(known.evidence, [])).toBe(known.evidence);
    expect(reread(known, [])).toBe(known);
  });

  test("a payment error that was taken back is none any more; what was said stays", () => {
    const failed = evidence({ code: "payment_trouble", source: "payment_error", at: at(2) });
    const both = reread(hear(NOTHING_HEARD, [evidence()]), [failed]);
    expect(reasonOf(both).code).toBe("payment_trouble");
    expect(reasonOf(reread(both, [])).code).toBe("price");
  });

  test("staff's word stands above all that comes before and after it", () => {
    fc.assert(
      fc.property(fc.array(anyEvidence), fc.array(anyEvidence), (before, after) => {
        const correction = { code: "gifts", at: NOON, number: 1 } as const;
        const corrected = { ...hear(NOTHING_HEARD, before), correction };
        expect(reasonOf(hear(corrected, after))).toEqual({ code: "gifts", confidence: 1, source: "staff", at: NOON });
      }),
    );
  });
});

describe("what a buyer said of no order in particular", () => {
  test("counts for orders placed up to a day after and two days before", () => {
    const said = [evidence()];
    for (const [placed, counts] of [
      [at(25), false],
      [at(24), true],
      [at(-48), true],
      [at(-49), false],
    ] as const) {
      expect(aboutOrderPlaced(said, placed)).toEqual(counts ? said : []);
    }
  });

  test("the latest are kept, whatever the order", () => {
    fc.assert(
      fc.property(
        fc
          .array(anyEvidence, { maxLength: 20 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const together = joinSaid([], all);
          const kept = shuffled.reduce<readonly Evidence[]>((said, one) => joinSaid(said, [one]), []);
          expect(kept).toEqual(together);
          expect(joinSaid(kept, all)).toBe(kept);
          expect(kept.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });
});

describe("the reason that a message of several orders speaks to", () => {
  const reason = (over: Partial<Reason>): Reason => ({
    code: "price",
    confidence: 0.9,
    source: "reply",
    at: NOON,
    ...over,
  });
  const unknown = reasonOf(NOTHING_HEARD);

  test.each([
    ["none known", [unknown, unknown], "unknown"],
    ["a known one before unknown", [unknown, reason({})], "price"],
    ["the later", [reason({}), reason({ code: "gifts", at: at(1) })], "gifts"],
    ["the clearer, though earlier", [reason({}), reason({ code: "gifts", confidence: 0.7, at: at(1) })], "price"],
    ["staff's before all", [reason({ code: "gifts", at: at(9) }), reason({ source: "staff", confidence: 1 })], "price"],
    ["a hint is not spoken to", [reason({ confidence: 0.4 })], "unknown"],
    ["nor what staff said is unknown", [reason({ code: "unknown", source: "staff", confidence: 1 })], "unknown"],
  ] as const)("%s", (_, reasons, code) => {
    expect(reasonToSpeakTo(reasons)).toBe(code);
    expect(reasonToSpeakTo([...reasons].reverse())).toBe(code);
  });
});
