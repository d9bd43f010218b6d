import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endWords, menuWords } from "#src/domain/call-words.ts";
import { advanceContact, type ContactState } from "#src/domain/states.ts";
import { callState, isMachine, messageState, twilioWord } from "#src/domain/twilio.ts";

const MESSAGE_STATUSES = ["accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read"];
const CALL_STATUSES = ["queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer"];

/** The state after being told these, one after another. */
const told = (from: ContactState, states: readonly (ContactState | null)[]): ContactState =>
  states.reduce<ContactState>((state, next) => (next === null ? state : (advanceContact(state, next) ?? state)), from);

describe("what Twilio tells of a contact", () => {
  const start = fc.constantFrom<ContactState>("claimed", "unknown", "not_sent", "accepted");

  it("ends in the same state in whatever order and however often it is told", () => {
    fc.assert(
      fc.property(
        start,
        fc.array(fc.constantFrom(...MESSAGE_STATUSES), { minLength: 1, maxLength: 8 }).chain((statuses) =>
          fc.tuple(
            fc.constant(statuses),
            fc.shuffledSubarray([...statuses, ...statuses], {
              minLength: statuses.length * 2,
              maxLength: statuses.length * 2,
            }),
          ),
        ),
        (from, [statuses, again]) => {
          expect(told(from, again.map(messageState))).toBe(told(from, statuses.map(messageState)));
        },
      ),
    );
  });

  it("never leaves a contact that Twilio knows of free to be sent again", () => {
    fc.assert(
      fc.property(start, fc.constantFrom(...MESSAGE_STATUSES, ...CALL_STATUSES), (from, status) => {
        const state = told(from, [messageState(status) ?? callState(status, null)]);
        expect(["claimed", "not_sent", "unknown"]).not.toContain(state);
      }),
    );
  });

  it("says nothing where the word is not known", () => {
    for (const word of ["", "teleported", "Delivered", "__proto__", "constructor"]) {
      expect([messageState(word), callState(word, "human")]).toEqual([null, null]);
    }
  });

  it.each([
    ["human", "answered"],
    ["unknown", "answered"],
    [null, "answered"],
    ["machine_start", "no_answer"],
    ["machine_end_beep", "no_answer"],
    ["fax", "no_answer"],
  ])("a call answered by %s is %s when it is over, and not before", (by, state) => {
    expect(callState("in-progress", by)).toBe("accepted");
    expect(callState("completed", by)).toBe(state);
    expect(isMachine(by)).toBe(state === "no_answer");
  });

  it("has a word for each code", () => {
    expect([21610, 21614, 30007, 12345].map(twilioWord)).toEqual(["opted_out", "landline", "filtered", "twilio_12345"]);
    expect(twilioWord(Number.NaN)).toBe("twilio_NaN");
  });
});

describe("what a machine says on the telephone", () => {
  it("is Chinese where the locale is, English elsewhere", () => {
    expect([menuWords("zh-TW", true), menuWords("fr", true)]).toEqual([
      expect.stringContaining("请按1"),
      expect.stringContaining("press 1"),
    ]);
    expect([endWords("paid", "zh"), endWords("paid", "zhuang")]).toEqual([
      expect.stringContaining("已经付款"),
      expect.stringContaining("paid already"),
    ]);
  });

  it("offers the link only where it can be sent, and to be left alone always", () => {
    for (const locale of ["zh-CN", "en"]) {
      expect(menuWords(locale, false)).not.toMatch(/按1|press 1/);
      for (const offersLink of [true, false]) expect(menuWords(locale, offersLink)).toMatch(/按9|press 9/);
    }
  });
});
