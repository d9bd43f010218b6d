import { randomUUID } from "node:crypto";
import type { ContactId } from "../domain/brand.ts";
import type { Channel, ChannelName, SendResult } from "../domain/channel.ts";
import { emailKey } from "../domain/email-address.ts";
import { SECOND } from "../domain/instant.ts";
import type { Medium, RenderError } from "../domain/template.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { isPaused, readPauses } from "../store/pauses.ts";
import { addressKey, ensurePeople, suppressedAmong } from "../store/people.ts";
import { readShops, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { type Preview, previewTemplate } from "./preview-template.ts";
import { isTestAddress } from "./test-addresses.ts";

const SEND_TIMEOUT_MS = 10 * SECOND;

/** A message to try how it arrives. Personal. */
export interface TestRequest {
  readonly id: string;
  /** Null: the latest. */
  readonly version: number | null;
  readonly to: { readonly kind: "phone" | "email"; readonly value: string };
  readonly by: string;
}

/**
 * What became of it.
 * - `not_allowed`: the address is not among the policy's `test_addresses`.
 * - `suppressed`: whoever has it said no.
 * - `wrong_address`: the channel takes the other kind.
 * - `no_channel`: no provider is set up, or people make its calls.
 */
export type TestResult =
  | { readonly kind: "sent"; readonly preview: Preview; readonly result: SendResult }
  | { readonly kind: "absent" | "not_allowed" | "suppressed" | "wrong_address" | "no_channel" | "paused" }
  | { readonly kind: "failed"; readonly error: RenderError };

/**
 * Sends a version about a sample order to an address of the shop's own. It is no contact: it takes no permit, counts
 * for no cap and no statistic, and stands in the audit log before it is sent. Never to anybody else, and never about
 * a real order.
 */
export async function sendTest(ctx: JourneyContext, shop: Shop, request: TestRequest): Promise<TestResult> {
  const { id, version, to } = request;
  const preview = await previewTemplate(ctx, shop, { id, version, order: null });
  if (preview.kind === "no_order") return { kind: "absent" };
  if (preview.kind !== "preview") return preview;
  const channel = channelOf(preview.template.medium);
  const sender = channel && ctx.channels.get(channel);
  if (!sender || sender.caller === "person") return { kind: "no_channel" };
  if ((channel === "email") !== (to.kind === "email")) return { kind: "wrong_address" };
  const refusal = await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const refused = await refusalOf(tx, ctx, shop, channel, to);
    if (refused === null) await audit(tx, shop, preview, request, sender);
    return refused;
  });
  if (refusal !== null) return { kind: refusal };
  return { kind: "sent", preview, result: await hand(sender, shop, preview, to.value) };
}

/** A machine says what is written for calls; a script is for people. */
const channelOf = (medium: Medium): ChannelName | null => (medium === "call_script" ? null : medium);

async function refusalOf(
  tx: Tx,
  ctx: JourneyContext,
  shop: Shop,
  channel: ChannelName,
  { kind, value }: TestRequest["to"],
): Promise<"not_allowed" | "suppressed" | "paused" | null> {
  const current = (await readShops(tx, [shop.id])).get(shop.id) ?? shop;
  const policy = await ctx.policies.read(tx, shop.id, current.policyVersion);
  if (!isTestAddress(ctx, policy, value)) return "not_allowed";
  if (isPaused(await readPauses(tx), shop.id, channel)) return "paused";
  const person = { groupId: shop.groupId, kind, value: kind === "email" ? emailKey(value) : value };
  const known = (await ensurePeople(tx, ctx.vault, [person])).get(addressKey(person));
  if (known === undefined) throw new Error("a person that was just made is not there");
  return (await suppressedAmong(tx, [known])).has(known) ? "suppressed" : null;
}

const audit = (tx: Tx, shop: Shop, { template }: Preview, { id, by }: TestRequest, sender: Channel): Promise<void> =>
  insertAudit(tx, {
    shopId: shop.id,
    actor: by,
    action: "template.test_send",
    target: id,
    detail: { version: template.version, channel: sender.name, provider: sender.provider },
  });

async function hand(sender: Channel, shop: Shop, preview: Preview, to: string): Promise<SendResult> {
  const { template, subject, text, facts } = preview;
  return await sender.send(
    {
      // Of no contact: whatever a provider reports of it finds nothing.
      contactId: randomUUID() as ContactId,
      channel: sender.name,
      purpose: template.purpose,
      shop: shop.slug,
      shopName: shop.name,
      to,
      locale: template.locale,
      subject,
      text,
      orders: facts.orders.map(({ id, amount, payUrl }) => ({ id, amount, payUrl })),
      optOutUrl: facts.optOutUrl,
      providerTemplate: template.providerTemplates?.[sender.provider] ?? null,
    },
    AbortSignal.timeout(SEND_TIMEOUT_MS),
  );
}
