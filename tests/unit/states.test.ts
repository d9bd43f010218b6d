import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  advanceContact,
  CONTACT_STATES,
  type ContactState,
  canReminderFollow,
  REMINDER_STATES,
  type ReminderState,
} from "#src/domain/states.ts";

const RANK: Partial<Record<ContactState, number>> = {
  accepted: 1,
  delivered: 2,
  read: 3,
  answered: 3,
  no_answer: 3,
  busy: 3,
  failed: 3,
  replied: 4,
};

const receipts = fc.constantFrom<ContactState[]>(
  "accepted",
  "delivered",
  "read",
  "answered",
  "no_answer",
  "busy",
  "failed",
  "replied",
);
const anyState = fc.constantFrom(...CONTACT_STATES);

const play = (from: ContactState, told: readonly ContactState[]): ContactState =>
  told.reduce((state, to) => advanceContact(state, to) ?? state, from);

describe("advanceContact", () => {
  it.each<[ContactState, ContactState]>([
    ["claimed", "accepted"],
    ["claimed", "rejected"],
    ["claimed", "not_sent"],
    ["claimed", "unknown"],
    ["claimed", "delivered"],
    ["unknown", "accepted"],
    ["unknown", "replied"],
    ["not_sent", "claimed"],
    ["accepted", "cancelled"],
    ["accepted", "failed"],
    ["delivered", "failed"],
    ["read", "replied"],
  ])("lets %s become %s", (from, to) => expect(advanceContact(from, to)).toBe(to));

  it.each<[ContactState, ContactState]>([
    ["unknown", "claimed"],
    ["unknown", "not_sent"],
    ["accepted", "claimed"],
    ["accepted", "unknown"],
    ["delivered", "accepted"],
    ["delivered", "cancelled"],
    ["read", "delivered"],
    ["replied", "failed"],
    ["rejected", "delivered"],
    ["cancelled", "answered"],
    ["cancelled", "claimed"],
  ])("never lets %s become %s", (from, to) => expect(advanceContact(from, to)).toBeNull());

  it("never goes back in rank, whatever is told", () => {
    fc.assert(
      fc.property(anyState, anyState, (from, to) => {
        const next = advanceContact(from, to);
        const [before, after] = [RANK[from], next === null ? undefined : RANK[next]];
        if (before !== undefined && after !== undefined) expect(after).toBeGreaterThanOrEqual(before);
        if (next !== null) expect(next).not.toBe(from);
      }),
    );
  });

  it("ends in the same state in whatever order and number receipts come", () => {
    const shuffled = fc
      .array(receipts, { minLength: 1, maxLength: 8 })
      .chain((told) =>
        fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 })),
      );
    fc.assert(
      fc.property(shuffled, fc.constantFrom<ContactState[]>("claimed", "unknown"), ([told, again], from) => {
        const end = play(from, told);
        expect(play(from, again)).toBe(end);
        expect(RANK[end]).toBe(Math.max(...told.map((state) => RANK[state] ?? 0)));
      }),
    );
  });

  it("never leads from unknown, or from any evidence, to another claim", () => {
    const reached = new Set<ContactState>(["unknown"]);
    for (const from of reached) {
      for (const to of CONTACT_STATES) if (advanceContact(from, to) !== null) reached.add(to);
    }
    expect(reached).not.toContain("claimed");
    expect(reached).not.toContain("not_sent");
  });
});

describe("canReminderFollow", () => {
  it("walks the table of contract.md, and what was sent or came too late ends for good", () => {
    expect(canReminderFollow("planned", "queued")).toBe(true);
    expect(canReminderFollow("queued", "claimed")).toBe(true);
    expect(canReminderFollow("claimed", "planned")).toBe(true);
    expect(canReminderFollow("queued", "planned")).toBe(true);
    expect(canReminderFollow("done", "planned")).toBe(false);
    const ends: ReminderState[] = ["done", "cancelled", "skipped", "expired"];
    for (const end of ends) {
      expect(canReminderFollow("planned", end)).toBe(true);
      // Back to `planned` only where planning itself had refused or dropped it (`isMendable`).
      for (const to of ["queued", "claimed", "done", "expired"] as const)
        expect(canReminderFollow(end, to)).toBe(false);
    }
    for (const to of REMINDER_STATES) {
      expect(canReminderFollow("done", to)).toBe(false);
      expect(canReminderFollow("expired", to)).toBe(false);
    }
  });
});
