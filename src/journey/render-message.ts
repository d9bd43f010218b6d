import type { ChannelName, Purpose } from "../domain/channel.ts";
import { cleanLine } from "../domain/clean-text.ts";
import { pickVariant, type RunningExperiment } from "../domain/experiment.ts";
import { type MessageCoupon, type MessageFacts, messageValues, SHOP_NAME_LIMIT } from "../domain/message.ts";
import { frameSms } from "../domain/sms-frame.ts";
import { smsLength } from "../domain/sms-length.ts";
import {
  chooseTemplate,
  mediumOf,
  namesCoupon,
  type Render,
  type RenderError,
  type RenderResult,
  TEXT_LIMITS,
  type Template,
  type TemplateQuery,
  type TemplateRef,
} from "../domain/template.ts";

/** What is said, and whether to a number of mainland China (`sms-frame.ts`). */
export type SentFacts = MessageFacts & { readonly isMainland: boolean };

/** What to say, and to whom. `reason` is that of all the orders together (`reasonToSpeakTo`). */
export interface MessageRequest
  extends Omit<SentFacts, "medium" | "coupon">,
    Pick<TemplateQuery, "shopLocale" | "reason" | "grade"> {
  readonly channel: ChannelName;
  readonly caller: "machine" | "person";
  readonly purpose: Purpose;
  /** The buyer's row id: the same variant of an experiment every time. */
  readonly buyerKey: string;
  /** Looks for a coupon; asked only where the words that were chosen name one. Left out: there is none. */
  readonly findCoupon?: () => Promise<MessageCoupon | null>;
}

export type RenderedMessage =
  | {
      readonly ok: true;
      readonly template: TemplateRef;
      /** Ids of these words at providers, by provider. */
      readonly providerTemplates: Readonly<Record<string, string>>;
      readonly subject: string | null;
      readonly text: string;
      /** Parts it is paid as; 1 for whatever is not paid by length. */
      readonly segments: number;
    }
  | { readonly ok: false; readonly error: RenderError | "no_template" };

/** How many orders are told apart: as many as fit what the medium holds, tried in this order. */
const LISTED = [10, 5, 3, 1] as const;

/**
 * The words of one message, from the shop's own templates and ours (domain.md, R7 to R9). `templates` holds both;
 * `chooseTemplate` says which wins. An error means `template_error`, and nothing is sent; throws what `findCoupon` does.
 */
export async function renderMessage(
  words: {
    readonly templates: readonly Template[];
    /** Those that run, by template. */
    readonly experiments: ReadonlyMap<string, RunningExperiment>;
    readonly render: Render;
  },
  request: MessageRequest,
  signal?: AbortSignal,
): Promise<RenderedMessage> {
  const medium = mediumOf(request.channel, request.caller);
  const chosen = chooseTemplate(words.templates, { ...request, medium, kind: request.buyerKind });
  if (!chosen) return { ok: false, error: "no_template" };
  const experiment = chosen.source === "staff" ? (words.experiments.get(chosen.id) ?? null) : null;
  const template = experiment === null ? chosen : pickVariant(experiment, request.buyerKey).template;
  const coupon = request.findCoupon && namesCoupon(template) ? await request.findCoupon() : null;
  const result = await renderTemplate(words.render, template, { ...request, medium, coupon }, signal);
  if (!result.ok) return result;
  const { id, version, locale, reason } = template;
  return {
    ok: true,
    template: { id, version, locale, reason, experiment: experiment?.id ?? null },
    providerTemplates: template.providerTemplates ?? {},
    subject: result.subject,
    text: result.text,
    segments: medium === "sms" ? smsLength(result.text).segments : 1,
  };
}

/** One template's message as it goes out. Never throws. */
export async function renderTemplate(
  render: Render,
  template: Template,
  facts: SentFacts,
  signal?: AbortSignal,
): Promise<RenderResult> {
  let result: RenderResult = { ok: false, error: "too_long" };
  for (const listed of LISTED) {
    result = framed(template, facts, await render(template, messageValues(facts, template.locale, listed), signal));
    if (result.ok || result.error !== "too_long" || facts.orders.length === 1) break;
  }
  return result;
}

/** A text message gets what every one has: who it is from, and how to get no more. */
function framed({ medium, locale }: Template, { shopName, isMainland }: SentFacts, result: RenderResult): RenderResult {
  if (medium !== "sms" || !result.ok) return result;
  const text = frameSms(result.text, { shopName: cleanLine(shopName, SHOP_NAME_LIMIT), locale, isMainland });
  return text.length > TEXT_LIMITS.sms ? { ok: false, error: "too_long" } : { ...result, text };
}
