import { expect, test } from "vitest";
import { isLinkCode, newLinkCode } from "#src/journey/link-code.ts";
import { createVault } from "#src/store/seal.ts";

const ctx = { vault: createVault(new Uint8Array(32).fill(7)) };
const other = { vault: createVault(new Uint8Array(32).fill(8)) };

test("codes are 16 plain characters, each another, and known by this service alone", () => {
  const codes = Array.from({ length: 1_000 }, () => newLinkCode(ctx));
  expect(new Set(codes).size).toBe(1_000);
  for (const code of codes) {
    expect(code).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(isLinkCode(ctx, code)).toBe(true);
    expect(isLinkCode(other, code)).toBe(false);
  }
});

test("a code with one letter changed is none", () => {
  const code = newLinkCode(ctx);
  for (let at = 0; at < code.length; at++) {
    const letter = code[at] === "A" ? "B" : "A";
    expect(isLinkCode(ctx, code.slice(0, at) + letter + code.slice(at + 1))).toBe(false);
  }
});

test.each(["", "x", "abcdefgh", "A".repeat(16), "A".repeat(17), "%00", "é".repeat(16), "'--"])("%j is none", (code) => {
  expect(isLinkCode(ctx, code)).toBe(false);
});
