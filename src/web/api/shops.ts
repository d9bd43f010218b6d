/** Shops, their keys and secrets. */
import { change, read } from "./request.ts";

export interface ShopSummary {
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  readonly locale: string;
  /** RFC 3339; null: nothing has arrived yet. */
  readonly last_event_at: string | null;
  /** False: it decides everything and sends nothing. */
  readonly live: boolean;
}

export interface NewShop {
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  readonly locale?: string;
}

/** Shown this once. */
export interface ShopSecrets {
  readonly shop: string;
  readonly webhook_secret: string;
  readonly api_key: string;
}

export interface ShopKeys {
  readonly api_keys: readonly {
    readonly id: string;
    readonly prefix: string;
    readonly created_at: string;
    readonly last_used_at?: string | null;
  }[];
  readonly webhook_secrets: readonly {
    readonly id: string;
    readonly created_at: string;
    /** Null: it stays. */
    readonly expires_at: string | null;
  }[];
  readonly platform_secrets: readonly {
    readonly platform: Platform;
    readonly created_at: string;
    /** Null: it stays. */
    readonly expires_at: string | null;
  }[];
}

/** Platforms whose own webhooks are taken, as their names are written. */
export const PLATFORM_NAMES = { shopify: "Shopify", woocommerce: "WooCommerce", youzan: "Youzan 有赞" } as const;
export type Platform = keyof typeof PLATFORM_NAMES;

export const SHOPS = ["shops"] as const;
export const keysOf = (slug: string) => ["shops", slug, "keys"] as const;

const at = (slug: string, rest = "") => `/api/v1/shops/${encodeURIComponent(slug)}${rest}`;

export const readShops = (): Promise<{ data: readonly ShopSummary[] }> => read("/api/v1/shops");
export const createShop = (shop: NewShop): Promise<ShopSecrets> =>
  change("/api/v1/shops", { method: "POST", body: shop });
export const renameShop = (slug: string, name: string): Promise<ShopSummary> =>
  change(at(slug), { method: "PATCH", body: { name } });
export const readKeys = (slug: string): Promise<ShopKeys> => read(at(slug, "/keys"));
export const createKey = (slug: string): Promise<{ api_key: string }> =>
  change(at(slug, "/keys"), { method: "POST", body: {} });
export const revokeKey = (slug: string, id: string): Promise<void> =>
  change(at(slug, `/keys/${encodeURIComponent(id)}`), { method: "DELETE" });
export const rotateSecret = (slug: string): Promise<{ webhook_secret: string }> =>
  change(at(slug, "/webhook-secrets"), { method: "POST", body: {} });
export const revokeSecret = (slug: string, id: string): Promise<void> =>
  change(at(slug, `/webhook-secrets/${encodeURIComponent(id)}`), { method: "DELETE" });
export const putPlatformSecret = (slug: string, platform: Platform, secret: string): Promise<void> =>
  change(at(slug, `/platform-secrets/${platform}`), { method: "PUT", body: { secret } });
export const dropPlatformSecret = (slug: string, platform: Platform): Promise<void> =>
  change(at(slug, `/platform-secrets/${platform}`), { method: "DELETE" });

/** The id of the newest order that a shop told of; null where there is none yet. */
export async function readNewestOrder(slug: string): Promise<string | null> {
  const { data } = await read<{ data: readonly { id: string }[] }>("/api/v1/orders", { shop: slug, limit: 1 });
  return data[0]?.id ?? null;
}
