import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callEnding, callMark, isCallMark, pressedKey } from "#src/domain/aliyun-call.ts";
import type { ContactId } from "#src/domain/brand.ts";

describe("the mark of a call", () => {
  const ids = fc.uuid().map((id) => id as ContactId);

  it("is 15 characters, known by whoever has the secret, and by nobody else", () => {
    fc.assert(
      fc.property(ids, fc.string({ minLength: 8 }), fc.string({ minLength: 8 }), (id, secret, other) => {
        fc.pre(secret !== other);
        const mark = callMark(secret, id);
        expect(mark).toMatch(/^[\w-]{15}$/);
        expect(isCallMark(secret, mark)).toBe(true);
        expect(isCallMark(other, mark)).toBe(false);
      }),
    );
  });

  it("changed in any place it is none", () => {
    fc.assert(
      fc.property(ids, fc.nat({ max: 14 }), fc.constantFrom(..."aB3-_"), (id, at, letter) => {
        const mark = callMark("the account's secret", id);
        fc.pre(mark.charAt(at) !== letter);
        expect(isCallMark("the account's secret", mark.slice(0, at) + letter + mark.slice(at + 1))).toBe(false);
      }),
    );
    for (const none of ["", "123456789012345", "王芳王芳王芳王芳王芳王芳王芳王"])
      expect(isCallMark("s", none)).toBe(false);
  });
});

it("a call's ending is known by its number", () => {
  const told = (status: string) => {
    const ending = callEnding(status);
    return ending && `${ending.state} ${ending.code ?? ""}`.trim();
  };
  expect(["200000", "200001", "200008", "200002", "200003", "200004", "200005", "200010", "200119"].map(told)).toEqual([
    "answered",
    "answered",
    "answered",
    "busy",
    "no_answer",
    "failed bad_number",
    "failed unreachable",
    "failed unreachable",
    "failed recipient_limit",
  ]);
  expect(["300000", "200103", "", "9"].map(told)).toEqual([null, null, null, null]);
});

it("9 counts wherever it was pressed", () => {
  expect(["", "#", "1", "12", "19", "9#", "2*"].map(pressedKey)).toEqual([null, null, "1", "1", "9", "9", "2"]);
});
