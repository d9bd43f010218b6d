import type { PlatformAdapter } from "./adapter.ts";
import { shopifyAdapter } from "./shopify.ts";

/** Every platform whose own webhooks are taken, each under `/webhooks/{shop}/{name}`. */
export const PLATFORM_ADAPTERS: readonly PlatformAdapter[] = [shopifyAdapter];
