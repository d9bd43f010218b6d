import type { ShopEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import type { Platform } from "../domain/platform.ts";
import type { Problem } from "./problem.ts";

/** A request as it came in: header names in lower case, the body's own bytes. */
export interface InboundRequest {
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** What an adapter has to know of the shop that a request is addressed to. */
export interface InboundShop {
  /** What its requests are signed with: `whsec_…`, or the platform's own secret; two during a rotation. */
  readonly secrets: readonly string[];
  /** ISO 3166-1 alpha-2: where a phone without `+` is read, unless the buyer's country is told. */
  readonly country: string;
  /** The currency of amounts where an event doesn't tell. */
  readonly currency: CurrencyCode;
}

/** Real time, for signatures; and the domain's, for the rules. */
export interface InboundTime {
  readonly real: Instant;
  readonly domain: Instant;
}

export type Reading =
  | {
      readonly ok: true;
      readonly event: ShopEvent;
      /** What the answer names the event by, where that is not its own id: the platform's id of the delivery. */
      readonly id?: string;
    }
  /** 400: syntax. 401: signature, one text for all causes. 422: meaning. */
  | { readonly ok: false; readonly status: 400 | 401 | 422; readonly errors: readonly Problem[] };

/** Turns one platform's raw signed requests into events. Pure: whatever comes in, it never throws and changes nothing. */
export interface ShopAdapter {
  /** The last part of its webhook address, or `standard`. */
  readonly name: string;
  read(request: InboundRequest, shop: InboundShop, time: InboundTime): Reading;
}

/**
 * An adapter of a platform that deletes a webhook whose answers say no: what is signed and can be parsed is always
 * read, if only as `unusable`.
 */
export interface PlatformAdapter extends ShopAdapter {
  readonly name: Platform;
  /** Whether it is the platform's unsigned question whether anybody is there. */
  isPing?(request: InboundRequest): boolean;
  /** What the platform looks for in an answer, beside what every answer says. */
  readonly ack?: Readonly<Record<string, string | number>>;
}
