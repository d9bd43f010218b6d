import { describe, expect, test } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { type ShopTrouble, TROUBLE_KINDS } from "#src/domain/trouble.ts";
import { tellTrouble } from "#src/domain/trouble-text.ts";

const since = instant(Date.parse("2026-03-10T02:00:00Z"));
const ALL: readonly ShopTrouble[] = [
  { kind: "provider_paused", since, channel: "sms", provider: "twilio", until: since },
  { kind: "provider_paused", since, channel: "sms", provider: "twilio", until: null },
  { kind: "sending_paused", since, everyShop: true, channel: null },
  { kind: "sending_paused", since, everyShop: false, channel: "im" },
  { kind: "cap_reached", since },
  { kind: "reminders_late", since, channel: "call", reminders: 3 },
  { kind: "queue_behind", since, reminders: 4 },
  { kind: "reminders_failed", since, alerts: 1 },
  { kind: "unknown_contacts", since, contacts: 9 },
  { kind: "unknown_contacts", since, contacts: 10 },
  { kind: "shop_silent", since },
  { kind: "quarantined", since, alerts: 2 },
];

describe("a trouble", () => {
  test("of every kind has words and advice in both languages", () => {
    expect([...new Set(ALL.map(({ kind }) => kind))].sort()).toEqual([...TROUBLE_KINDS].sort());
    for (const trouble of ALL) {
      const english = tellTrouble(trouble, { language: "en", zone: "Asia/Shanghai" });
      const chinese = tellTrouble(trouble, { language: "zh", zone: "Asia/Shanghai" });
      expect(chinese).toMatchObject({ severity: english.severity, detail: english.detail });
      for (const text of [english.text, english.advice]) expect(text).toMatch(/^[A-Z0-9][^\u4e00-\u9fff]+\.$/);
      for (const text of [chinese.text, chinese.advice]) expect(text).toMatch(/[\u4e00-\u9fff].*。$/);
    }
  });

  test("is told in the shop's own time, and unknown outcomes are an error once they are many", () => {
    const told = (trouble: ShopTrouble) => tellTrouble(trouble, { language: "en", zone: "Asia/Shanghai" });
    expect(told({ kind: "shop_silent", since }).text).toContain("2026-03-10 10:00");
    expect(ALL.filter(({ kind }) => kind === "unknown_contacts").map((one) => told(one).severity)).toEqual([
      "warning",
      "error",
    ]);
  });
});
