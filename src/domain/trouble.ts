import type { ChannelName } from "./channel.ts";
import type { Instant } from "./instant.ts";

export const TROUBLE_KINDS = [
  "provider_paused",
  "sending_paused",
  "cap_reached",
  "reminders_late",
  "queue_behind",
  "reminders_failed",
  "unknown_contacts",
  "shop_silent",
  "quarantined",
] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

/** What goes wrong for a shop just now, and since when. No personal data. */
export type ShopTrouble = { readonly since: Instant } & (
  | {
      readonly kind: "provider_paused";
      readonly channel: ChannelName;
      readonly provider: string;
      /** Null: it is tried one message at a time until it answers. */
      readonly until: Instant | null;
    }
  | { readonly kind: "sending_paused"; readonly everyShop: boolean; readonly channel: ChannelName | null }
  /** Paused by itself because of `caps.shop`. */
  | { readonly kind: "cap_reached" }
  | { readonly kind: "reminders_late"; readonly channel: ChannelName; readonly reminders: number }
  | { readonly kind: "queue_behind"; readonly reminders: number }
  /** So many alerts of the last day, about reminders that can't be claimed and about events that can't be taken in. */
  | { readonly kind: "reminders_failed" | "quarantined"; readonly alerts: number }
  | { readonly kind: "unknown_contacts"; readonly contacts: number }
  /** Nothing came from the shop since then (`domain/silence.ts`). */
  | { readonly kind: "shop_silent" }
);
