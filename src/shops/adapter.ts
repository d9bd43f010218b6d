import type { ShopEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import type { Problem } from "./problem.ts";

/** A request as it came in: header names in lower case, the body's own bytes. */
export interface InboundRequest {
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** What an adapter has to know of the shop that a request is addressed to. */
export interface InboundShop {
  /** `whsec_…`; two during a rotation. */
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
  | { readonly ok: true; readonly event: ShopEvent }
  /** 400: syntax. 401: signature, one text for all causes. 422: meaning. */
  | { readonly ok: false; readonly status: 400 | 401 | 422; readonly errors: readonly Problem[] };

/** Turns one platform's raw signed requests into events. Pure: whatever comes in, it never throws and changes nothing. */
export interface ShopAdapter {
  /** The last part of its webhook address, or `standard`. */
  readonly name: string;
  read(request: InboundRequest, shop: InboundShop, time: InboundTime): Reading;
}
