import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainMarks, smsLength } from "#src/domain/sms-length.ts";

describe("the counts that gateways publish", () => {
  test.each([
    ["", "GSM-7", 0, 0],
    ["a".repeat(160), "GSM-7", 160, 1],
    ["a".repeat(161), "GSM-7", 161, 2],
    ["a".repeat(306), "GSM-7", 306, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    ["€".repeat(80), "GSM-7", 160, 1],
    ["€".repeat(81), "GSM-7", 162, 2],
    ["中".repeat(70), "UCS-2", 70, 1],
    ["中".repeat(71), "UCS-2", 71, 2],
    ["中".repeat(134), "UCS-2", 134, 2],
    ["中".repeat(135), "UCS-2", 135, 3],
    ["😀".repeat(35), "UCS-2", 70, 1],
    ["😀".repeat(36), "UCS-2", 72, 2],
    // 67 is odd: the 34th pair does not fit the first part and is not cut in two.
    ["😀".repeat(66), "UCS-2", 132, 2],
    ["😀".repeat(67), "UCS-2", 134, 3],
    // 153 is odd too.
    ["€".repeat(152), "GSM-7", 304, 2],
    ["€".repeat(153), "GSM-7", 306, 3],
    ["Hello `quoted`", "UCS-2", 14, 1],
    ["ç is not Ç", "UCS-2", 10, 1],
    ["Ünïcode", "UCS-2", 7, 1],
    ["ÄÖÑÜ§¿äöñüà£¥èéùìòÇØøÅå", "GSM-7", 23, 1],
    ["[{|}]~^\\€", "GSM-7", 18, 1],
  ] as const)("%.12s… of %s: %d units in %d parts", (text, encoding, units, segments) => {
    expect(smsLength(text)).toEqual({ encoding, units, segments });
  });
});

test("parts hold no more than they may, and a character more is never a part less", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "€", "中", "😀", "\n", "[", "é", "`"), maxLength: 400 });
  fc.assert(
    fc.property(text, fc.constantFrom("a", "€", "中", "😀"), (one, more) => {
      const { encoding, units, segments } = smsLength(one);
      const [single, part] = encoding === "GSM-7" ? [160, 153] : [70, 67];
      expect(units).toBeLessThanOrEqual(segments <= 1 ? single : segments * part);
      expect(segments).toBeGreaterThanOrEqual(units > single ? Math.ceil(units / part) : Math.min(1, units));
      expect(smsLength(one + more).segments).toBeGreaterThanOrEqual(segments);
    }),
  );
});

test.each([
  ["Wool sweater ×2 and Scarf… It’s “due” – 199,00\u202F€", `Wool sweater x2 and Scarf... It's "due" - 199,00 €`],
  ["毛衣 ×2…", "毛衣 ×2…"],
  ["plain", "plain"],
])("marks become plain only where the whole text does: %s", (text, plain) => {
  expect(plainMarks(text)).toBe(plain);
});
