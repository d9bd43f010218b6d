import { eq } from "drizzle-orm";
import type { BuyerId, OrderId, ShopId } from "../domain/brand.ts";
import type { ConversationMessage } from "../domain/event.ts";
import { toIso } from "../domain/instant.ts";
import { insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { messages } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** What buyer and shop wrote, about an order or without one. Personal. */
export interface Conversation {
  readonly shopId: ShopId;
  readonly orderId: OrderId | null;
  readonly buyerId: BuyerId | null;
  readonly messages: readonly ConversationMessage[];
}

/** Adds messages to the set of those known; repetition adds nothing. */
export async function insertMessages(tx: Tx, vault: Vault, conversations: readonly Conversation[]): Promise<void> {
  const rows = conversations.flatMap(({ shopId, orderId, buyerId, messages: said }) =>
    said.map((message) => {
      const about = orderId === null ? `buyer ${buyerId}` : `order ${orderId}`;
      const digest = vault.hash(`message ${shopId} ${about} ${message.from} ${toIso(message.at)}`, message.text);
      return {
        shopId,
        orderId,
        buyerId,
        sender: message.from,
        at: message.at,
        text: vault.seal(message.text, placeOf(shopId, digest)),
        digest,
      };
    }),
  );
  await insertBulk(tx, messages, rows, { tail: "ON CONFLICT DO NOTHING" });
}

const placeOf = (shop: ShopId, digest: Uint8Array) => ({
  table: "messages",
  column: "text",
  shop,
  row: Buffer.from(digest).toString("hex"),
});

/** What buyer and shop wrote to each other about an order, first to last. Personal. */
export async function readMessages(tx: Tx, vault: Vault, orderId: OrderId): Promise<ConversationMessage[]> {
  const rows = await tx.select().from(messages).where(eq(messages.orderId, orderId)).orderBy(messages.at, messages.id);
  return rows.map(({ shopId, sender, at, text, digest }) => ({
    from: sender,
    at,
    text: vault.openText(text, placeOf(shopId, digest)),
  }));
}
