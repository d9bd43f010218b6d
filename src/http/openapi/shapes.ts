/** Shapes that several routes share (contract.md, "Shapes that are fixed"). */
import { z } from "zod";
import { CHANNELS } from "../../domain/channel.ts";
import { policyDocument } from "../../domain/policy-document.ts";

/** UTC, with milliseconds. */
export const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({ format: "date-time", description: "UTC, with milliseconds", examples: ["2026-11-21T06:40:00.000Z"] });

export const money = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: "A decimal string in the currency beside it", examples: ["199.00"] });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: "ISO 4217", examples: ["CNY"] });

export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .meta({ format: "date", examples: ["2026-11-21"] });

export const channel = z.enum(CHANNELS);

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("For people: what is wrong and what to do"),
    request_id: z.uuid().describe("Finds the request in the log"),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe("RFC 6901, from the root of the body; of a query, its parameter"),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ title: "Problem" });

/** A page of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    next: z.string().nullable().describe("The `cursor` of the next page; null where this is the last"),
  });

/** The query of every list. */
export const paging = {
  limit: z.int().min(1).max(200).optional().describe("How many at most; 50 where it is absent"),
  cursor: z.string().optional().describe("`next` of the page before"),
};

/** `from` and `to` of a period, by the shop's calendar. */
export const period = {
  from: date.optional().describe("The first day of placing, in the shop's time zone"),
  to: date.optional().describe("The last day of placing, inclusive"),
};

export const warnings = z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() }));

/** A policy as it is read back: every key there. */
export const policy = policyDocument.meta({ title: "Policy", description: "contract.md, “The policy document”" });

export const changeReason = {
  reason: z.string().max(500).optional().describe("Why, for the audit log"),
};

/** The query of what answers in sentences. */
export const language = {
  locale: z.string().optional().describe("`zh-CN` or `en`; where it is absent `Accept-Language`, then the shop's own"),
};
