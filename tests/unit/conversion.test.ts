import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { CHANNELS } from "#src/domain/channel.ts";
import { type AttributableContact, attribute, wasReminded } from "#src/domain/conversion.ts";
import { HOUR, instant } from "#src/domain/instant.ts";
import { minor } from "#src/domain/money.ts";
import { CONTACT_STATES } from "#src/domain/states.ts";

const WINDOWS = { call: 24 * HOUR, im: 72 * HOUR, sms: 72 * HOUR, email: 120 * HOUR };
const PAID = instant(1_000 * HOUR);
const ORDER = { paidAt: PAID, amount: minor(10_000), refunded: minor(0) };
const contact = (hoursBefore: number, over: Partial<AttributableContact> = {}): AttributableContact => ({
  id: `c-${hoursBefore}` as ContactId,
  channel: "sms",
  provider: "http",
  state: "accepted",
  sentAt: instant(PAID - hoursBefore * HOUR),
  clickedAt: null,
  agent: null,
  ...over,
});

describe("attribute", () => {
  it("credits the last contact before the payment", () => {
    expect(attribute(ORDER, [contact(30), contact(2), contact(10)], WINDOWS)).toMatchObject({
      recovered: true,
      contactId: "c-2",
    });
  });

  it("credits the last one a human clicked before one that was only sent", () => {
    const clicked = contact(30, { clickedAt: instant(PAID - HOUR) });
    expect(attribute(ORDER, [clicked, contact(2)], WINDOWS).contactId).toBe("c-30");
    const late = contact(30, { clickedAt: instant(PAID + 1) });
    expect(attribute(ORDER, [late, contact(2)], WINDOWS).contactId).toBe("c-2");
  });

  it("ends each channel's window to the millisecond", () => {
    expect(attribute(ORDER, [contact(72)], WINDOWS).recovered).toBe(true);
    expect(attribute({ ...ORDER, paidAt: instant(PAID + 1) }, [contact(72)], WINDOWS).recovered).toBe(false);
    expect(attribute(ORDER, [contact(24, { channel: "call" })], WINDOWS).recovered).toBe(true);
    expect(attribute(ORDER, [contact(25, { channel: "call" })], WINDOWS).recovered).toBe(false);
    expect(attribute(ORDER, [contact(0)], WINDOWS).recovered).toBe(false);
  });

  it("takes a coupon off that the amount does not show, and tells what it cost", () => {
    const coupon = { cost: minor(2_000), off: minor(500) };
    const verdict = attribute({ ...ORDER, refunded: minor(2_500), coupon }, [contact(1)], WINDOWS);
    expect(verdict).toMatchObject({ amount: 10_000, netAmount: 7_000, couponCost: 2_000 });
    expect(attribute({ ...ORDER, refunded: minor(9_800), coupon }, [], WINDOWS).netAmount).toBe(0);
  });

  it("takes refunds off, and never below nothing", () => {
    expect(attribute({ ...ORDER, refunded: minor(2_500) }, [contact(1)], WINDOWS).netAmount).toBe(7_500);
    expect(attribute({ ...ORDER, refunded: minor(20_000) }, [contact(1)], WINDOWS).netAmount).toBe(0);
  });

  it("counts a call by people once it was made", () => {
    expect(wasReminded(contact(1, { channel: "call", provider: "agent" }))).toBe(false);
    expect(wasReminded(contact(1, { channel: "call", provider: "agent", state: "no_answer" }))).toBe(true);
  });

  it("is the same whatever order the contacts come in, and never credits one that reached nobody", () => {
    const contacts = fc.array(
      fc.record({
        id: fc.uuid().map((id) => id as ContactId),
        channel: fc.constantFrom(...CHANNELS),
        provider: fc.constantFrom("http", "agent"),
        state: fc.constantFrom(...CONTACT_STATES),
        sentAt: fc.option(fc.integer({ min: -100, max: 10 }).map((by) => instant(PAID + by * HOUR))),
        clickedAt: fc.option(fc.integer({ min: -100, max: 10 }).map((by) => instant(PAID + by * HOUR))),
        agent: fc.constant(null),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(contacts, fc.nat(), (list, seed) => {
        const verdict = attribute(ORDER, list, WINDOWS);
        const turned = [
          ...list.slice(seed % (list.length || 1)),
          ...list.slice(0, seed % (list.length || 1)),
        ].reverse();
        expect(attribute(ORDER, turned, WINDOWS)).toEqual(verdict);
        const credited = list.find(({ id }) => id === verdict.contactId);
        expect(verdict.recovered).toBe(credited !== undefined);
        if (credited) expect(wasReminded(credited)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
