import { messageValues } from "../domain/message.ts";
import { type SampleScene, trialFacts } from "../domain/sample-message.ts";
import type { TemplateCell, TemplateWords, WordsProblem } from "../domain/shop-template.ts";
import { type RenderError, SUBJECT_LIMIT, TEXT_LIMITS, type Template } from "../domain/template.ts";
import { TEMPLATE_VARIABLES } from "../domain/template-variables.ts";
import type { JourneyContext } from "./context.ts";

/** How many of the three orders of a trial are listed. */
const LISTED = 3;

/**
 * Whether words can be sent: they parse, name only variables that messages have, and come out as something of a length
 * that the medium allows for a usual message, a merged one, and one of which little is known.
 * @returns what is wrong; nothing where they can.
 */
export async function checkWords(
  { words }: Pick<JourneyContext, "words">,
  scene: Omit<SampleScene, "medium" | "locale" | "kind">,
  cell: TemplateCell,
  { subject, text }: TemplateWords,
): Promise<WordsProblem[]> {
  const { medium } = cell;
  if (medium === "email" && subject === null) return [problem("/subject", "required", "an e-mail needs a subject")];
  if (medium !== "email" && subject !== null) {
    return [problem("/subject", "unexpected", "only an e-mail has a subject")];
  }
  const found: WordsProblem[] = [];
  for (const [pointer, source] of [["/subject", subject] as const, ["/text", text] as const]) {
    if (source === null) continue;
    const inspection = await words.inspect(source);
    if (!inspection.ok) found.push(problem(pointer, inspection.error, DETAILS[inspection.error]));
    else if (inspection.unknown.length > 0) found.push(problem(pointer, "variable", namedUnknown(inspection.unknown)));
  }
  if (found.length > 0) return found;
  for (const { what, facts } of trialFacts({ ...scene, ...cell })) {
    const values = messageValues(facts, cell.locale, LISTED);
    const trial = { ...values, coupon: values.coupon ?? (false as const) };
    const result = await words.render(trialTemplate(cell, subject, text), trial);
    if (!result.ok) return [problem("/text", result.error, `${DETAILS[result.error]}, for ${what}`)];
  }
  return [];
}

const problem = (pointer: WordsProblem["pointer"], code: WordsProblem["code"], detail: string): WordsProblem => ({
  pointer,
  code,
  detail,
});

const namedUnknown = (names: readonly string[]): string =>
  `there is no ${names.slice(0, 10).join(", ")}; the variables are ${TEMPLATE_VARIABLES.join(", ")}`;

const DETAILS: Readonly<Record<RenderError, string>> = {
  syntax: "must be words in Liquid that parse: every {% if %} has its {% endif %}, every tag and filter exists",
  variable: `must name no other variables than ${TEMPLATE_VARIABLES.join(", ")}, and what coupon has only within {% if coupon %}`,
  limit: "takes too much time or room: it must come out within 200 ms",
  too_long: `comes out longer than a message may be: ${Object.entries(TEXT_LIMITS)
    .map(([medium, limit]) => `${medium} ${limit}`)
    .join(", ")} characters, a subject ${SUBJECT_LIMIT}`,
  empty: "comes out as nothing",
  aborted: "could not be tried: save it again",
  failed: "could not be tried: save it again",
};

/** As staff wrote them, so that they are rendered where they may be killed. */
const trialTemplate = (cell: TemplateCell, subject: string | null, text: string): Template => ({
  ...cell,
  id: "trial",
  version: 1,
  source: "staff",
  subject,
  text,
});
