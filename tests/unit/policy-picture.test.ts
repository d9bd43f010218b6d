import { describe, expect, test } from "vitest";
import { completePolicy } from "#src/domain/policy.ts";
import { dayPicture } from "#src/web/screens/policy/picture/model.ts";

type Asked = Parameters<typeof dayPicture>;
type Line = Asked[1]["day"][number]["reminders"][number];

const policy = (document: object): Asked[0] => {
  const completed = completePolicy(document);
  if (!completed.ok) throw new Error("no policy");
  return completed.document;
};

/** Orders of each hour of 10 March in Shanghai. @param lineOf the reminder of an hour's order. */
const previewOf = (lineOf: (hour: number) => Line | null): Asked[1] => ({
  policy_version: 1,
  zone: "Asia/Shanghai",
  placed_at: "2026-03-09T16:00:00.000Z",
  reminders: [],
  day: Array.from({ length: 24 }, (_, hour) => {
    const line = lineOf(hour);
    return {
      placed_at: new Date(Date.parse("2026-03-09T16:00:00Z") + hour * 3_600_000).toISOString(),
      ordered: `${String(hour).padStart(2, "0")}:00`,
      first: null,
      reminders: line === null ? [] : [line],
    };
  }),
  hours: { call: "09:30-20:00", im: null, sms: "09:00-20:00", email: "09:00-20:00" },
  holidays: ["2026-03-11"],
  warnings: [],
});

/** An SMS at a moment within a window; Shanghai is 8 hours ahead. */
const sms = (local: string, from: string, to: string): Line => {
  const utc = (text: string) => new Date(`${text.replace(" ", "T")}:00+08:00`).toISOString();
  return { channel: "sms", due_at: utc(local), local, window: { from: utc(from), to: utc(to) }, reason: null };
};

describe("the day as a picture", () => {
  const picture = dayPicture(
    policy({
      steps: [{ channel: "sms" }],
      slots: [
        { orders: "22:00-12:00", remind: { day: 0, between: "14:00-17:00" } },
        { orders: "12:00-22:00", remind: { after: "40m" } },
      ],
    }),
    previewOf((hour) => {
      if (hour < 12) return sms("2026-03-10 15:10", "2026-03-10 14:00", "2026-03-10 17:00");
      if (hour >= 22) return sms("2026-03-11 14:30", "2026-03-11 14:00", "2026-03-11 17:00");
      return hour < 18 ? sms(`2026-03-10 ${hour}:40`, `2026-03-10 ${hour}:40`, "2026-03-10 20:00") : null;
    }),
    60,
  );

  test("a window is drawn whole, and a rule over midnight in two parts", () => {
    expect(picture.lanes[0]?.flows.map(({ rule, ordered, from, to }) => ({ rule, ordered, from, to }))).toEqual([
      { rule: 0, ordered: { from: 0, to: 720 }, from: 840, to: 1_020 },
      { rule: 0, ordered: { from: 1_320, to: 1_440 }, from: 1_440 + 840, to: 1_440 + 1_020 },
      { rule: 1, ordered: { from: 720, to: 1_080 }, from: 760, to: 1_070 },
    ]);
  });

  test("orders without a reminder, the ship cut-off, hours and holidays stand where they are", () => {
    expect(picture.silent).toEqual([{ from: 1_080, to: 1_320 }]);
    expect(picture.dates).toEqual(["2026-03-10", "2026-03-11"]);
    expect(picture.cutoffs).toEqual([1_080, 1_440 + 1_080]);
    expect(picture.holidays).toEqual([{ from: 1_440, to: 2_880 }]);
    expect(picture.lanes[0]?.open).toEqual({ from: 540, to: 1_200 });
    expect(picture.lanes[0]?.orders.get(600)).toEqual({ due: 910, rule: 0 });
  });
});
