import type { Channel, SendRequest, SendResult } from "../domain/channel.ts";
import { SECOND } from "../domain/instant.ts";
import type { MessageCoupon, MessageSubject } from "../domain/message.ts";
import { addressOn } from "../domain/reach.ts";
import { reasonToSpeakTo } from "../domain/reason.ts";
import { isMainland } from "../domain/sms-frame.ts";
import type { ClaimOrder } from "../store/claim-rows.ts";
import { lastReplyAt } from "../store/contact-receipts.ts";
import { openRegisters } from "../store/orders.ts";
import { inShops } from "../store/transaction.ts";
import type { ClaimResult } from "./claim-contacts.ts";
import type { JourneyContext } from "./context.ts";
import type { LastLook } from "./last-look.ts";
import { offerCoupon, standingCoupon } from "./offer-coupon.ts";
import { optOutToken } from "./opt-out-link.ts";
import { reachOf } from "./plan-reminders.ts";
import type { ProviderGate } from "./provider-gate.ts";
import type { Recorder, SentOutcome } from "./record-outcomes.ts";
import { type RenderedMessage, renderMessage } from "./render-message.ts";
import { ENDED } from "./settle-reminders.ts";
import { tryElsewhere } from "./try-elsewhere.ts";
import { wordsFor } from "./words-for.ts";
import type { Claim } from "./write-claims.ts";

/** A request goes out within this of the claim's COMMIT being issued, or not at all (faults.md, I6). */
const PERMIT_MS = 10 * SECOND;
/** What one provider request may take. */
const SEND_TIMEOUT_MS = 10 * SECOND;
/** What is kept of the permit for rendering, the last look and the connection. */
const TIME_TO_SEND_MS = 4 * SECOND;
/** What sending needs beside the context; shared by the jobs of one process. */
export interface SendTools {
  readonly gate: ProviderGate;
  readonly lastLook: LastLook;
  readonly recorder: Recorder;
}

/** A claimed contact on its way to a provider. */
export interface Sending {
  readonly sender: Channel;
  readonly claim: Claim;
  readonly issued: ClaimResult["issued"];
  /** Made to find out how a provider in trouble is. */
  readonly isProbe: boolean;
}

/** Renders and sends one claimed contact, at most once, and records the outcome. @returns it. */
export async function sendContact(ctx: JourneyContext, tools: SendTools, sending: Sending): Promise<SendResult> {
  const { sender, claim, issued, isProbe } = sending;
  const sent = await attempt(ctx, tools.lastLook, sender, claim, issued).catch((error: unknown) => {
    // Nothing was handed over yet: `attempt` answers for the channel itself.
    ctx.log.error({ err: error, contact: claim.contactId }, "a message could not be prepared");
    return { result: notSent("not_prepared"), template: null };
  });
  await ctx.failpoint("before_record");
  await tools.gate.report(sender, sent.result, isProbe);
  const outcome = await tryElsewhere(ctx, sender, claim, sent.result);
  ctx.measures.contact(sender.name, outcome.result.kind);
  await tools.recorder.add({ claim, sender, ...sent, ...outcome });
  return sent.result;
}

async function attempt(
  ctx: JourneyContext,
  lastLook: LastLook,
  sender: Channel,
  claim: Claim,
  issued: ClaimResult["issued"],
): Promise<Pick<SentOutcome, "result" | "template" | "segments">> {
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  const to = addressOn(sender.name, reachOf(claim.buyer), sender.messenger);
  if (to === null) return { result: notSent("no_address"), template: null };
  const links = linksOf(ctx, claim);
  const message = await renderClaim(
    ctx,
    sender,
    claim,
    signal,
    () => offerCoupon(ctx, claim, sender.name, timeToAsk(ctx, claim, issued)),
    links,
  );
  if (!message.ok) {
    ctx.log.error({ contact: claim.contactId, error: message.error }, "a message could not be rendered");
    // A rendering thread that could not start or was shut down is no fault of the words.
    const passing = message.error === "failed" || message.error === "aborted";
    return { result: notSent(passing ? "not_rendered" : "template_error"), template: null };
  }
  const request: SendRequest = {
    contactId: claim.contactId,
    channel: sender.name,
    purpose: claim.purpose,
    shop: claim.shop.slug,
    shopName: claim.shop.name,
    to,
    locale: message.template.locale,
    subject: message.subject,
    text: message.text,
    orders: links.subjects.map(({ id, amount, payUrl }) => ({ id, amount, payUrl })),
    optOutUrl: links.optOutUrl,
    ...(sender.messenger === undefined ? {} : await replyTime(ctx, sender, claim)),
    providerTemplate: message.providerTemplates[sender.provider] ?? null,
  };
  const words = { template: message.template, segments: message.segments };
  await ctx.failpoint("before_send");
  // What can't be looked up is not sent either: the rejection ends as `not_prepared`.
  if ((await lastLook.add(claim)) === "ended") return { result: notSent(ENDED), ...words };
  if (isTooLate(ctx, issued)) return { result: notSent("permit_expired"), ...words };
  try {
    return { result: await sender.send(request, signal), ...words };
  } catch (error) {
    // A channel never throws; one that does may have sent.
    ctx.log.error({ err: error, contact: claim.contactId }, "a channel threw");
    return { result: { kind: "unknown", code: "channel_threw" }, ...words };
  }
}

/**
 * The words of a claimed contact. Throws where the shop's own can't be read.
 * @param findCoupon where they name one; left out: the one that the order has already.
 * @param links worked out before, by whoever needs them too.
 */
export async function renderClaim(
  ctx: JourneyContext,
  { name, caller }: Pick<Channel, "name" | "caller">,
  claim: Claim,
  signal: AbortSignal,
  findCoupon: () => Promise<MessageCoupon | null> = () => standingCoupon(ctx, claim),
  { subjects, optOutUrl }: Links = linksOf(ctx, claim),
): Promise<RenderedMessage> {
  const [first, ...others] = subjects;
  if (!first) return { ok: false, error: "empty" };
  const { values } = claim.buyer.state.fields;
  return await renderMessage(
    { render: ctx.words.render, ...(await wordsFor(ctx, claim.shop)) },
    {
      channel: name,
      caller,
      purpose: claim.purpose,
      reason: reasonToSpeakTo(claim.orders.map(({ reason }) => reason)),
      locale: values.locale ?? claim.shop.locale,
      shopLocale: claim.shop.locale,
      grade: values.grade ?? "C",
      shopName: claim.shop.name,
      buyerName: values.name ?? null,
      buyerKind: (values.paidOrders ?? 0) > 0 ? "returning" : "new",
      orders: [first, ...others],
      optOutUrl,
      isMainland: isMainland(values.phone ?? ""),
      buyerKey: claim.buyer.id,
      findCoupon,
    },
    signal,
  );
}

/** What is worked out with keys, and once for each message: the orders with their pay links, and the way to say no. */
interface Links {
  readonly subjects: readonly MessageSubject[];
  readonly optOutUrl: string;
}

const linksOf = (ctx: JourneyContext, claim: Claim): Links => ({
  subjects: subjectsOf(ctx, claim),
  optOutUrl: `${ctx.publicUrl}/u/${optOutToken(ctx.vault, claim.contactId)}`,
});

/** How long ago the buyer wrote to us on this messenger: some let us write freely only for a while after. */
async function replyTime(
  ctx: JourneyContext,
  { name }: Channel,
  { shop, buyer, claimedAt }: Claim,
): Promise<Pick<SendRequest, "sinceReply">> {
  const at = await inShops(ctx.db, { shops: [shop.id] }, (tx) => lastReplyAt(tx, buyer.id, name));
  return at === null ? {} : { sinceReply: Math.max(0, claimedAt - at) };
}

const notSent = (code: string): SendResult => ({ kind: "not_sent", code, retryAfterMs: null });

/** Milliseconds that a claimed contact can wait for something else: until its slot ends, and with time left to be sent. */
function timeToAsk(ctx: JourneyContext, { claimedAt, notAfter }: Claim, issued: ClaimResult["issued"]): number {
  const slot = notAfter === null ? PERMIT_MS : Math.max(0, notAfter - claimedAt);
  return Math.min(slot, PERMIT_MS - TIME_TO_SEND_MS) - (ctx.realTime.monotonic() - issued.monotonic);
}

/** By both clocks: one may be set back, the other may stand still while the host sleeps. */
function isTooLate(ctx: JourneyContext, issued: ClaimResult["issued"]): boolean {
  const byWall = ctx.realTime.wall() - issued.wall;
  return ctx.realTime.monotonic() - issued.monotonic >= PERMIT_MS || byWall >= PERMIT_MS || byWall < 0;
}

/** The orders as the message names them; thanks ask nobody to pay. */
const subjectsOf = (ctx: JourneyContext, { purpose, orders }: Claim): MessageSubject[] =>
  orders
    .map((order) => subjectOf(ctx, order))
    .map((subject) => (purpose === "thank_you" ? { ...subject, payUrl: null } : subject));

/** An order as the message names it, with our own link to where it is paid. */
export function subjectOf(
  ctx: Pick<JourneyContext, "vault" | "publicUrl">,
  order: ClaimOrder & Pick<Claim["orders"][number], "linkCode">,
): MessageSubject {
  const { payUrl } = openRegisters(ctx.vault, order).state.fields.values;
  const link = payUrl && order.linkCode !== null ? `${ctx.publicUrl}/r/${order.linkCode}` : null;
  return {
    id: order.externalId,
    amount: { amount: order.amount, currency: order.currency },
    payUrl: link,
    items: order.items,
  };
}
