import { sql } from "drizzle-orm";
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
      const row = Buffer.from(digest).toString("hex");
      return {
        shopId,
        orderId,
        buyerId,
        sender: message.from,
        at: message.at,
        text: vault.seal(message.text, { table: "messages", column: "text", shop: shopId, row }),
        digest,
      };
    }),
  );
  await insertBulk(tx, messages, rows, { tail: sql`ON CONFLICT DO NOTHING` });
}
