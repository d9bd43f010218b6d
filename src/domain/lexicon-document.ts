/** The files of `config/reasons/` as data. */
import { z } from "zod";
import { REASON_CODES } from "./reason-code.ts";

/** How much a phrase says, as the confidence it gives. */
export const STRENGTHS = { clear: 0.9, likely: 0.7, hint: 0.4 } as const;
export type Strength = keyof typeof STRENGTHS;

const strength = z.enum(["clear", "likely", "hint"]);
const name = z.string().regex(/^[a-z_]+$/, "expected a name in small letters");
const reason = z.enum(REASON_CODES).exclude(["unknown"]);
const phrases = z.array(z.string().min(1).max(1_000)).min(1);
const version = z.int().min(1);

/** Phrases of one language: what is struck out first, then the phrases by reason and kind. */
export const lexiconSchema = z.strictObject({
  version,
  ignore: phrases.default([]),
  reasons: z.partialRecord(reason, z.record(name, z.strictObject({ strength, any: phrases }))),
});
export type LexiconDocument = z.output<typeof lexiconSchema>;

/** Codes of payment errors by what they tell and how surely. */
export const paymentErrorsSchema = z.strictObject({
  version,
  says_nothing: z.array(z.string().min(1)),
  payment_trouble: z.partialRecord(strength, z.array(z.string().min(1))),
  forgot: z.partialRecord(strength, z.array(z.string().min(1))).default({}),
  price: z.partialRecord(strength, z.array(z.string().min(1))).default({}),
});
export type PaymentErrorsDocument = z.output<typeof paymentErrorsSchema>;
