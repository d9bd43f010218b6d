import type { BuyerId, OrderId, PersonId } from "../domain/brand.ts";
import type { Address, BuyerState } from "../domain/buyer.ts";
import { HOUR, type Instant, plus } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import type { OrderState } from "../domain/order.ts";
import type { Arm } from "../domain/plan.ts";
import type { Cap } from "../domain/policy.ts";
import type { Cost } from "../domain/prices.ts";
import type { Buyer } from "../store/buyers.ts";
import type { ClaimOrder } from "../store/claim-rows.ts";
import type { OrderRow } from "../store/orders.ts";
import type { Reminder } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** An order to play: as it was when cuifu hears of it, and how it ends. */
export interface SimulatedOrder {
  readonly externalId: string;
  /** When cuifu hears of it. */
  readonly at: Instant;
  readonly state: OrderState;
  readonly buyer: {
    /** What the shop tells its buyers apart by. */
    readonly key: string;
    readonly arm: Arm;
    readonly addresses: readonly Address[];
    /** What is known of the buyer once this order came. */
    readonly tell: (before: BuyerState | null) => BuyerState;
  };
  /** Whether the buyer wants no messages, as far as is known when it comes. */
  readonly refused: boolean;
  /** When and how it ends by itself; null where it stays unpaid. */
  readonly ends: { readonly at: Instant; readonly status: "paid" | "cancelled" | "closed" } | null;
}

/** A buyer as the simulation goes along. */
export interface WorldBuyer {
  buyer: Buyer;
  /** Orders that may still be reminded. */
  readonly open: Map<OrderId, WorldOrder>;
  /** Undefined until it is asked for. */
  where: Whereabouts | undefined;
}

/** Where a buyer may be; null where that is not known. */
export type Whereabouts = ClaimFacts["where"] extends ReadonlyMap<BuyerId, infer Where> ? Where : never;

export interface WorldOrder {
  readonly index: number;
  readonly from: SimulatedOrder;
  row: OrderRow & { readonly id: OrderId };
  readonly claim: ClaimOrder;
  readonly owner: WorldBuyer;
  /** By step. */
  reminders: WorldReminder[];
}

export interface WorldReminder {
  row: Reminder;
  /** When it went out, and the order whose message it went in. */
  sent: { readonly at: Instant; readonly into: WorldOrder } | null;
}

/** The tables of a simulation, in memory. */
export class SimulatedWorld {
  private readonly shop: Shop;
  private readonly buyers = new Map<string, WorldBuyer>();
  private readonly people = new Map<string, PersonId>();
  private readonly known = new Map<PersonId, WorldBuyer[]>();
  /** When the shop's contacts went out, oldest first; those before `counted` are out of its cap's span. */
  private readonly sent: Instant[] = [];
  private counted = 0;
  /** When people of the shop were given calls, in the last hour. */
  private readonly calls: Instant[] = [];
  readonly spent = { micros: new Map<CurrencyCode, number>(), unpriced: 0 };
  readonly suppressed = new Set<PersonId>();
  readonly contactTimes = new Map<PersonId, number[]>();
  readonly payments = new Map<BuyerId, { readonly orderId: OrderId; readonly paidAt: Instant }[]>();

  constructor(shop: Shop) {
    this.shop = shop;
  }

  private person({ kind, value }: Address): PersonId {
    const key = `${kind} ${value}`;
    const found = this.people.get(key);
    if (found !== undefined) return found;
    const made = this.people.size as PersonId;
    this.people.set(key, made);
    return made;
  }

  /** The buyer of an order, with what it tells of them; `before` is what was known of them. */
  meet({ buyer: { key, addresses, tell } }: SimulatedOrder): {
    readonly owner: WorldBuyer;
    readonly before: BuyerState | null;
  } {
    const found = this.buyers.get(key);
    const before = found?.buyer.state ?? null;
    const people = this.peopleOf(found?.buyer.people ?? [], addresses);
    const buyer: Buyer = { id: key as BuyerId, shopId: this.shop.id, state: tell(before), people, armKey: key };
    const owner: WorldBuyer = found ?? { buyer, open: new Map(), where: undefined };
    if (buyer.state !== before) owner.where = undefined;
    owner.buyer = buyer;
    this.buyers.set(key, owner);
    if (people !== found?.buyer.people) for (const id of people) this.know(id, owner);
    // An address that joins a buyer who said no is under the same no.
    if (this.isSuppressed(owner)) for (const id of people) this.suppressed.add(id);
    return { owner, before };
  }

  /** The people behind a buyer: an address once known stays. The very same list where none is new. */
  private peopleOf(known: readonly PersonId[], addresses: readonly Address[]): readonly PersonId[] {
    const added = addresses.map((address) => this.person(address)).filter((id) => !known.includes(id));
    return added.length === 0 ? known : [...known, ...added].sort((a, b) => a - b);
  }

  private know(id: PersonId, owner: WorldBuyer): void {
    const owners = this.known.get(id);
    if (owners === undefined) this.known.set(id, [owner]);
    else if (!owners.includes(owner)) owners.push(owner);
  }

  /** Suppresses the addresses of an order's buyer, with all others their buyers are known by. @returns those buyers. */
  suppress({ buyer: { addresses } }: SimulatedOrder): readonly WorldBuyer[] {
    const spoken = addresses.map((address) => this.person(address));
    const buyers = new Set(spoken.flatMap((id) => this.known.get(id) ?? []));
    for (const id of spoken) this.suppressed.add(id);
    for (const { buyer } of buyers) for (const id of buyer.people) this.suppressed.add(id);
    return [...buyers];
  }

  isSuppressed({ buyer }: WorldBuyer): boolean {
    return buyer.people.some((id) => this.suppressed.has(id));
  }

  /** Whether the shop's cap leaves room for one more contact. */
  hasRoom(now: Instant, { count, per }: Cap): boolean {
    while ((this.sent[this.counted] ?? now) <= now - per) this.counted += 1;
    return this.sent.length - this.counted < count;
  }

  /** When the shop's people can take on a call: now, or once the first of those of the last hour is an hour old. */
  callFreeAt(now: Instant, capacity: number): Instant {
    while (this.calls.length > 0 && (this.calls[0] ?? now) <= now - HOUR) this.calls.shift();
    const first = this.calls[this.calls.length - capacity];
    return first === undefined ? now : plus(first, HOUR);
  }

  called(at: Instant): void {
    this.calls.push(at);
  }

  /** Adds a contact to those the buyer had, and forgets those older than `oldest`. */
  contacted({ buyer }: WorldBuyer, at: Instant, oldest: number): void {
    this.sent.push(at);
    for (const id of buyer.people) {
      const times = this.contactTimes.get(id);
      if (times === undefined) this.contactTimes.set(id, [at]);
      else {
        while ((times[0] ?? at) <= oldest) times.shift();
        times.push(at);
      }
    }
  }

  /** @param cost null where the price is not known. */
  spend(cost: Cost | null): void {
    if (cost === null) this.spent.unpriced += 1;
    else this.spent.micros.set(cost.currency, (this.spent.micros.get(cost.currency) ?? 0) + cost.micros);
  }

  paid({ owner, claim }: WorldOrder, paidAt: Instant): void {
    const { id } = owner.buyer;
    this.payments.set(id, [...(this.payments.get(id) ?? []), { orderId: claim.id, paidAt }]);
  }
}
