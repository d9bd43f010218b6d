import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORDER_STATUSES } from "#src/domain/event.ts";
import { HOUR, instant, plus } from "#src/domain/instant.ts";
import { maySend, type PermitFacts } from "#src/domain/permit.ts";

const NOW = instant(1_773_110_000_000);

const FACTS: PermitFacts = {
  now: NOW,
  channel: "sms",
  dueAt: plus(NOW, -HOUR),
  notAfter: plus(NOW, HOUR),
  joining: false,
  order: { status: "unpaid", closesAt: null, stopped: false, heldOut: false, notBefore: plus(NOW, -2 * HOUR) },
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
};

const order = (over: Partial<PermitFacts["order"]>): Partial<PermitFacts> => ({ order: { ...FACTS.order, ...over } });
const until = (at: number) => ({ kind: "wait", until: instant(at) });
const end = (state: string, reason: string) => ({ kind: "end", state, reason });

describe("maySend", () => {
  it.each<[string, Partial<PermitFacts>, object]>([
    ["nothing speaks against it", {}, { kind: "send" }],
    ["paid", order({ status: "paid" }), end("cancelled", "paid")],
    ["cancelled", order({ status: "cancelled" }), end("cancelled", "cancelled")],
    ["closed by the shop", order({ status: "closed" }), end("cancelled", "closed")],
    ["closed by itself at this moment", order({ closesAt: NOW }), end("expired", "closed")],
    ["closes a moment later", order({ closesAt: plus(NOW, 1) }), { kind: "send" }],
    ["part of it paid", order({ status: "partially_paid" }), end("skipped", "filtered")],
    ["stopped", order({ stopped: true }), end("cancelled", "stopped")],
    ["said no", { suppressed: true }, end("skipped", "suppressed")],
    ["answered elsewhere", { answer: "replied" }, end("cancelled", "replied")],
    ["held out", order({ heldOut: true }), end("skipped", "held_out")],
    ["no address", { hasAddress: false }, end("skipped", "no_address")],
    ["no consent", { consent: "missing" }, end("skipped", "no_consent")],
    ["paid another since", { paidOther: true }, end("skipped", "paid_other")],
    [
      "paid another since, the shop reminds all the same",
      { paidOther: true, paidOtherRule: "remind" },
      { kind: "send" },
    ],
    ["too late to the moment", { notAfter: NOW }, end("expired", "too_late")],
    ["paused", { paused: true }, { kind: "wait", until: null }],
    ["paused until it was too late", { paused: true, notAfter: NOW }, end("expired", "paused")],
    ["not due, as on a worker whose clock is ahead", { dueAt: plus(NOW, 1) }, until(NOW + 1)],
    ["not due but joining", { dueAt: plus(NOW, 1), joining: true }, { kind: "send" }],
    ["joining before its own delay", { joining: true, ...order({ notBefore: plus(NOW, 5) }) }, until(NOW + 5)],
    ["in shadow", { live: false }, end("skipped", "shadow")],
    ["hours closed, open again in time", { hours: { open: false, next: plus(NOW, 60) } }, until(NOW + 60)],
    [
      "hours closed until it is too late",
      { hours: { open: false, next: plus(NOW, HOUR) } },
      end("expired", "too_late"),
    ],
    ["hours that never open", { hours: { open: false, next: null } }, end("expired", "too_late")],
    ["cap reached", { personCap: { used: 3, limit: 3 } }, end("skipped", "cap")],
  ])("%s", (_, over, verdict) => {
    expect(maySend({ ...FACTS, ...over })).toEqual(verdict);
  });

  it("sends in no state of the world where the order is not plainly unpaid, or the buyer said no", () => {
    const facts: fc.Arbitrary<PermitFacts> = fc.record({
      now: fc.constant(NOW),
      channel: fc.constantFrom("call", "im", "sms", "email"),
      dueAt: fc.integer({ min: -5, max: 5 }).map((by) => plus(NOW, by)),
      notAfter: fc.integer({ min: -5, max: 5 }).map((by) => plus(NOW, by)),
      joining: fc.boolean(),
      order: fc.record({
        status: fc.constantFrom(...ORDER_STATUSES),
        closesAt: fc.option(fc.integer({ min: -2, max: 2 }).map((by) => plus(NOW, by))),
        stopped: fc.boolean(),
        heldOut: fc.boolean(),
        notBefore: fc.integer({ min: -2, max: 2 }).map((by) => plus(NOW, by)),
      }),
      answer: fc.constantFrom(null, "replied", "answered"),
      paidOther: fc.boolean(),
      paidOtherRule: fc.constantFrom("skip", "remind"),
      suppressed: fc.boolean(),
      consent: fc.constantFrom("given", "not_required", "missing"),
      hasAddress: fc.boolean(),
      hours: fc.record({ open: fc.boolean(), next: fc.constant(null) }),
      personCap: fc.record({ used: fc.nat(4), limit: fc.nat(4) }),
      paused: fc.boolean(),
      live: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (facts) => {
        if (maySend(facts).kind !== "send") return;
        expect(facts.order.status).toBe("unpaid");
        expect(facts.order.closesAt ?? plus(NOW, 1)).toBeGreaterThan(NOW);
        expect(facts).toMatchObject({ suppressed: false, answer: null, hasAddress: true, paused: false, live: true });
        expect(facts.order).toMatchObject({ stopped: false, heldOut: false });
        expect(facts.consent).not.toBe("missing");
        expect(facts.hours.open).toBe(true);
        expect(facts.now).toBeLessThan(facts.notAfter);
        expect(facts.now).toBeGreaterThanOrEqual(facts.joining ? facts.order.notBefore : facts.dueAt);
        expect(facts.personCap.used).toBeLessThan(facts.personCap.limit);
        expect(facts.paidOther && facts.paidOtherRule === "skip").toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });
});
