import type { ChannelName, Purpose } from "../domain/channel.ts";
import { type MessageFacts, messageValues } from "../domain/message.ts";
import {
  chooseTemplate,
  mediumOf,
  type Render,
  type RenderError,
  type RenderResult,
  type Template,
  type TemplateQuery,
  type TemplateRef,
} from "../domain/template.ts";

/** What to say, and to whom. `reason` is that of all the orders together (`reasonToSpeakTo`). */
export interface MessageRequest
  extends Omit<MessageFacts, "medium">,
    Pick<TemplateQuery, "shopLocale" | "reason" | "grade"> {
  readonly channel: ChannelName;
  readonly caller: "machine" | "person";
  readonly purpose: Purpose;
}

export type RenderedMessage =
  | {
      readonly ok: true;
      readonly template: TemplateRef;
      readonly subject: string | null;
      readonly text: string;
    }
  | { readonly ok: false; readonly error: RenderError | "no_template" };

/** How many orders are told apart: as many as fit what the medium holds, tried in this order. */
const LISTED = [10, 5, 3, 1] as const;

/**
 * The words of one message, from the shop's own templates and ours (domain.md, R7 to R9). `templates` holds both;
 * `chooseTemplate` says which wins. Never throws; an error means `template_error`, and nothing is sent.
 */
export async function renderMessage(
  words: { readonly templates: readonly Template[]; readonly render: Render },
  request: MessageRequest,
  signal?: AbortSignal,
): Promise<RenderedMessage> {
  const medium = mediumOf(request.channel, request.caller);
  const template = chooseTemplate(words.templates, { ...request, medium, kind: request.buyerKind });
  if (!template) return { ok: false, error: "no_template" };
  let result: RenderResult = { ok: false, error: "too_long" };
  for (const listed of LISTED) {
    result = await words.render(template, messageValues({ ...request, medium }, template.locale, listed), signal);
    if (result.ok || result.error !== "too_long" || request.orders.length === 1) break;
  }
  if (!result.ok) return result;
  const { id, version, locale, reason } = template;
  return { ok: true, template: { id, version, locale, reason }, subject: result.subject, text: result.text };
}
