import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, instant, plus } from "#src/domain/instant.ts";
import { isSilent, SILENCE_COUNTED, SILENCE_DAYS } from "#src/domain/silence.ts";

const LAST = instant(Date.parse("2026-03-10T02:00:00Z"));
const BUSY = Array.from({ length: SILENCE_DAYS }, () => SILENCE_COUNTED);
const after = (hours: number) => plus(LAST, hours * HOUR);

describe("a shop is silent", () => {
  test.each([
    ["where it was busy at these hours every day", BUSY, 1, true],
    ["though it is shut on two days", [20, 20, 0, 0, 20, 20, 20], 2, true],
    ["not before an hour has gone by", BUSY, 0.9, false],
    ["not at night, when nothing ever comes", [0, 0, 0, 0, 0, 0, 0], 8, false],
    ["not on a day on which nothing came a week ago", [20, 20, 20, 20, 20, 20, 0], 3, false],
    ["not where it is shut on three days", [0, 0, 0, 20, 20, 20, 20], 3, false],
    ["not where little ever comes", [5, 5, 5, 5, 5, 5, 5], 3, false],
    ["not in its first week", [20, 20, 20, 20, 20], 3, false],
    ["not once it has closed for good", BUSY, 15 * 24, false],
  ])("%s", (_, before, hours, expected) => {
    expect(isSilent({ lastEventAt: LAST, before }, after(hours))).toBe(expected);
  });

  test("the more it told before, the sooner: more events never make it less silent", () => {
    const counts = fc.array(fc.nat(SILENCE_COUNTED), { minLength: SILENCE_DAYS, maxLength: SILENCE_DAYS });
    fc.assert(
      fc.property(counts, counts, fc.integer({ min: 0, max: 20 * DAY }), (one, more, length) => {
        const now = plus(LAST, length);
        const sum = one.map((events, at) => Math.min(SILENCE_COUNTED, events + (more[at] ?? 0)));
        if (isSilent({ lastEventAt: LAST, before: one }, now)) {
          expect(isSilent({ lastEventAt: LAST, before: sum }, now)).toBe(true);
        }
      }),
    );
  });
});
