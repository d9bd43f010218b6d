import type { PlatformAdapter } from "./adapter.ts";
import { shopifyAdapter } from "./shopify.ts";
import { woocommerceAdapter } from "./woocommerce.ts";
import { youzanAdapter } from "./youzan.ts";

/** Every platform whose own webhooks are taken, each under `/webhooks/{shop}/{name}`. */
export const PLATFORM_ADAPTERS: readonly PlatformAdapter[] = [shopifyAdapter, woocommerceAdapter, youzanAdapter];
