import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSheet } from "#src/domain/call-sheet.ts";
import { isPromise } from "#src/domain/call-task.ts";
import { DAY, instant } from "#src/domain/instant.ts";

const ENGLISH = `OPEN: Hello. Is this a good moment?
(If not: when would suit you better?)
TELL: Your order A-1 is not paid yet; ¥199.00 is due.
WHAT WE HAVE HEARD: the price seems high to them.
TALK: Is it the price?
IF THEY SAY
· "I forgot": No problem.
· "It is expensive": I will ask.
CLOSE: Thank you.
IF THEY WOULD RATHER NOT BE CALLED: say sorry.
--
Order A-1, ¥199.00
Pay link https://pay.example/r/x`;

describe("a sheet", () => {
  it("is taken apart at its headings", () => {
    expect(readSheet(ENGLISH, "price")).toEqual({
      text: ENGLISH,
      opening: "Hello. Is this a good moment?\n(If not: when would suit you better?)",
      about: "Your order A-1 is not paid yet; ¥199.00 is due.",
      known: "the price seems high to them.",
      branches: [{ reason: "price", text: "Is it the price?" }],
      objections: [
        { says: "I forgot", answer: "No problem." },
        { says: "It is expensive", answer: "I will ask." },
      ],
      closing: "Thank you.",
      refusal: "say sorry.",
      orders: "Order A-1, ¥199.00\nPay link https://pay.example/r/x",
    });
  });

  it("of a shop's own that has no headings is there as a whole", () => {
    expect(readSheet("Say hello, ask whether they need help.\nNOTE: be kind", "unknown")).toMatchObject({
      text: "Say hello, ask whether they need help.\nNOTE: be kind",
      opening: null,
      branches: [],
      objections: [],
      orders: null,
    });
  });

  it("of any text is read without an error, and keeps it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...ENGLISH.split("\n")))), (lines) => {
        const text = lines.join("\n");
        expect(readSheet(text, "unknown").text).toBe(text);
      }),
    );
  });
});

it("a promise lies ahead, within a month", () => {
  const now = instant(Date.parse("2026-03-10T04:00:00Z"));
  for (const ahead of [0, DAY, 31 * DAY]) expect(isPromise(instant(now + ahead), now)).toBe(true);
  for (const ahead of [-DAY, 32 * DAY]) expect(isPromise(instant(now + ahead), now)).toBe(false);
});
