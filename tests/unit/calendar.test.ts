import { describe, expect, it } from "vitest";
import { calendarOf } from "#src/domain/calendar.ts";

describe("the Chinese calendar", () => {
  const calendar = calendarOf("auto", "CN");

  it.each([
    ["2026-10-01", true, "National Day"],
    ["2026-10-04", true, "a Sunday within the holiday"],
    ["2026-10-10", false, "a Saturday worked in exchange"],
    ["2026-11-21", false, "a plain Saturday"],
    ["2026-11-23", false, "a plain Monday"],
  ])("%s is a holiday: %s (%s)", (date, expected) => {
    expect(calendar.isHoliday(date)).toBe(expected);
  });

  it("refuses to guess past its last year, and before its first", () => {
    const next = Number(calendar.knownUntil?.slice(0, 4)) + 1;
    expect([calendar.isHoliday(`${next}-01-01`), calendar.isHoliday("2003-10-01")]).toEqual(["unknown", "unknown"]);
    expect(calendar.isHoliday(`${next - 1}-10-01`)).toBe(true);
  });
});

describe("calendars elsewhere", () => {
  it.each([
    ["US", "2026-11-26", true],
    ["US", "2026-11-27", false],
    ["GB", "2026-12-25", true],
    ["JP", "2026-01-01", true],
    ["DE", "2026-10-03", true],
    ["US", "2026-02-14", false],
  ])("%s, %s: %s", (country, date, expected) => {
    expect(calendarOf(country, "CN").isHoliday(date)).toBe(expected);
  });

  it("follow rules and have no last day", () => {
    expect(calendarOf("US", "CN").knownUntil).toBeNull();
  });

  it("take every day of a holiday of several", () => {
    const days = ["2026-03-18", "2026-03-19", "2026-03-22", "2026-03-23"];
    expect(days.map((day) => calendarOf("SA", "CN").isHoliday(day))).toEqual([false, true, true, false]);
  });

  it("know nothing of a country without one", () => {
    expect(calendarOf("AQ", "CN").isHoliday("2026-01-01")).toBe("unknown");
  });

  it("have no holidays where the policy names none", () => {
    expect(calendarOf("none", "CN").isHoliday("2026-10-01")).toBe(false);
  });
});
