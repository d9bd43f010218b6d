import { describe, expect, test } from "vitest";
import { decisionText, type ToldDecision } from "#src/domain/decision-text.ts";
import { STOP_REASONS } from "#src/domain/states.ts";

const ZONE = "Asia/Shanghai";
const DUE = Date.parse("2026-03-10T07:12:00Z");
const planned: ToldDecision = {
  what: "planned",
  rule: "00:00-12:00",
  reason: null,
  inputs: { status: "unpaid", eligible: true, call: DUE, im: DUE + 7_200_000, sms: "no_address" },
};

describe("a decision in a sentence", () => {
  test("a plan names each channel with its time in the shop's zone, or why it is left out", () => {
    expect(decisionText(planned, "en-GB", ZONE)).toBe(
      "Planned by the rule 00:00-12:00: call at 2026-03-10 15:12, messenger at 2026-03-10 17:12, no text message (there is no usable address for this channel).",
    );
    expect(decisionText(planned, "zh-CN", ZONE)).toBe(
      "按规则 00:00-12:00 已安排：电话 2026-03-10 15:12，即时消息 2026-03-10 17:12，短信不发（没有可用的联系方式）。",
    );
  });

  test("what became of a request", () => {
    const recorded = { what: "recorded", rule: null, reason: null, inputs: { channel: "sms", outcome: "unknown" } };
    expect(decisionText(recorded, "en", ZONE)).toBe(
      "The text message: its outcome is not known and it is not sent again.",
    );
    expect(decisionText({ ...recorded, reason: "lease_expired" }, "zh-TW", ZONE)).toBe(
      "短信：结果未知，不再重发（原因代码 lease_expired）。",
    );
  });

  test.each([
    "planned",
    "replanned",
    "not_planned",
    "claimed",
    "waiting",
    "ended",
    "stopped",
    "recorded",
    "credited",
    "new",
  ])("%s has a sentence for every reason in both languages", (what) => {
    for (const reason of [null, ...STOP_REASONS, "contact_hours", "timeout"]) {
      for (const locale of ["en", "zh-CN"]) {
        const text = decisionText({ ...planned, what, reason }, locale, ZONE);
        expect(text).toMatch(locale === "en" ? /^[A-Z].*\.$/ : /。$/);
        expect(text).not.toMatch(/undefined|null|\[object/);
      }
    }
  });
});
