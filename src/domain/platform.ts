/** Shop platforms whose own webhooks are taken as they are (contract.md, "Webhooks in"). */
export const PLATFORMS = ["shopify", "woocommerce", "youzan"] as const;
export type Platform = (typeof PLATFORMS)[number];

export const parsePlatform = (text: string): Platform | null => PLATFORMS.find((platform) => platform === text) ?? null;

/** A secret that a platform shows or lets somebody choose: long enough that it can't be guessed. */
export const PLATFORM_SECRET = /^[\x21-\x7e]{16,200}$/;
