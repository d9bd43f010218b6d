/** Templates that a shop writes itself (docs/templates.md). */
import type { Purpose } from "./channel.ts";
import type { Grade } from "./event.ts";
import type { ReasonCode } from "./reason-code.ts";
import type { BuyerKind, Medium, RenderError } from "./template.ts";

/** Which messages a text is written for. `unknown` and `any` stand for all that nothing nearer is written for. */
export interface TemplateCell {
  readonly medium: Medium;
  readonly purpose: Purpose;
  /** BCP 47. */
  readonly locale: string;
  readonly reason: ReasonCode;
  readonly kind: BuyerKind | "any";
  readonly grade: Grade | "any";
}

/** One version of its words. */
export interface TemplateWords {
  /** E-mail only. */
  readonly subject: string | null;
  /** Liquid. */
  readonly text: string;
  /** The same text as a provider knows it, by provider: WhatsApp sends only what was approved there. */
  readonly providerTemplates: Readonly<Record<string, string>>;
}

/** How far a version has come. */
export type VersionState = "draft" | "approved" | "published";

/** What is wrong with words, and where. */
export interface WordsProblem {
  readonly pointer: "/subject" | "/text";
  readonly code: RenderError | "required" | "unexpected";
  /** For people. Holds names of variables, never values. */
  readonly detail: string;
}

/** What looking at words in Liquid finds: names that are no variables, or that they can't be read. */
export type Inspection =
  | { readonly ok: true; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly error: RenderError };

/** Looks at words without rendering them, in the thread that may be killed. Never throws. */
export type Inspect = (words: string) => Promise<Inspection>;
