import type { ContactId, GroupId, PersonId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { detectOptOut, type OptOutVerdict } from "../domain/opt-out.ts";
import { latestContact } from "../store/contact-receipts.ts";
import { ensurePeople, findPeople, type PersonAddress } from "../store/people.ts";
import { allShops, type Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { recordReceipt } from "./record-receipt.ts";
import { suppressPeople } from "./suppress-people.ts";

/** What somebody wrote to a number of ours. Personal. */
export interface Reply {
  readonly channel: "sms" | "im";
  /** E.164. */
  readonly from: string;
  /** Whose account on a messenger the number is (`buyer.im`); null for a text message. */
  readonly messenger: string | null;
  readonly text: string;
  /** Whether the provider itself took it as a refusal. */
  readonly optsOut: boolean;
  /** The provider's id of the message, by which one that comes twice is known. */
  readonly ref: string;
}

/** Contacts that a reply may be about, the likeliest first: people text back to the number that called them. */
const ABOUT: Readonly<Record<Reply["channel"], readonly ChannelName[]>> = {
  sms: ["sms", "call"],
  im: ["im", "sms", "call"],
};

/**
 * Takes a message to a number that all shops send from. A refusal suppresses its sender in every group of shops, known
 * there or not: the number is the same. Any other reply counts for the last contact made with its sender, ends the
 * remaining steps and is kept for people to read.
 * @returns false where nobody was ever contacted at that address.
 */
export async function recordReply(ctx: JourneyContext, reply: Reply): Promise<boolean> {
  const shops = await allShops(ctx.db);
  const groups = [...new Set(shops.map(({ groupId }) => groupId))];
  const scope = { shops: shops.map(({ id }) => id), groups };
  const { contactId, at } = await inShops(ctx.db, scope, async (tx) => {
    const people = await findPeople(
      tx,
      ctx.vault,
      groups.flatMap((group) => addressesOf(reply, group)),
    );
    return { contactId: await latestContact(tx, people, ABOUT[reply.channel]), at: await readClock(tx, ctx.clock) };
  });
  const verdict = reply.optsOut ? "opt_out" : detectOptOut(reply.text);
  if (verdict !== "none") for (const group of groups) await refuse(ctx, reply, verdict, shops, group);
  return contactId !== null && (await recordAnswer(ctx, reply, contactId, at));
}

const recordAnswer = (
  ctx: JourneyContext,
  { text, ref }: Reply,
  contactId: ContactId,
  at: Parameters<typeof recordReceipt>[1]["at"],
) => recordReceipt(ctx, { contactId, state: "replied", at, text, ref });

const addressesOf = ({ from, messenger }: Reply, groupId: GroupId): PersonAddress[] => [
  { groupId, kind: "phone", value: from },
  ...(messenger === null ? [] : [{ groupId, kind: "im", value: `${messenger}:${from}` } as const]),
];

/** Plain words hold whoever says them; unclear ones only where the sender is known, and staff find them by their reason. */
async function refuse(
  ctx: JourneyContext,
  reply: Reply,
  verdict: Exclude<OptOutVerdict, "none">,
  shops: readonly Shop[],
  groupId: GroupId,
): Promise<void> {
  const own = shops.filter((shop) => shop.groupId === groupId);
  const [shop] = own;
  if (!shop) return;
  await inShops(ctx.db, { shops: own.map(({ id }) => id), groups: [groupId] }, async (tx) => {
    const at = await readClock(tx, ctx.clock);
    const addresses = addressesOf(reply, groupId);
    const people: readonly PersonId[] =
      verdict === "opt_out"
        ? [...(await ensurePeople(tx, ctx.vault, addresses)).values()]
        : await findPeople(tx, ctx.vault, addresses);
    if (people.length === 0) return;
    const reason = verdict === "opt_out" ? "opted_out" : "unclear";
    await suppressPeople(tx, ctx, shop, people, { reason, source: "stop", at, address: reply.from });
  });
}
