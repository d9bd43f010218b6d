import { describe, expect, test } from "vitest";
import { COUPON_REFUSALS } from "#src/domain/coupon.ts";
import { decisionText, type ToldDecision } from "#src/domain/decision-text.ts";
import { STOP_REASONS } from "#src/domain/states.ts";

const ZONE = "Asia/Shanghai";
const DUE = Date.parse("2026-03-10T07:12:00Z");
const planned: ToldDecision = {
  what: "planned",
  rule: "00:00-12:00",
  reason: null,
  policyVersion: 3,
  inputs: {
    status: "unpaid",
    eligible: true,
    ordered: Date.parse("2026-03-10T02:02:00Z"),
    amount: "199.00",
    currency: "CNY",
    grade: "B",
    kind: "returning",
    zone: ZONE,
    zone_source: "buyer",
    zones: 1,
    call: DUE,
    im: DUE + 7_200_000,
    sms: "no_address",
  },
};
const notPlanned = (reason: string, inputs: object): ToldDecision => ({
  ...planned,
  what: "not_planned",
  rule: null,
  reason,
  inputs: { ...planned.inputs, call: reason, im: reason, sms: reason, ...inputs },
});

describe("a decision about a coupon", () => {
  const sms = { ...planned, rule: null, inputs: { channel: "sms", amount: "20.00", currency: "CNY" } };
  test("tells what it is worth, or why there is none", () => {
    const given = { ...sms, what: "coupon" };
    expect(decisionText(given, "en", ZONE)).toBe("The text message names a coupon of the shop's: 20.00 CNY.");
    expect(decisionText(given, "zh-CN", ZONE)).toBe("短信附有店铺的优惠券：20.00 CNY。");
    const none = { ...sms, what: "no_coupon", reason: "no_answer" };
    expect(decisionText(none, "en", ZONE)).toBe(
      "The text message goes without a coupon: the shop gave no answer in time.",
    );
  });

  test("has words of its own for every reason, in both languages", () => {
    for (const locale of ["en", "zh-CN"]) {
      const told = COUPON_REFUSALS.map((reason) => decisionText({ ...sms, what: "no_coupon", reason }, locale, ZONE));
      expect(new Set(told).size).toBe(COUPON_REFUSALS.length);
      for (const text of told)
        expect(text).not.toMatch(new RegExp(COUPON_REFUSALS.filter((one) => one.includes("_")).join("|")));
    }
  });
});

describe("a decision in a sentence", () => {
  test("a plan tells what it was made from, by which rule of which version, and each channel's time or why there is none", () => {
    expect(decisionText(planned, "en-GB", ZONE)).toBe(
      "Ordered 2026-03-10 10:02 in Asia/Shanghai (the buyer's own zone): 199.00 CNY, grade B, returning buyer. " +
        "Planned by version 3, the rule 00:00-12:00: call at 2026-03-10 15:12, instant message at 2026-03-10 17:12, " +
        "no text message (there is no usable address for this channel).",
    );
    expect(decisionText(planned, "zh-CN", ZONE)).toBe(
      "2026-03-10 10:02 下单（Asia/Shanghai，买家所在时区）：199.00 CNY，B 级，老买家。" +
        "按策略第 3 版规则 00:00-12:00 已安排：电话 2026-03-10 15:12，即时消息 2026-03-10 17:12，短信不发（没有可用的联系方式）。",
    );
  });

  test("a plan's times stand in the zone it went by", () => {
    const inputs = {
      ...planned.inputs,
      zone: "America/New_York",
      zone_source: "phone_and_country",
      zones: 4,
      closes: DUE + 86_400_000,
      sms: DUE,
      sms_rule: "closing_soon",
    };
    expect(decisionText({ ...planned, inputs }, "en", ZONE)).toBe(
      "Ordered 2026-03-09 22:02 in America/New_York (by phone and country, one of 4): 199.00 CNY, grade B, returning " +
        "buyer, closes 2026-03-11 03:12. Planned by version 3, the rule 00:00-12:00: call at 2026-03-10 03:12, instant " +
        "message at 2026-03-10 05:12, text message at 2026-03-10 03:12 (closing soon).",
    );
  });

  test("what leaves an order out is named as exactly as it is known", () => {
    const say = (decision: ToldDecision, locale = "en") =>
      decisionText(decision, locale, ZONE)
        .replace(/^.*?(?= No | N|策略)/, "")
        .trim();
    expect(say(notPlanned("filtered", { filter: "exclude_payment_methods" }))).toMatch(
      /No reminder is planned by version 3: the policy leaves out this way of paying \(who\.exclude_payment_methods\)\.$/,
    );
    expect(decisionText(notPlanned("grade", { filter: "grades" }), "zh-CN", ZONE)).toMatch(
      /按策略第 3 版 不安排催付：该等级的买家不催付（who\.grades）。$/,
    );
    expect(say(notPlanned("filtered", { status: "partially_paid" }))).toMatch(/: a part of the order is paid\.$/);
    expect(say(notPlanned("no_slot", { call_hindered: "closes_at" }))).toMatch(/: the order closes before any slot\.$/);
    expect(say(notPlanned("no_address", { im: "no_consent" }))).toMatch(
      /: no call \(there is no usable address.*\), no instant message \(the buyer's consent is missing\), no text/,
    );
  });

  test("a reminder that waits or ends tells how long, and how much of a cap is used", () => {
    const one = { rule: null, policyVersion: 3, inputs: { channel: "sms", used: 3, limit: 3 } };
    expect(decisionText({ ...one, what: "ended", reason: "cap" }, "en", ZONE)).toBe(
      "The text message is not sent by version 3: the buyer has had as many contacts as the policy allows (3 of 3).",
    );
    const waiting = { ...one, what: "waiting", reason: "contact_hours", inputs: { channel: "sms", until: DUE } };
    expect(decisionText(waiting, "zh-CN", ZONE)).toBe("短信等待：不在联系时段内，等到 2026-03-10 15:12。");
    const claimed = { ...one, what: "claimed", reason: null, inputs: { channel: "call", orders: 2 } };
    expect(decisionText(claimed, "en", ZONE)).toBe(
      "The call goes out now by version 3, one for 2 orders of the buyer.",
    );
  });

  test("what became of a request", () => {
    const recorded = {
      what: "recorded",
      rule: null,
      reason: null,
      policyVersion: null,
      inputs: { channel: "sms", outcome: "unknown" },
    };
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
