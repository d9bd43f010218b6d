import type { ContactId } from "../domain/brand.ts";
import { type CallBranch, readSheet } from "../domain/call-sheet.ts";
import { SECOND } from "../domain/instant.ts";
import { REASON_CODES, type ReasonCode } from "../domain/reason-code.ts";
import type { JourneyContext } from "./context.ts";
import { readCall } from "./read-call.ts";
import { renderClaim } from "./send-contact.ts";
import type { Claim } from "./write-claims.ts";

/** An agent waits: what is not rendered by then is left out. */
const RENDER_TIMEOUT_MS = 2 * SECOND;

/**
 * How to talk about each reason a buyer may name, in the words that the sheet of this call would have for it. None
 * where the script has no such part, the call is over, or the words can't be read: the agent has the sheet itself.
 */
export async function callBranches(ctx: JourneyContext, contactId: ContactId): Promise<readonly CallBranch[]> {
  try {
    return await renderBranches(ctx, contactId);
  } catch (error) {
    ctx.log.error({ err: error, contact: contactId }, "how to talk about other reasons could not be rendered");
    return [];
  }
}

async function renderBranches(ctx: JourneyContext, contactId: ContactId): Promise<readonly CallBranch[]> {
  const call = await readCall(ctx, contactId);
  if (!call || call.claim.orders.length === 0) return [];
  const signal = AbortSignal.timeout(RENDER_TIMEOUT_MS);
  const branches: CallBranch[] = [];
  for (const reason of REASON_CODES) {
    const sheet = await renderClaim(ctx, { name: "call", caller: "person" }, about(call.claim, reason), signal);
    if (sheet.ok) branches.push(...readSheet(sheet.text, reason).branches);
  }
  return branches;
}

/** The same orders, as if this were why they are unpaid. */
const about = (claim: Claim, code: ReasonCode): Claim => ({
  ...claim,
  orders: claim.orders.map((order) => ({ ...order, reason: { code, confidence: 1, source: "staff", at: null } })),
});
