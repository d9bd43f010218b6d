import { z } from "zod";
import { CHANNELS } from "./channel.ts";
import { commonSpan, parseClock, parseSpan, wraps } from "./clock-time.ts";
import { parseDuration } from "./duration.ts";
import { parseEmailAddress } from "./email-address.ts";
import { GRADES } from "./event.ts";

import { WIDEST_HOURS } from "./legal-hours.ts";
import { nearWord } from "./near-word.ts";
import { zonesOfCountry } from "./zone.ts";

/** The form a shop writes (contract.md, "The policy document"): plain JSON, each key with its default, no key unknown. */

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const text = (expected: string, isRight: (value: string) => boolean) =>
  z.string({ error: expected }).refine(isRight, { error: expected });

/** @param example of it, as JSON. */
const record = <Shape extends z.core.$ZodLooseShape>(shape: Shape, example: string) => {
  const keys = Object.keys(shape);
  const expected = `expected an object with no other keys than ${keys.join(", ")}, for instance ${example}`;
  return z.strictObject(shape, {
    error: (issue) => {
      const meant = issue.code === "unrecognized_keys" ? issue.keys.flatMap((key) => nearWord(key, keys) ?? []) : [];
      return meant.length === 0 ? expected : `${expected}; perhaps ${meant.join(" and ")} was meant`;
    },
  });
};

/** A duration between two bounds, both of which it may be. */
function duration(least: string, most: string) {
  const from = parseDuration(least) ?? 0;
  const to = parseDuration(most) ?? 0;
  const expected = `expected a duration from ${least} to ${most}, for instance "30m", "2h" or "1d"`;
  return text(expected, (value) => {
    const length = parseDuration(value);
    return length !== null && length >= from && length <= to;
  });
}

const clock = text(
  'expected a clock time from "00:00" to "23:59", for instance "18:00"',
  (value) => parseClock(value) !== null,
);

const ordersSpan = text(
  'expected two different clock times, for instance "12:00-18:00" or, over midnight, "22:00-06:00"',
  (value) => parseSpan(value) !== null,
);

const window = text(
  'expected a span of one day that is not empty and does not go over midnight, for instance "14:00-17:00"',
  (value) => {
    const span = parseSpan(value);
    return span !== null && !wraps(span);
  },
);

const hours = text('expected a span within 08:00-21:00 that is not empty, for instance "09:00-20:00"', (value) => {
  const span = parseSpan(value);
  if (span === null || wraps(span)) return false;
  const common = commonSpan(span, WIDEST_HOURS);
  return common !== null && common.start === span.start && common.end === span.end;
});

const amount = text('expected a decimal string that is not negative, for instance "0.01"', (value) =>
  /^(0|[1-9]\d{0,14})(\.\d{1,4})?$/.test(value),
);

const flag = z.boolean({ error: "expected true or false, for instance true" });

const whole = (least: number, most: number, example: number) => {
  const error = `expected a whole number from ${least} to ${most}, for instance ${example}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, { error: `expected one of ${values.join(", ")}, for instance "${values[0]}"` });

const lead = () => duration("0m", "30d");

const remind = z.union(
  [
    record({ day: whole(0, 7, 1), between: window }, '{"day": 0, "between": "14:00-17:00"}'),
    record(
      {
        day: z.literal(0, { error: "expected 0, for instance 0: the cut-off is the order's own day's" }).default(0),
        before: z.literal("ship_cutoff"),
        lead: lead(),
      },
      '{"day": 0, "before": "ship_cutoff", "lead": "30m"}',
    ),
    record({ after: duration("0m", "30d") }, '{"after": "20m"}'),
    record({ before: z.literal("close"), lead: lead() }, '{"before": "close", "lead": "30m"}'),
  ],
  {
    error:
      'expected {day, between}, {day: 0, before: ship_cutoff, lead}, {after} or {before: close, lead}, for instance {"day": 0, "between": "14:00-17:00"}',
  },
);

const cutoff = z.union(
  [
    clock,
    z.null(),
    record(
      Object.fromEntries(WEEKDAYS.map((day) => [day, clock.nullable().default("18:00")])) as Record<
        (typeof WEEKDAYS)[number],
        z.ZodDefault<z.ZodNullable<typeof clock>>
      >,
      '{"sat": "12:00", "sun": null}',
    ),
  ],
  {
    error: 'expected a clock time, null, or one of these for each of mon to sun, for instance "18:00" or {"sun": null}',
  },
);

const step = record(
  {
    channel: oneOf(...CHANNELS),
    after: duration("0m", "30d").optional(),
    next_slot: z.literal(true, { error: "expected true, for instance true, or no such key" }).optional(),
  },
  '{"channel": "sms", "after": "2h"}',
).refine((value) => value.after === undefined || value.next_slot === undefined, {
  error: 'expected after or next_slot, not both, for instance {"channel": "sms", "next_slot": true}',
});

/** @param example of it, as JSON. */
const list = <Item extends z.ZodType>(item: Item, least: number, most: number, example: string) => {
  const error = `expected a list of ${least} to ${most} entries, for instance ${example}`;
  return z.array(item, { error }).min(least, { error }).max(most, { error });
};

const label = text(
  'expected a text of 1 to 64 characters, for instance "cod"',
  (value) => value.length >= 1 && value.length <= 64,
);

const sku = text(
  'expected a text of 1 to 200 characters, for instance "A1"',
  (value) => value.length >= 1 && value.length <= 200,
);

const countryCode = text(
  'expected a country (ISO 3166-1 alpha-2), for instance "CN"',
  (value) => zonesOfCountry(value).length > 0,
);

/** A test address as it is kept, hashed with the service's key. */
export const HIDDEN_ADDRESS = /^hidden:[A-Za-z0-9_-]{43}$/;
const E164 = /^\+[1-9]\d{6,14}$/;

const testAddress = text(
  'expected a phone number with its country code or an e-mail address, for instance "+8613800138000"',
  (value) => E164.test(value) || HIDDEN_ADDRESS.test(value) || parseEmailAddress(value) === value,
);

const country = text('expected auto, none or a country (ISO 3166-1 alpha-2), for instance "CN"', (value) =>
  value === "auto" || value === "none" ? true : zonesOfCountry(value).length > 0,
);

const consent = (preset: "machine" | "not_required") => oneOf("required", "not_required", "machine").default(preset);

/** Where it leads (https, public) is looked at when the policy is published, and again whenever it is called. */
const callAddress = text(
  'expected an http or https address without user and fragment, for instance "https://shop.example/coupons"',
  (value) => value.length <= 2_000 && /^https?:\/\/[^\s@#]+$/i.test(value) && URL.canParse(value),
);

const share = (value: number) => {
  const error = `expected a number above 0, up to 1, for instance ${value}`;
  return z.number({ error }).gt(0, { error }).max(1, { error }).default(value);
};

const cap = (count: number, per: string) =>
  record(
    { count: whole(1, 1_000_000_000, count).default(count), per: duration("1m", "365d").default(per) },
    `{"count": ${count}, "per": "${per}"}`,
  ).prefault({});

export const policyDocument = record(
  {
    live: flag.default(true),
    slots: list(
      record({ orders: ordersSpan, remind }, '{"orders": "00:00-24:00", "remind": {"after": "20m"}}'),
      1,
      48,
      '[{"orders": "00:00-24:00", "remind": {"after": "20m"}}]',
    ).default([
      { orders: "00:00-12:00", remind: { day: 0, between: "14:00-17:00" } },
      { orders: "12:00-18:00", remind: { day: 0, before: "ship_cutoff", lead: "30m" } },
      { orders: "18:00-24:00", remind: { day: 1, between: "14:00-17:00" } },
    ]),
    min_delay: duration("0m", "30d").default("30m"),
    closing_soon: record(
      {
        before: z.literal("close", { error: 'expected close, for instance "close"' }).default("close"),
        lead: lead().default("10m"),
      },
      '{"before": "close", "lead": "10m"}, or null',
    )
      .nullable()
      .prefault({}),
    max_age: duration("1m", "30d").default("48h"),
    ship_cutoff: cutoff.default("18:00"),
    steps: list(step, 1, CHANNELS.length, '[{"channel": "sms"}]').default([
      { channel: "call" },
      { channel: "im", after: "2h" },
      { channel: "sms", next_slot: true },
    ]),
    stop_on: list(oneOf("replied", "answered"), 0, 2, '["replied", "answered"]').default(["replied", "answered"]),
    hours: record(
      {
        default: hours.default("09:00-20:00"),
        call: hours.default("09:30-20:00"),
        im: hours.optional(),
        sms: hours.optional(),
        email: hours.optional(),
      },
      '{"default": "09:00-20:00", "call": "09:30-20:00"}',
    ).prefault({}),
    calendar: country.default("auto"),
    avoid: list(oneOf("holidays"), 0, 1, '["holidays"]').default([]),
    caps: record(
      {
        person: cap(3, "7d"),
        shop: cap(5000, "1h"),
        calls_per_hour: whole(1, 1_000_000, 40).optional(),
      },
      '{"person": {"count": 3, "per": "7d"}}',
    ).prefault({}),
    merge: flag.default(true),
    held_out: z
      .number({ error: "expected a number from 0 to 0.5, for instance 0.05" })
      .min(0, { error: "expected a number from 0 to 0.5, for instance 0.05" })
      .max(0.5, { error: "expected a number from 0 to 0.5, for instance 0.05" })
      .default(0.05),
    consent: record(
      {
        call: consent("machine"),
        im: consent("not_required"),
        sms: consent("not_required"),
        email: consent("not_required"),
      },
      '{"sms": "required"}',
    ).prefault({}),
    paid_other: oneOf("skip", "remind").default("skip"),
    who: record(
      {
        grades: list(oneOf(...GRADES), 1, GRADES.length, '["A", "B", "C"]').default(["A", "B", "C", "D", "E"]),
        amount: record(
          { min: amount.default("0.01"), max: amount.optional() },
          '{"min": "0.01", "max": "5000"}',
        ).prefault({}),
        exclude_payment_methods: list(label, 0, 100, '["cod"]').default(["cod"]),
        exclude_flags: list(label, 0, 100, '["test"]').default(["test"]),
        kinds: list(oneOf("new", "returning"), 1, 2, '["new"]').optional(),
        only_skus: list(sku, 1, 1_000, '["A1"]').optional(),
        exclude_skus: list(sku, 0, 1_000, '["A1"]').optional(),
        only_countries: list(countryCode, 1, 250, '["CN"]').optional(),
        exclude_countries: list(countryCode, 0, 250, '["US"]').optional(),
      },
      '{"grades": ["A", "B"]}',
    ).prefault({}),
    attribution: record(
      {
        window: record(
          {
            call: duration("1m", "90d").default("24h"),
            im: duration("1m", "90d").default("72h"),
            sms: duration("1m", "90d").default("72h"),
            email: duration("1m", "90d").default("5d"),
          },
          '{"call": "24h", "sms": "72h"}',
        ).prefault({}),
      },
      '{"window": {"call": "24h"}}',
    ).prefault({}),
    thank_you: flag.default(false),
    coupons: record(
      {
        on: flag.default(false),
        url: callAddress.nullable().default(null),
        max_amount: amount.nullable().default(null),
        max_share: share(0.2),
        consent: oneOf("required", "not_required").default("required"),
      },
      '{"on": true, "url": "https://shop.example/coupons", "max_amount": "20.00"}',
    ).prefault({}),
    test_addresses: list(testAddress, 0, 50, '["+8613800138000"]').optional(),
    approve_templates: flag.optional(),
  },
  '{"live": true}',
);

/** A policy as the shop reads it back: every key there, durations and clock times as text. JSON. */
export type PolicyDocument = z.output<typeof policyDocument>;
