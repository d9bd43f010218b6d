import { DAY } from "../domain/instant.ts";
import { insertApiKey, revokeApiKey } from "../store/api-keys.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { expireSecret, insertSecret, listSecrets } from "../store/secrets.ts";
import { lockShop, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { newApiKey, newWebhookSecret } from "./create-shop.ts";

/** How long the secret before holds beside a new one: the shop puts the new one in meanwhile. */
export const BOTH_HOLD = DAY;

interface KeyChange {
  /** As the audit log names who asks. */
  readonly by: string;
  /** Of a key or a secret. */
  readonly id: string;
}

/** Makes one more API key of a shop. @returns it, this once. */
export async function addApiKey(
  ctx: Pick<JourneyContext, "db">,
  shop: Shop,
  { by }: Pick<KeyChange, "by">,
): Promise<string> {
  const key = newApiKey();
  await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const prefix = await insertApiKey(tx, shop.id, key);
    await auditKeys(tx, shop, by, "shop.key.create", prefix);
  });
  return key;
}

/** Whoever calls with the key is refused from now on. @returns false where the shop has none such. */
export async function dropApiKey(ctx: Pick<JourneyContext, "db">, shop: Shop, { by, id }: KeyChange): Promise<boolean> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const prefix = await revokeApiKey(tx, shop.id, id);
    if (prefix !== null) await auditKeys(tx, shop, by, "shop.key.revoke", prefix);
    return prefix !== null;
  });
}

/**
 * Makes another webhook secret; the one before holds for a day more.
 * @returns it, this once; null while an earlier change is under way: a shop that has yet to follow it would be shut out.
 */
export async function rotateSecret(
  ctx: Pick<JourneyContext, "db" | "vault">,
  shop: Shop,
  { by }: Pick<KeyChange, "by">,
): Promise<string | null> {
  const secret = newWebhookSecret();
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockShop(tx, shop.id);
    const standing = await listSecrets(tx, shop.id);
    if (standing.length > 1) return null;
    for (const { id } of standing) await expireSecret(tx, id, BOTH_HOLD);
    await insertSecret(tx, ctx.vault, shop.id, secret);
    await auditKeys(tx, shop, by, "shop.secret.create", null);
    return secret;
  });
}

/** Ends a secret at once. `last`: the only one is left, because nothing could be signed without it. */
export async function dropSecret(
  ctx: Pick<JourneyContext, "db">,
  shop: Shop,
  { by, id }: KeyChange,
): Promise<"dropped" | "absent" | "last"> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockShop(tx, shop.id);
    const standing = await listSecrets(tx, shop.id);
    if (!standing.some((secret) => secret.id === id)) return "absent";
    const others = standing.filter((secret) => secret.id !== id);
    if (others.length === 0) return "last";
    await expireSecret(tx, id, 0);
    // What was about to be replaced is all there is now.
    for (const other of others) await expireSecret(tx, other.id, null);
    await auditKeys(tx, shop, by, "shop.secret.revoke", id);
    return "dropped";
  });
}

/** What was done to what a shop's programs are known by. @param target of it; never a secret. */
export const auditKeys = (tx: Tx, { id }: Shop, actor: string, action: string, target: string | null): Promise<void> =>
  insertAudit(tx, { shopId: id, actor, action, target, detail: {} });
