import type { ContactId } from "../domain/brand.ts";
import type { CallEnd, CallSpeech } from "../domain/call-words.ts";
import { openCallTask } from "../store/call-tasks.ts";
import { insertDecisions } from "../store/decisions.ts";
import { shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { answerCall } from "./answer-call.ts";
import type { JourneyContext } from "./context.ts";
import { readCall } from "./read-call.ts";
import { recordReceipt } from "./record-receipt.ts";
import { renderClaim } from "./send-contact.ts";
import { type LinkGear, sendPayLink } from "./send-pay-link.ts";
import { suppressPeople } from "./suppress-people.ts";
import type { Claim } from "./write-claims.ts";

/** The callee waits on the line: without a sheet the task is opened all the same. */
const SHEET_TIMEOUT_MS = 1_000;

/**
 * Does what the callee of a machine's call asks for: 1 the pay link by text message, 2 to be called back by a person,
 * 9 to be left alone on every channel. Whatever else is pressed hears the menu again; nothing (`""`) ends the call.
 * Null where there is no such call.
 */
export async function pressKey(
  ctx: JourneyContext,
  gear: LinkGear,
  contactId: ContactId,
  key: string,
): Promise<CallSpeech | null> {
  if (!["1", "2", "9", ""].includes(key)) return await answerCall(ctx, contactId);
  const call = await readCall(ctx, contactId);
  if (!call) return null;
  const { claim } = call;
  const locale = claim.buyer.state.fields.values.locale ?? claim.shop.locale;
  const kind = await act(ctx, gear, claim, key);
  // A key proves that a human answered. Told last: where the policy stops on it, the text message asked for is out by now.
  if (key !== "") await recordReceipt(ctx, { contactId, state: "answered", at: await clockOf(ctx, claim), text: null });
  return { kind, locale };
}

async function act(ctx: JourneyContext, gear: LinkGear, claim: Claim, key: string): Promise<CallEnd> {
  switch (key) {
    case "1":
      return (await sendPayLink(ctx, gear, claim)) ? "link_sent" : "no_link";
    case "2":
      await askForPerson(ctx, claim);
      return "person";
    case "9":
      await leaveAlone(ctx, claim);
      return "opted_out";
    default:
      return "goodbye";
  }
}

/** Puts the buyer on the list of calls that people make (domain.md, R11): one task a contact, asked for once or often. */
async function askForPerson(ctx: JourneyContext, claim: Claim): Promise<void> {
  const { contactId, shop, orders } = claim;
  const words = await renderClaim(
    ctx,
    { name: "call", caller: "person" },
    claim,
    AbortSignal.timeout(SHEET_TIMEOUT_MS),
  );
  const sheet = words.ok ? words.text : null;
  await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    await openCallTask(tx, ctx.vault, { contactId, shopId: shop.id, sheet, now });
    await insertDecisions(
      tx,
      orders.map(({ id }) => ({
        shopId: shop.id,
        orderId: id,
        at: now,
        what: "asked_for_person",
        rule: null,
        reason: null,
        policyVersion: null,
        inputs: { channel: "call", contact: contactId },
      })),
    );
  });
}

async function leaveAlone(ctx: JourneyContext, { shop, people }: Claim): Promise<void> {
  const shops = await shopsOfGroups(ctx.db, [shop.groupId]);
  await inShops(ctx.db, { shops, groups: [shop.groupId] }, async (tx) => {
    const at = await readClock(tx, ctx.clock);
    await suppressPeople(tx, ctx, shop, people, { reason: "opted_out", source: "stop", at });
  });
}

const clockOf = (ctx: JourneyContext, { shop }: Claim) =>
  inShops(ctx.db, { shops: [shop.id] }, (tx) => readClock(tx, ctx.clock));
