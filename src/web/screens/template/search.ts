/** What the address of the editor remembers. */
import type { Cell } from "../../api/templates.ts";

export type TemplateSearch = Partial<Cell>;

const CHOICES = {
  channel: ["call", "call_script", "im", "sms", "email"],
  purpose: ["payment_reminder", "thank_you"],
  reason: ["wrong_item", "price", "gifts", "payment_trouble", "forgot", "found_better", "service", "other", "unknown"],
  kind: ["new", "returning", "any"],
  grade: ["A", "B", "C", "D", "E", "F", "any"],
} as const satisfies { readonly [Key in keyof Cell]?: readonly Cell[Key][] };

export const { channel: MEDIUMS, reason: REASONS, kind: KINDS, grade: GRADES } = CHOICES;

export function readCell(search: Record<string, unknown>): TemplateSearch {
  const read = <const T extends string>(key: string, values: readonly T[]): { [name: string]: T } => {
    const value = values.find((one) => one === search[key]);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    ...read("channel", CHOICES.channel),
    ...read("purpose", CHOICES.purpose),
    ...read("reason", CHOICES.reason),
    ...read("kind", CHOICES.kind),
    ...read("grade", CHOICES.grade),
    ...(typeof search.locale === "string" ? { locale: search.locale } : {}),
  };
}

/** The messages that are meant; what is left out means everybody. */
export const cellOf = (search: TemplateSearch, locale: string): Cell => ({
  channel: search.channel ?? "sms",
  purpose: search.purpose ?? "payment_reminder",
  locale: search.locale ?? locale,
  reason: search.reason ?? "unknown",
  kind: search.kind ?? "any",
  grade: search.grade ?? "any",
});
