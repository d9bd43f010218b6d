import { describe, expect, it } from "vitest";
import { instant, MINUTE, toIso } from "#src/domain/instant.ts";
import { dayName, localTime, momentOf, weekdayOf } from "#src/domain/local-time.ts";
import { ORACLE_ZONES } from "#tests/oracle/random-cases.ts";
import { addDays, changesOf, firstShowing, read } from "#tests/oracle/wall-clock.ts";

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe("momentOf", () => {
  it.each(ORACLE_ZONES)(
    "is the first moment that shows the time or later, around every change of clocks of %s",
    (zone) => {
      const wrong: string[] = [];
      for (const change of changesOf(zone, 2026)) {
        for (const date of [-1, 0, 1, 2].map((days) => addDays(dayName(change / 86_400_000), days))) {
          for (let minute = 0; minute < 1440; minute += 15) {
            if (momentOf(zone, dayOf(date), minute * MINUTE) !== firstShowing(zone, date, minute))
              wrong.push(`${date} ${minute}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    [
      "a time left out becomes the moment of the change",
      "America/New_York",
      "2026-03-08",
      2.5,
      "2026-03-08T07:00:00.000Z",
    ],
    [
      "a time that comes twice is the first of the two",
      "America/New_York",
      "2026-11-01",
      1.5,
      "2026-11-01T05:30:00.000Z",
    ],
    ["a midnight left out", "America/Santiago", "2026-09-06", 0, "2026-09-06T04:00:00.000Z"],
    ["a change by half an hour", "Australia/Lord_Howe", "2026-10-04", 2.25, "2026-10-03T15:30:00.000Z"],
  ])("%s", (_, zone, date, hours, expected) => {
    expect(toIso(momentOf(zone, dayOf(date), hours * 60 * MINUTE))).toBe(expected);
  });
});

describe("localTime", () => {
  it.each(ORACLE_ZONES)("reads the clock of %s on the days of its changes", (zone) => {
    const wrong: string[] = [];
    for (const change of changesOf(zone, 2026)) {
      for (let at = change - 120 * MINUTE; at < change + 1560 * MINUTE; at += 5 * MINUTE) {
        const { day, time } = localTime(zone, instant(at));
        const { date, minute } = read(zone, at);
        if (dayName(day) !== date || time !== minute * MINUTE) wrong.push(new Date(at).toISOString());
      }
    }
    expect(wrong).toEqual([]);
  });
});

it("weekdays are ISO's", () => {
  expect([weekdayOf(dayOf("1969-12-29")), weekdayOf(dayOf("1970-01-01")), weekdayOf(dayOf("2026-11-22"))]).toEqual([
    1, 4, 7,
  ]);
});
