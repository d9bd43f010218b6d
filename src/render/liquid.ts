import { Liquid, type Template as LiquidNode } from "liquidjs";
import { cleanText } from "../domain/clean-text.ts";
import type { Inspection } from "../domain/shop-template.ts";
import {
  type Medium,
  type MessageValues,
  type RenderError,
  type RenderResult,
  SUBJECT_LIMIT,
  TEXT_LIMITS,
  type Template,
} from "../domain/template.ts";
import { unknownVariables } from "../domain/template-variables.ts";

/**
 * No files, no partials, no unknown names, plain data only. The limits stop what is merely careless; they have been
 * got round before, so words that we did not write render in a thread that can be killed (`thread.ts`).
 */
const engine = new Liquid({
  templates: {},
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  /** Characters of one template. */
  parseLimit: 20_000,
  /** Milliseconds on the clock. Staff's words are killed long before (`thread.ts`); this stops what is rendered here. */
  renderLimit: 1_000,
  /** Objects and characters made while rendering. */
  memoryLimit: 1_000_000,
});

/** Our own words end by themselves, and must not be given up because the process was kept waiting for the processor. */
const OUR_OWN = { renderLimit: 60_000 };

/** Tags that bring in other texts: there are none. Unknown, they are told when words are saved, not when they are sent. */
for (const tag of ["include", "render", "layout", "block"]) delete engine.tags[tag];

interface Parsed {
  readonly subject: LiquidNode[] | null;
  readonly text: LiquidNode[];
}

/** Templates are immutable, so each is parsed once for as long as somebody holds it. */
const parsed = new WeakMap<Template, Parsed>();

/** Renders on the spot. For our own words; never throws. */
export function renderLiquid(template: Template, values: MessageValues): RenderResult {
  try {
    const nodes = parse(template);
    const limits = template.source === "builtin" ? OUR_OWN : {};
    const text = tidy(engine.renderSync(nodes.text, { ...values }, limits));
    const subject =
      nodes.subject && tidy(engine.renderSync(nodes.subject, { ...values }, limits)).replaceAll("\n", " ");
    return checkSize(template.medium, subject, text);
  } catch (error) {
    return { ok: false, error: errorKind(error) };
  }
}

/** Whether words are Liquid that parses: no unknown tag or filter. Variables are only known when rendering. */
export function parses(words: string): boolean {
  try {
    return engine.parse(words).length > 0;
  } catch {
    return false;
  }
}

/** Which names in the words are no variables of messages (`template-variables.ts`). Never throws. */
export function inspectLiquid(words: string): Inspection {
  try {
    const uses = engine.variableSegmentsSync(engine.parse(words), { partials: false });
    return { ok: true, unknown: unknownVariables(uses, words) };
  } catch (error) {
    return { ok: false, error: errorKind(error) };
  }
}

function parse(template: Template): Parsed {
  const known = parsed.get(template);
  if (known) return known;
  const fresh = {
    text: engine.parse(template.text),
    subject: template.subject === null ? null : engine.parse(template.subject),
  };
  parsed.set(template, fresh);
  return fresh;
}

/** Without trailing blanks, without more than one empty line in a row. */
function tidy(output: string): string {
  return cleanText(output)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function checkSize(medium: Medium, subject: string | null, text: string): RenderResult {
  if (text === "" || subject === "") return { ok: false, error: "empty" };
  if (text.length > TEXT_LIMITS[medium] || (subject?.length ?? 0) > SUBJECT_LIMIT) {
    return { ok: false, error: "too_long" };
  }
  return { ok: true, subject, text };
}

/** The library's messages quote the template, so only their kind goes out. */
function errorKind(error: unknown): RenderError {
  for (
    let cause: unknown = error;
    cause instanceof Error;
    cause = "originalError" in cause ? cause.originalError : null
  ) {
    if (cause.message.includes("limit exceeded")) return "limit";
    if (cause.name.includes("UndefinedVariable")) return "variable";
  }
  return "syntax";
}
