/** An order, as `order-json.ts` writes it. */
import { z } from "zod";
import { PURPOSES } from "../../domain/channel.ts";
import { GRADES, ORDER_STATUSES } from "../../domain/event.ts";
import { EVIDENCE_SOURCES, REASON_SOURCES } from "../../domain/reason.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
import { CONTACT_STATES, REMINDER_STATES, STOP_REASONS } from "../../domain/states.ts";
import { channel, currency, money, time } from "./shapes.ts";

const buyer = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  phone: z
    .string()
    .nullable()
    .meta({ description: "Masked", examples: ["+86138****8000"] }),
  grade: z.enum(GRADES),
  kind: z.enum(["new", "returning"]),
});

const reminder = z.object({
  channel,
  state: z.enum(REMINDER_STATES),
  reason: z.enum(STOP_REASONS).nullable().describe("Why it was skipped, cancelled or expired"),
  due_at: time.nullable(),
  not_after: time.nullable(),
});

const contact = z.object({
  id: z.uuid(),
  channel,
  purpose: z.enum(PURPOSES),
  provider: z.string(),
  state: z.enum(CONTACT_STATES),
  provider_id: z.string().nullable(),
  claimed_at: time,
  sent_at: time.nullable(),
  clicked_at: time.nullable().describe("The first click by a human on its link"),
  replies: z.array(z.object({ at: time, text: z.string() })).describe("What the buyer wrote back"),
  orders: z.array(z.string()).describe("Every order it names"),
  template: z
    .object({
      id: z.string(),
      version: z.int().nullable(),
      locale: z.string().nullable(),
      reason: z.string().nullable(),
      experiment: z.string().nullable().describe("The experiment whose variant the version was"),
    })
    .nullable(),
});

const decision = z.object({
  at: time,
  what: z.string(),
  rule: z.string().nullable(),
  reason: z.string().nullable(),
  policy_version: z.int().nullable(),
  inputs: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe("What it was decided from, without personal data"),
  text: z.string().describe("It in one or two sentences, by `locale`"),
});

const conversion = z.object({
  recovered: z.boolean(),
  channel: channel.nullable(),
  contact_id: z.uuid().nullable(),
  agent: z.string().nullable(),
  amount: money,
  net_amount: money.describe("What is left of it after refunds and a coupon"),
  coupon_cost: money.describe("What its coupon cost: off `net_amount` already"),
  credited_at: time,
});

const coupon = z
  .object({
    amount: money,
    currency,
    given_at: time.nullable(),
    expires_at: time.nullable().describe("Null where the shop did not say"),
    contacts: z.array(z.uuid()).describe("Those whose message names it, sent or not"),
  })
  .describe("The code that the shop gave for the order, without the code");

export const order = z.object({
  id: z.string().describe("The shop's own"),
  status: z.enum(ORDER_STATUSES),
  placed_at: time.nullable(),
  closes_at: time.nullable(),
  paid_at: time.nullable(),
  stopped_at: time.nullable().describe("When staff stopped its reminders"),
  amount: money.nullable(),
  currency: currency.nullable(),
  refunded: money.nullable(),
  buyer,
  reason: z
    .object({
      code: z.enum(REASON_CODES),
      confidence: z.number().min(0).max(1),
      source: z
        .enum(REASON_SOURCES)
        .nullable()
        .describe("`staff` where somebody corrected it; null where nothing is known"),
      corrections: z.int().describe("How often staff corrected it"),
      evidence: z.array(
        z.object({
          source: z.enum(EVIDENCE_SOURCES),
          code: z.enum(REASON_CODES).exclude(["unknown"]),
          confidence: z.number(),
          cue: z.string().describe("Which kind of phrase or code it was"),
          at: time,
        }),
      ),
    })
    .describe("Why it was not paid, as far as that is known"),
  reminders: z.array(reminder),
  thanks: reminder.nullable().describe("The message of thanks after payment; null where none was planned"),
  contacts: z.array(contact),
  decisions: z.array(decision),
  conversion: conversion.nullable(),
  coupon: coupon.nullable(),
});

export const orderExample = {
  id: "20261121-0017",
  status: "unpaid",
  placed_at: "2026-11-21T02:14:58.000Z",
  closes_at: "2026-11-22T02:14:58.000Z",
  paid_at: null,
  stopped_at: null,
  amount: "199.00",
  currency: "CNY",
  refunded: "0.00",
  buyer: { id: "b-88", name: "王芳", phone: "+86138****8000", grade: "B", kind: "returning" },
  reason: {
    code: "price",
    confidence: 0.9,
    source: "conversation",
    corrections: 0,
    evidence: [
      {
        source: "conversation",
        code: "price",
        confidence: 0.9,
        cue: "price.bargaining",
        at: "2026-11-21T02:20:00.000Z",
      },
    ],
  },
  reminders: [
    {
      channel: "call",
      state: "planned",
      reason: null,
      due_at: "2026-11-21T06:40:00.000Z",
      not_after: "2026-11-21T09:00:00.000Z",
    },
  ],
  thanks: null,
  contacts: [],
  decisions: [
    {
      at: "2026-11-21T02:15:00.000Z",
      what: "planned",
      rule: "00:00-12:00",
      reason: null,
      policy_version: 1,
      inputs: {
        status: "unpaid",
        eligible: true,
        ordered: "2026-11-21T02:14:58.000Z",
        amount: "199.00",
        currency: "CNY",
        grade: "B",
        kind: "returning",
        zone: "Asia/Shanghai",
        zone_source: "buyer",
        zones: 1,
        call: "2026-11-21T06:40:00.000Z",
      },
      text: "2026-11-21 10:14 下单（Asia/Shanghai，买家所在时区）：199.00 CNY，B 级，老买家。按策略第 1 版规则 00:00-12:00 已安排：电话 2026-11-21 14:40。",
    },
  ],
  conversion: null,
  coupon: null,
} as const;
