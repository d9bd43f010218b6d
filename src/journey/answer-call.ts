import type { ContactId } from "../domain/brand.ts";
import type { CallSpeech } from "../domain/call-words.ts";
import { SECOND } from "../domain/instant.ts";
import type { JourneyContext } from "./context.ts";
import { readCall } from "./read-call.ts";
import { renderClaim } from "./send-contact.ts";

/** The callee waits on the line. */
const RENDER_TIMEOUT_MS = 3 * SECOND;

/**
 * What a machine says when its call is answered, by what is true at that moment: an order that was paid while the
 * telephone rang is not asked for (faults.md, I5). Null where there is no such call.
 */
export async function answerCall(ctx: JourneyContext, contactId: ContactId): Promise<CallSpeech | null> {
  const call = await readCall(ctx, contactId);
  const sender = ctx.channels.get("call");
  if (!call || !sender) return null;
  const { claim, paid, refused, offersLink } = call;
  const locale = claim.buyer.state.fields.values.locale ?? claim.shop.locale;
  if (claim.orders.length === 0 || refused)
    return { kind: paid && claim.orders.length === 0 ? "paid" : "ended", locale };
  const message = await renderClaim(
    ctx,
    { ...sender, caller: "machine" },
    claim,
    AbortSignal.timeout(RENDER_TIMEOUT_MS),
  );
  if (!message.ok) {
    ctx.log.error(
      { contact: contactId, error: message.error },
      "a call was answered and its words could not be rendered",
    );
    return { kind: "goodbye", locale };
  }
  return { kind: "remind", locale: message.template.locale, text: message.text, offersLink };
}
