/** What an order's story is told from, and what it is told in. Phones and e-mails are no part of it. */
import type { ChannelName, Purpose } from "./channel.ts";
import type { ToldDecision } from "./decision-text.ts";
import type { Instant } from "./instant.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import type { Evidence } from "./reason.ts";
import type { ReasonCode } from "./reason-code.ts";
import type { ContactState } from "./states.ts";

/** In the order in which they are told where they happened at one moment: what follows from another comes after it. */
export const STORY_KINDS = [
  "event",
  "payment",
  "plan",
  "decision",
  "contact",
  "receipt",
  "click",
  "call",
  "reply",
  "reason",
  "stop",
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** What programs may go by. */
export type StoryDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One thing that happened. `text` may hold the buyer's own words: personal. */
export interface StoryEntry {
  readonly at: Instant;
  readonly kind: StoryKind;
  /** A few words. */
  readonly title: string;
  /** A sentence or two; empty where the title says it all. */
  readonly text: string;
  readonly channel: ChannelName | null;
  readonly state: string | null;
  readonly detail: StoryDetail;
}

/** A message or call, as its order sees it. */
export interface StoryContact {
  readonly id: string;
  readonly at: Instant;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly provider: string;
  readonly state: ContactState;
  readonly agent: string | null;
  /** First click by a human on this order's link. */
  readonly clickedAt: Instant | null;
  /** The shop's own ids of all orders it names. */
  readonly orders: readonly string[];
  readonly template: { readonly id: string; readonly version: number | null; readonly locale: string | null } | null;
}

/** All that is kept of one order's story. */
export interface StoryFacts {
  readonly order: {
    readonly paidAt: Instant | null;
    readonly amount: Minor | null;
    readonly currency: CurrencyCode;
    readonly evidence: readonly Evidence[];
  };
  readonly events: readonly { readonly at: Instant; readonly type: string; readonly outcome: string }[];
  /** What buyer and shop wrote to each other. */
  readonly messages: readonly { readonly at: Instant; readonly from: "buyer" | "shop"; readonly text: string }[];
  readonly decisions: readonly (ToldDecision & { readonly at: Instant })[];
  readonly contacts: readonly StoryContact[];
  readonly receipts: readonly {
    readonly at: Instant;
    readonly contactId: string;
    readonly state: ContactState;
    readonly text: string | null;
  }[];
  /** Calls on the list of those that people make. */
  readonly tasks: readonly {
    readonly contactId: string;
    readonly openedAt: Instant;
    readonly closedAt: Instant | null;
    readonly state: string;
  }[];
  /** What staff said the reason was. */
  readonly labels: readonly {
    readonly at: Instant;
    readonly by: string;
    readonly code: ReasonCode;
    readonly inferredCode: ReasonCode;
  }[];
  readonly conversion: {
    readonly recovered: boolean;
    readonly channel: ChannelName | null;
    readonly contactId: string | null;
    readonly netAmount: Minor;
  } | null;
}

/** What most entries leave out. */
export const NOTHING_MORE = { text: "", channel: null, state: null, detail: {} } as const;
