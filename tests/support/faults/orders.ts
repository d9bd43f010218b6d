/** Orders that are due the moment they come in. */
import { instant, toIso } from "#src/domain/instant.ts";
import { about, created } from "#tests/support/journey.ts";
import type { Random } from "./random.ts";
import type { ShopEvent } from "./shop-client.ts";

const NOON = 12;

/** A zone in which it is about noon now, so that contact hours are open wherever in the day the test runs. */
export function zoneAtNoon(): string {
  const ahead = NOON - new Date().getUTCHours();
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** Both channels at once, with room for several orders of one buyer. */
export const DUE_AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }, { channel: "im", after: "0m" }],
  stop_on: [],
  hours: { default: "09:00-20:00" },
  held_out: 0,
};

const timestamp = (): string => toIso(instant(Date.now()));

/** @param buyer orders of one buyer may share a message. */
const orderCreated = (order: string, buyer = order): ShopEvent => ({
  order,
  type: "order.created",
  body: created(order, timestamp(), { buyer: buyerOf(buyer) }),
});

export const orderPaid = (order: string): ShopEvent => ({
  order,
  type: "order.paid",
  body: about("order.paid", order, timestamp()),
});

const buyerOf = (buyer: string) => ({
  id: `b-${buyer}`,
  timezone: zoneAtNoon(),
  phone: `+86139${[...buyer]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_000_000, 7)
    .toString()
    .padStart(8, "0")}`,
  im: { wecom: `wx-${buyer}` },
});

/** So many new orders, one in five of a buyer who has another among them. */
export function someOrders(random: Random, prefix: string, count: number): ShopEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const other = at > 0 && random.percent(20) ? `${prefix}-${random.whole(0, at - 1)}` : undefined;
    return orderCreated(`${prefix}-${at}`, other);
  });
}
