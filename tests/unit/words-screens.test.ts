import fc from "fast-check";
import { expect, test } from "vitest";
import type { Variant } from "#src/web/api/experiments.ts";
import { verdictOf } from "#src/web/screens/experiments/verdict.ts";
import { instantOf } from "#src/web/screens/policy/sample-order.ts";
import { addedParts } from "#src/web/screens/template/added-parts.ts";
import { textDiff } from "#src/web/screens/template/diff.ts";

const side = (kind: "added" | "removed", before: string, after: string) =>
  textDiff(before, after)
    .filter((piece) => piece.kind !== kind)
    .map(({ text }) => text)
    .join("");

test("a difference tells both texts, whatever they are", () => {
  const text = fc.string({ unit: fc.constantFrom("您", "好", "a", " ", "{{ x }}", "\n", "，"), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(side("added", before, after)).toBe(before);
      expect(side("removed", before, after)).toBe(after);
    }),
  );
  expect(textDiff("您好，付款", "您好，请付款")).toEqual([
    { kind: "same", text: "您好，" },
    { kind: "added", text: "请" },
    { kind: "same", text: "付款" },
  ]);
});

test("what the engine added to a text message is told from what was written", () => {
  expect(addedParts("【暖木】您好 拒收请回复R", "您好", "暖木")).toEqual({
    before: "【暖木】",
    words: "您好 ",
    after: "拒收请回复R",
  });
  expect(addedParts("【暖木】您好", "【暖木】您好", "暖木")).toEqual({ before: "", words: "【暖木】您好", after: "" });
});

const variant = (version: number, buyers: number, rate: number): Variant => ({
  version,
  share: 0.5,
  buyers,
  clicked: 0,
  click_rate: 0,
  click_rate_low: 0,
  click_rate_high: 0,
  recovered: Math.round(buyers * rate),
  rate,
  rate_low: rate / 2,
  rate_high: Math.min(1, rate * 2),
});

test("an experiment tells the better version only where the service does, else how many buyers are missing", () => {
  expect(verdictOf({ best: 2, state: "running", variants: [] })).toEqual({ kind: "best", version: 2 });
  expect(verdictOf({ best: null, state: "running", variants: [variant(1, 0, 0)] })).toEqual({ kind: "none" });
  const open = { best: null, variants: [variant(1, 100, 0.2), variant(2, 100, 0.3)] };
  expect(verdictOf({ ...open, state: "stopped" })).toEqual({ kind: "stopped" });
  // (1.96 × (√(0.16/0.5) + √(0.21/0.5)) / 0.1)² = 566; less the 200 there are.
  const missing = (1.96 * (Math.sqrt(0.16 / 0.5) + Math.sqrt(0.21 / 0.5))) ** 2 / 0.01 - 200;
  const verdict = verdictOf({ ...open, state: "running" });
  expect(
    verdict.kind === "unclear" && verdict.more !== null && verdict.more >= missing && verdict.more < missing * 1.1,
  ).toBe(true);
  const same = [variant(1, 100, 0.2), variant(2, 100, 0.2)];
  expect(verdictOf({ best: null, state: "running", variants: same })).toEqual({ kind: "unclear", more: null });
});

test("a wall clock time is an instant in its zone, in winter and in summer", () => {
  const iso = (date: string, minute: number, zone: string) => new Date(instantOf(date, minute, zone)).toISOString();
  expect(iso("2026-11-25", 600, "Asia/Shanghai")).toBe("2026-11-25T02:00:00.000Z");
  expect(iso("2026-07-01", 600, "America/New_York")).toBe("2026-07-01T14:00:00.000Z");
  expect(iso("2026-01-01", 600, "America/New_York")).toBe("2026-01-01T15:00:00.000Z");
});
