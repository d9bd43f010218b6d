import type { ChannelName } from "../domain/channel.ts";
import { type Cost, NO_PRICES } from "../domain/prices.ts";
import { type SampleScene, sampleFacts } from "../domain/sample-message.ts";
import type { TemplateCell, TemplateWords, WordsProblem } from "../domain/shop-template.ts";
import { isMainland } from "../domain/sms-frame.ts";
import { type SmsLength, smsLength } from "../domain/sms-length.ts";
import type { Medium, RenderError, Template } from "../domain/template.ts";
import { readBuyers } from "../store/buyers.ts";
import { readClaimOrders } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { findOrder } from "../store/order-views.ts";
import type { Shop } from "../store/shops.ts";
import { findTemplateVersion } from "../store/template-versions.ts";
import { findTemplate } from "../store/templates.ts";
import { inShops } from "../store/transaction.ts";
import { checkWords } from "./check-words.ts";
import type { JourneyContext } from "./context.ts";
import { renderTemplate, type SentFacts } from "./render-message.ts";
import { subjectOf } from "./send-contact.ts";

type PreviewContext = Pick<JourneyContext, "db" | "vault" | "words" | "publicUrl" | "prices">;

/** What is to be shown. */
export interface PreviewRequest {
  readonly id: string;
  /** Null: the latest. */
  readonly version: number | null;
  /** The shop's own id of a real order; null: a sample. */
  readonly order: string | null;
}

/** A message as it would go out. Personal where it was made from a real order. */
export interface Preview {
  readonly kind: "preview";
  readonly template: Template;
  readonly subject: string | null;
  readonly text: string;
  /** How a text message is sent and counted; null for whatever is none. */
  readonly sms: SmsLength | null;
  /** Null where no price is known, and for calls by staff. */
  readonly cost: Cost | null;
  readonly facts: PreviewFacts["facts"];
}

export type PreviewResult =
  | Preview
  | { readonly kind: "absent" }
  | { readonly kind: "no_order" }
  | { readonly kind: "failed"; readonly error: RenderError };

/** Renders a version as its buyers would get it; nothing is sent and nothing kept. */
export async function previewTemplate(
  ctx: PreviewContext,
  shop: Shop,
  request: PreviewRequest,
): Promise<PreviewResult> {
  const { id, version, order } = request;
  const template = await inShops(ctx.db, { shops: [shop.id] }, async (tx): Promise<Template | null> => {
    const standing = await findTemplate(tx, shop.id, id);
    const words = standing && (await findTemplateVersion(tx, id, version ?? standing.latest));
    return words && { ...standing, ...words, source: "staff" };
  });
  return template === null ? { kind: "absent" } : await showMessage(ctx, shop, template, order);
}

/** The same of words that nobody saved. Like those that are saved they are tried before. */
export async function previewWords(
  ctx: PreviewContext,
  shop: Shop,
  request: { readonly cell: TemplateCell; readonly words: TemplateWords; readonly order: string | null },
): Promise<
  Exclude<PreviewResult, { kind: "absent" }> | { readonly kind: "bad"; readonly problems: readonly WordsProblem[] }
> {
  const { cell, words, order } = request;
  const scene = { shopName: shop.name, currency: shop.currency, publicUrl: ctx.publicUrl };
  const problems = await checkWords(ctx, scene, cell, words);
  if (problems.length > 0) return { kind: "bad", problems };
  return await showMessage(ctx, shop, { ...cell, ...words, id: "draft", version: 0, source: "staff" }, order);
}

/** @param order the shop's own id of a real order; null: a sample. */
async function showMessage(
  ctx: PreviewContext,
  shop: Shop,
  template: Template,
  order: string | null,
): Promise<Exclude<PreviewResult, { kind: "absent" }>> {
  const sample = sampleOf(ctx, shop, template);
  const about =
    order === null
      ? sample
      : await inShops(ctx.db, { shops: [shop.id] }, (tx) => orderFacts(tx, ctx, shop, sample, order));
  if (about === null) return { kind: "no_order" };
  const { facts, country } = about;
  const result = await renderTemplate(ctx.words.render, template, facts);
  if (!result.ok) return { kind: "failed", error: result.error };
  const sms = template.medium === "sms" ? smsLength(result.text) : null;
  const channel = paidChannel(template.medium);
  const cost = channel && (ctx.prices ?? NO_PRICES)(channel, country, sms?.segments ?? 1);
  const { subject, text } = result;
  return { kind: "preview", template, subject, text, sms, cost, facts };
}

interface PreviewFacts {
  readonly facts: SentFacts & { readonly optOutUrl: string };
  /** ISO 3166-1 alpha-2, for the price. */
  readonly country: string | null;
}

/** A message that no buyer gets, as for a buyer of the shop's own country. */
function sampleOf({ publicUrl }: PreviewContext, shop: Shop, { medium, locale, kind }: Template): PreviewFacts {
  const scene: SampleScene = { medium, locale, kind, shopName: shop.name, currency: shop.currency, publicUrl };
  return { facts: { ...sampleFacts(scene), isMainland: shop.country === "CN" }, country: shop.country };
}

/** The same about a real order; its link and the way out stay those of the sample. Null: there is no such order. */
async function orderFacts(
  tx: Tx,
  ctx: PreviewContext,
  shop: Shop,
  { facts }: PreviewFacts,
  externalId: string,
): Promise<PreviewFacts | null> {
  const row = await findOrder(tx, shop.id, externalId);
  const order = row && (await readClaimOrders(tx, [row.id])).get(row.id);
  const buyer = order && (await readBuyers(tx, ctx.vault, [order.buyerId])).get(order.buyerId);
  if (!buyer) return null;
  const { values } = buyer.state.fields;
  const subject = subjectOf(ctx, { ...order, linkCode: null });
  const country = values.country ?? shop.country;
  return {
    country,
    facts: {
      ...facts,
      locale: values.locale ?? shop.locale,
      buyerName: values.name ?? null,
      buyerKind: (values.paidOrders ?? 0) > 0 ? "returning" : "new",
      orders: [{ ...subject, payUrl: facts.orders[0].payUrl }],
      isMainland: values.phone ? isMainland(values.phone) : country === "CN",
    },
  };
}

/** What a message is paid as; calls by staff are none. */
const paidChannel = (medium: Medium): ChannelName | null => (medium === "call_script" ? null : medium);
