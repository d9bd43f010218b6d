/** What the addresses under `templates` take. */
import type { Context } from "hono";
import { z } from "zod";
import { PURPOSES } from "../domain/channel.ts";
import { GRADES } from "../domain/event.ts";
import { REASON_CODES } from "../domain/reason-code.ts";
import type { TemplateCell, TemplateWords } from "../domain/shop-template.ts";
import { MEDIUMS } from "../domain/template.ts";
import { notFound } from "./problem.ts";

const words = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

const TEXT_MOST = 20_000;
const SUBJECT_MOST = 1_000;

const wordsShape = {
  subject: words(SUBJECT_MOST).nullish(),
  text: words(TEXT_MOST),
  provider_templates: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), z.string().regex(/^[\w.:-]{1,128}$/)).optional(),
};

const cellShape = {
  channel: z.enum(MEDIUMS),
  purpose: z.enum(PURPOSES).default("payment_reminder"),
  locale: z.string().max(35).refine(isLocale),
  reason: z.enum(REASON_CODES).default("unknown"),
  kind: z.enum(["new", "returning", "any"]).default("any"),
  grade: z.enum([...GRADES, "any"]).default("any"),
};

export const newTemplate = z.strictObject({ ...cellShape, ...wordsShape });
/** Words that nobody saved, shown about a real order or a sample. */
export const draftWords = newTemplate.extend({ order: z.string().max(1_000).optional() });
export const newVersion = z.strictObject(wordsShape);
const version = z.int().min(1).max(1_000_000_000).optional();
export const oneVersion = z.strictObject({ version });
export const previewRequest = z.strictObject({ version, order: z.string().max(1_000).optional() });
export const testRequest = z.strictObject({ version, to: z.string().max(320) });

/** For people, by key. */
export const EXPECTED = {
  channel: `must be one of ${MEDIUMS.join(", ")}`,
  purpose: `must be one of ${PURPOSES.join(", ")}`,
  locale: 'must be a BCP 47 locale as it is usually written, for instance "zh-CN"',
  reason: `must be one of ${REASON_CODES.join(", ")}`,
  kind: "must be new, returning or any",
  grade: `must be one of ${GRADES.join(", ")}, any`,
  subject: `must be a text of 1 to ${SUBJECT_MOST} characters`,
  text: `must be a text of 1 to ${TEXT_MOST} characters`,
  provider_templates: 'must be ids by provider, for instance {"twilio-whatsapp": "HX…"}',
  version: "must be the number of a version",
  order: "must be the shop's own id of an order",
  to: "must be a phone number or an e-mail address",
};

export const cellOf = (body: z.output<typeof newTemplate>): TemplateCell => ({
  medium: body.channel,
  purpose: body.purpose,
  locale: body.locale,
  reason: body.reason,
  kind: body.kind,
  grade: body.grade,
});

export const wordsOf = (body: z.output<typeof newVersion>): TemplateWords => ({
  subject: body.subject ?? null,
  text: body.text,
  providerTemplates: body.provider_templates ?? {},
});

/** @throws HttpProblem 404: what can't be an id names nothing, and never reaches the database. */
export function readTemplateId(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!/^tpl_[A-Za-z0-9_-]{12}$/.test(id)) throw notFound();
  return id;
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
