import type { CalendarSource } from "../domain/calendar.ts";
import type { Channel, ChannelName } from "../domain/channel.ts";
import type { CouponSource } from "../domain/coupon.ts";
import type { Clock, Instant } from "../domain/instant.ts";
import type { Log } from "../domain/log.ts";
import type { Measures } from "../domain/measures.ts";
import type { PriceOf } from "../domain/prices.ts";
import type { ReasonClassifier } from "../domain/reason-classifier.ts";
import type { Enqueue } from "../domain/send-job.ts";
import type { Inspect } from "../domain/shop-template.ts";
import type { Render, Template } from "../domain/template.ts";
import type { PhoneZones } from "../domain/zone.ts";
import type { Db } from "../store/connect.ts";
import type { PolicyReader } from "../store/policies.ts";
import type { Vault } from "../store/seal.ts";
import type { ShopWordsReader } from "../store/shop-words.ts";

/** Real time, whatever clock the rules go by: for the permit's 10 s, leases and time-outs. */
export interface RealTime {
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** This host's clock. */
  wall(): Instant;
  /** Resolves after some milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** What messages are made of: the texts that ship with cuifu, those of the shops, and who renders and looks at them. */
export interface Words {
  readonly templates: readonly Template[];
  readonly ofShops: ShopWordsReader;
  readonly render: Render;
  readonly inspect: Inspect;
}

/** Everything a step of the journey works with; made once by the composition root. */
export interface JourneyContext {
  readonly db: Db;
  /** Few connections of their own for whatever reads whole tables, as slowly as a caller takes it. Left out: `db`. */
  readonly longDb?: Db;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly realTime: RealTime;
  readonly enqueue: Enqueue;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly words: Words;
  readonly phoneZones: PhoneZones;
  /** Left out: those that come with cuifu. */
  readonly calendars?: CalendarSource;
  /** What contacts cost. Left out: no price is known. */
  readonly prices?: PriceOf;
  /** Asks shops for coupons. Left out: no message has one. */
  readonly coupons?: CouponSource;
  readonly policies: PolicyReader;
  /** Reads why an order is unpaid. */
  readonly reasons: ReasonClassifier;
  readonly measures: Measures;
  readonly log: Log;
  /** Where buyers reach this service, without a slash at the end. */
  readonly publicUrl: string;
  /** Where tests make a process die or freeze; does nothing otherwise. */
  readonly failpoint: (name: string) => Promise<void>;
}
