import { expect, it } from "vitest";
import { calendarOf } from "#src/domain/calendar.ts";
import { instant } from "#src/domain/instant.ts";
import { policyWarnings } from "#src/domain/policy-warnings.ts";
import { policyOf } from "#tests/support/simulation.ts";

const NOW = instant(Date.parse("2026-03-10T02:00:00Z"));
const warnings = (document: object, shopCountry = "CN") =>
  policyWarnings(policyOf(document), {
    shopCountry,
    now: NOW,
    calendars: calendarOf,
    channels: new Set(["call", "im", "sms"] as const),
  }).map(({ pointer, code }) => `${pointer} ${code}`);

it("nothing of the default policy", () => {
  expect(warnings({})).toEqual([]);
});

it.each<[string, object, string[]]>([
  [
    "a step that nobody is set up for",
    { steps: [{ channel: "sms" }, { channel: "email" }] },
    ["/steps/1/channel channel_off"],
  ],
  ["hours that the law narrows", { hours: { sms: "08:00-21:00" } }, ["/hours/sms hours_narrowed"]],
  ["but not those of a channel that is not used", { hours: { email: "08:00-21:00" } }, []],
  [
    "a window outside of all hours",
    { slots: [{ orders: "00:00-24:00", remind: { day: 0, between: "20:00-21:00" } }] },
    ["/slots/0/remind/between never_open"],
  ],
  [
    "but not one that some channel has hours in",
    {
      slots: [{ orders: "00:00-24:00", remind: { day: 0, between: "09:00-09:30" } }],
      steps: [{ channel: "call" }, { channel: "sms" }],
    },
    [],
  ],
  [
    "a step that comes when the order is too old",
    { steps: [{ channel: "sms" }, { channel: "call", after: "2d" }] },
    ["/steps/1/after too_old"],
  ],
  [
    "but not with a longer max_age",
    { steps: [{ channel: "sms" }, { channel: "call", after: "2d" }], max_age: "4d" },
    [],
  ],
  ["but not thanks, where somebody can send them", { thank_you: true }, []],
  ["holidays nobody knows", { avoid: ["holidays"], calendar: "AQ" }, ["/calendar calendar_unknown"]],
])("%s", (_, document, expected) => {
  expect(warnings(document)).toEqual(expected);
});

it("thanks that nobody is set up to send", () => {
  const setting = { shopCountry: "CN", now: NOW, calendars: calendarOf, channels: new Set(["call"] as const) };
  const found = policyWarnings(policyOf({ thank_you: true, steps: [{ channel: "call" }] }), setting);
  expect(found.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(["/thank_you channel_off"]);
});

it("the law of the shop's own country counts", () => {
  expect(warnings({}, "IN")).toEqual([
    "/hours/call hours_narrowed",
    "/hours/im hours_narrowed",
    "/hours/sms hours_narrowed",
  ]);
});
