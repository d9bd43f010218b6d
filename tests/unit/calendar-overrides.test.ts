import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCalendars } from "#src/calendars.ts";
import { calendarOf } from "#src/domain/calendar.ts";
import { overlaidCalendars, readOverrides } from "#src/domain/calendar-overrides.ts";
import { calendarWarnings } from "#src/domain/calendar-warnings.ts";
import { instant } from "#src/domain/instant.ts";
import { policyOf } from "#tests/support/simulation.ts";

const last = Number(calendarOf("CN", "CN").knownUntil?.slice(0, 4));
const next = last + 1;

function source(document: unknown) {
  const read = readOverrides(document);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return overlaidCalendars(read.overrides);
}

describe("what is laid over a calendar", () => {
  const calendars = source({
    CN: {
      [last]: { holidays: [`${last}-11-11`], workdays: [`${last}-10-01`] },
      [next]: { holidays: [`${next}-01-01 to ${next}-01-03`], workdays: [`${next}-02-14`], complete: true },
    },
    AQ: { 2026: { holidays: ["2026-06-21"], complete: true } },
  });

  it("adds days, takes days away, and leaves the rest", () => {
    const calendar = calendars("auto", "CN");
    expect([`${last}-11-11`, `${last}-10-01`, `${last}-10-02`, `${last}-11-23`].map(calendar.isHoliday)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("makes a year known that nothing else knows, every day of it", () => {
    const calendar = calendars("CN", "US");
    expect([`${next}-01-02`, `${next}-02-14`, `${next}-07-01`, `${next + 1}-07-01`].map(calendar.isHoliday)).toEqual([
      true,
      false,
      false,
      "unknown",
    ]);
    expect(calendar.knownUntil).toBe(`${next}-12-31`);
  });

  it("makes a country known", () => {
    const calendar = calendars("AQ", "CN");
    expect(["2026-06-21", "2026-06-22", "2027-06-21"].map(calendar.isHoliday)).toEqual([true, false, "unknown"]);
    expect(calendar.knownUntil).toBe("2026-12-31");
  });

  it("leaves other countries, and calendars by rule, without an end", () => {
    expect(calendars("US", "CN")).toBe(calendarOf("US", "CN"));
    expect(source({ US: { 2027: { holidays: ["2027-11-26"], complete: true } } })("US", "CN").knownUntil).toBeNull();
  });
});

describe("a file that says what it can't", () => {
  it.each([
    [{ XX: {} }, "/XX"],
    [{ CN: { soon: {} } }, "/CN/soon"],
    [{ CN: { 2027: { holidays: ["2027-02-30"] } } }, "/CN/2027/holidays/0"],
    [{ CN: { 2027: { holidays: ["2027-02-06 to 2027-02-01"] } } }, "/CN/2027/holidays/0"],
    [{ CN: { 2027: { holiday: [] } } }, "/CN/2027/holiday"],
    [[], ""],
  ])("%j is refused at %s", (document, pointer) => {
    const read = readOverrides(document);
    expect(read.ok ? [] : read.errors.map((error) => error.pointer)).toEqual([pointer]);
  });
});

describe("the file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "calendars-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const written = (text: string) => {
    const file = join(folder, "calendars.yaml");
    writeFileSync(file, text);
    return file;
  };

  it("that comes with cuifu, and none, change nothing", () => {
    expect(loadCalendars()("CN", "CN")).toBe(calendarOf("CN", "CN"));
    expect(loadCalendars(join(folder, "absent.yaml"))).toBe(calendarOf);
  });

  it("is read when the service starts, and a mistake in it stops the start", () => {
    const calendars = loadCalendars(written(`CN:\n  ${next}: { holidays: ["${next}-01-01"] }\n`));
    expect(calendars("CN", "CN").isHoliday(`${next}-01-01`)).toBe(true);
    expect(() => loadCalendars(written("CN: { 2027: { holidays: [soon] } }"))).toThrow(
      /calendars\.yaml: \/CN\/2027\/holidays\/0 expected/,
    );
    expect(() => loadCalendars(written("CN: {}\nCN: {}"))).toThrow(/doubled keys/);
  });
});

describe("a warning", () => {
  const now = instant(Date.parse("2026-03-10T00:00:00Z"));
  const codes = (document: object, at = now) =>
    calendarWarnings(policyOf(document), "CN", at, calendarOf).map(({ code, pointer }) => `${pointer} ${code}`);

  it("is given only where holidays are avoided", () => {
    expect(codes({ calendar: "AQ" })).toEqual([]);
    expect(codes({ calendar: "AQ", avoid: ["holidays"] })).toEqual(["/calendar calendar_unknown"]);
    expect(codes({ calendar: "US", avoid: ["holidays"] })).toEqual([]);
    expect(codes({ calendar: "none", avoid: ["holidays"] })).toEqual([]);
  });

  it("comes before a calendar ends", () => {
    const at = (date: string) => codes({ avoid: ["holidays"] }, instant(Date.parse(`${date}T00:00:00Z`)));
    expect(at(`${last}-08-01`)).toEqual([]);
    expect(at(`${last}-11-01`)).toEqual(["/calendar calendar_ends"]);
    expect(at(`${next}-01-01`)).toEqual(["/calendar calendar_ends"]);
  });
});
