import { describe, expect, it } from "vitest";
import { contactHours, isOpen, nextOpening, openingsOn } from "#src/domain/contact-hours.ts";
import { instant, toIso } from "#src/domain/instant.ts";
import { legalHours, legalRegion } from "#src/domain/legal-hours.ts";

const at = (iso: string) => instant(Date.parse(iso));
const span = (start: number, end: number) => ({ start: start * 60, end: end * 60 });
const nowhere = { country: null, region: null };
const only = (zone: string) => ({ rule: zone, candidates: [zone] });
const dayOf = (date: string) => Date.parse(date) / 86_400_000;
const shanghai = contactHours(span(9, 20), only("Asia/Shanghai"), nowhere);
const never = () => false;

describe("contact hours", () => {
  it.each([
    ["2026-11-21T00:59:59.999Z", false],
    ["2026-11-21T01:00:00.000Z", true],
    ["2026-11-21T11:59:59.999Z", true],
    ["2026-11-21T12:00:00.000Z", false],
  ])("at %s they are open: %s", (time, open) => {
    expect(isOpen(shanghai, at(time))).toBe(open);
  });

  it("hold in all candidate zones", () => {
    const coasts = { rule: "America/New_York", candidates: ["America/Los_Angeles", "America/New_York"] };
    const [open] = openingsOn(contactHours(span(9, 20), coasts, nowhere), dayOf("2026-11-21"));
    expect([open && toIso(open.start), open && toIso(open.end)]).toEqual([
      "2026-11-21T17:00:00.000Z",
      "2026-11-22T01:00:00.000Z",
    ]);
  });

  it("may come in two parts, or never", () => {
    const opposite = { rule: "Pacific/Auckland", candidates: ["Pacific/Auckland", "Atlantic/Reykjavik"] };
    const day = dayOf("2026-06-15");
    expect(openingsOn(contactHours(span(8, 21), opposite, nowhere), day)).toHaveLength(2);
    expect(openingsOn(contactHours(span(10, 20), opposite, nowhere), day)).toHaveLength(0);
  });

  it("keep to the local clock when the clocks change", () => {
    const newYork = contactHours(span(9, 20), only("America/New_York"), nowhere);
    const starts = ["2026-03-07", "2026-03-08"].map((date) => openingsOn(newYork, dayOf(date))[0]?.start);
    expect(starts).toEqual([at("2026-03-07T14:00:00Z"), at("2026-03-08T13:00:00Z")]);
  });
});

describe("the next opening", () => {
  it("is now where it is open", () => {
    const now = at("2026-11-21T03:00:00Z");
    expect(nextOpening(shanghai, now, at("2026-11-25T00:00:00Z"), never)).toEqual({
      start: now,
      end: at("2026-11-21T12:00:00Z"),
    });
  });

  it("is the next morning's after hours", () => {
    const next = nextOpening(shanghai, at("2026-11-21T12:00:00Z"), at("2026-11-25T00:00:00Z"), never);
    expect(next?.start).toBe(at("2026-11-22T01:00:00Z"));
  });

  it("passes over days to avoid", () => {
    const sunday = dayOf("2026-11-22");
    const next = nextOpening(shanghai, at("2026-11-21T12:00:00Z"), at("2026-11-25T00:00:00Z"), (day) => day === sunday);
    expect(next?.start).toBe(at("2026-11-23T01:00:00Z"));
  });

  it("is none where it would begin at the limit", () => {
    expect(nextOpening(shanghai, at("2026-11-21T12:00:00Z"), at("2026-11-22T01:00:00Z"), never)).toBeNull();
  });
});

describe("the law", () => {
  it.each([
    ["US", null, 8, 21],
    ["US", "US-FL", 8, 20],
    ["IN", null, 10, 21],
    ["CN", null, 9, 20],
    ["FR", null, 8, 21],
    [null, null, 8, 21],
  ])("of %s, %s: %s to %s", (country, region, start, end) => {
    expect(legalHours(country, region)).toEqual(span(start, end));
  });

  it("only narrows what the policy says", () => {
    const hours = (start: number, end: number) =>
      contactHours(span(start, end), only("Asia/Calcutta"), { country: "IN", region: null }).span;
    expect([hours(9, 20), hours(11, 18), hours(8, 10)]).toEqual([span(10, 20), span(11, 18), null]);
  });

  it("has never open what it leaves empty", () => {
    const hours = contactHours(span(8, 10), only("Asia/Calcutta"), { country: "IN", region: null });
    expect(isOpen(hours, at("2026-11-21T04:00:00Z"))).toBe(false);
  });

  it("knows Florida by its area codes", () => {
    expect([
      legalRegion("+13055551234"),
      legalRegion("+12125551234"),
      legalRegion("+3055551234"),
      legalRegion(null),
    ]).toEqual(["US-FL", null, null, null]);
  });
});
