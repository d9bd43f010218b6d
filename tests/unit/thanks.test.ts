import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contactHours, isOpen } from "#src/domain/contact-hours.ts";
import { DAY, HOUR, instant, MINUTE } from "#src/domain/instant.ts";
import { maySend } from "#src/domain/permit.ts";
import { mayThank, planThanks, type ThanksFacts } from "#src/domain/thanks.ts";

const NOON = instant(Date.parse("2026-03-10T04:00:00Z"));
const hours = contactHours(
  { start: 9 * 60, end: 20 * 60 } as Parameters<typeof contactHours>[0],
  { rule: "Asia/Shanghai", candidates: ["Asia/Shanghai"] },
  { country: "CN", region: null },
);
const plan = (now: number, paidAt = now, key = "a/1") =>
  planThanks({ now: instant(now), paidAt: instant(paidAt), key, hours, isAvoided: () => false });

describe("when thanks go out", () => {
  it("ten minutes after the payment was heard of, by day", () => {
    expect(plan(NOON)?.dueAt).toBe(NOON + 10 * MINUTE);
    expect(plan(NOON, NOON - HOUR)?.dueAt).toBe(NOON + 10 * MINUTE);
  });

  it("spread over the first hour of the next opening, at night", () => {
    const night = Date.parse("2026-03-10T15:00:00Z");
    const opening = Date.parse("2026-03-11T01:00:00Z");
    const times = Array.from({ length: 200 }, (_, n) => (plan(night, night, `a/${n}`)?.dueAt ?? 0) - opening);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...times)).toBeLessThan(HOUR);
    expect(new Set(times).size).toBeGreaterThan(190);
  });

  it("not at all a day after the payment", () => {
    expect(plan(NOON, NOON - DAY)).toBeNull();
  });

  it("always within contact hours, after now and before they are over", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * DAY }), fc.integer({ min: 0, max: 2 * DAY }), (later, ago) => {
        const now = NOON + later;
        const found = plan(now, now - ago);
        if (found === null) return;
        expect(found.dueAt).toBeGreaterThan(now);
        expect(found.dueAt).toBeLessThan(found.notAfter);
        expect(found.notAfter).toBeLessThanOrEqual(now - ago + DAY);
        expect(isOpen(hours, found.dueAt)).toBe(true);
      }),
    );
  });
});

const FINE: ThanksFacts = {
  now: NOON,
  channel: "sms",
  dueAt: NOON,
  notAfter: instant(NOON + HOUR),
  joining: false,
  order: { status: "paid", closesAt: null, stopped: false, heldOut: false, notBefore: NOON },
  answer: null,
  paidOther: false,
  paidOtherRule: "skip",
  suppressed: false,
  consent: "not_required",
  hasAddress: true,
  hours: { open: true, next: null },
  personCap: { used: 0, limit: 3 },
  paused: false,
  live: true,
  refunded: false,
  wanted: true,
  thanked: false,
};

const facts: fc.Arbitrary<ThanksFacts> = fc.record({
  now: fc.constantFrom(NOON, instant(NOON - 1), instant(NOON + HOUR)),
  channel: fc.constantFrom("im", "sms", "email"),
  dueAt: fc.constant(FINE.dueAt),
  notAfter: fc.constant(FINE.notAfter),
  joining: fc.boolean(),
  order: fc.record({
    status: fc.constantFrom("unpaid", "partially_paid", "closed", "cancelled", "paid"),
    closesAt: fc.constantFrom(null, NOON),
    stopped: fc.boolean(),
    heldOut: fc.boolean(),
    notBefore: fc.constant(NOON),
  }),
  answer: fc.constantFrom(null, "replied", "answered"),
  paidOther: fc.boolean(),
  paidOtherRule: fc.constantFrom("skip", "remind"),
  suppressed: fc.boolean(),
  consent: fc.constantFrom("given", "not_required", "missing"),
  hasAddress: fc.boolean(),
  hours: fc.constantFrom({ open: true, next: null }, { open: false, next: null }),
  personCap: fc.constantFrom({ used: 0, limit: 3 }, { used: 3, limit: 3 }),
  paused: fc.boolean(),
  live: fc.boolean(),
  refunded: fc.boolean(),
  wanted: fc.boolean(),
  thanked: fc.boolean(),
});

describe("the permit of thanks", () => {
  it("is given for a paid order, whatever was answered or paid beside it", () => {
    expect(mayThank(FINE)).toEqual({ kind: "send" });
    expect(mayThank({ ...FINE, answer: "replied", paidOther: true })).toEqual({ kind: "send" });
  });

  it("is given where all of it holds and nowhere else", () => {
    fc.assert(
      fc.property(facts, (one) => {
        const { order } = one;
        const isFine =
          order.status === "paid" &&
          !order.stopped &&
          !order.heldOut &&
          !one.refunded &&
          !one.suppressed &&
          one.wanted &&
          !one.thanked &&
          one.hasAddress &&
          one.consent !== "missing" &&
          !one.paused &&
          one.live &&
          one.hours.open &&
          one.personCap.used < one.personCap.limit &&
          one.now < one.notAfter &&
          (one.joining || one.now >= one.dueAt);
        expect(mayThank(one).kind === "send").toBe(isFine);
      }),
      { numRuns: 3_000 },
    );
  });

  it("is never given where a reminder's is", () => {
    fc.assert(fc.property(facts, (one) => !(mayThank(one).kind === "send" && maySend(one).kind === "send")));
  });
});
