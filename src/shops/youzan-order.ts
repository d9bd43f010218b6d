import type { BuyerFields, EventType, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { parseCurrency } from "../domain/money.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { cut, firstOf, type Look } from "./look.ts";
import { nameOf, phoneIn } from "./platform-buyer.ts";
import { itemsOf, NOTHING_TOLD, readMoney, type ToldOrder } from "./platform-order.ts";

const CNY = parseCurrency("CNY");

const INFO = "/msg/full_order_info/order_info";
const POINTERS = {
  id: "/id",
  status: "/status",
  at: "/version",
  placedAt: `${INFO}/created`,
  currency: "",
  amount: "/msg/full_order_info/pay_info/payment",
  buyer: "/msg/full_order_info/buyer_info",
};

/** Times carry no offset: they are China's. */
const readChinaTime = (text: string): Instant | null => parseTimestamp(text) ?? parseTimestamp(`${text}+08:00`);

/** Of the envelope's version: where it stands among others, and when it was told. */
interface Told {
  readonly version: number;
  readonly told: Instant | null;
}

/** The way of paying that Youzan calls 货到付款. */
const ON_DELIVERY = "CODPAY";
/** Messages that are sent where the money came, and no sooner. */
const PAID_TYPES: ReadonlySet<string> = new Set(["trade_TradePaid", "trade_TradeSuccess"]);
/** The state of a message that names none. */
const STATE_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ["trade_TradeBuyerPay", "WAIT_SELLER_SEND_GOODS"],
  ["trade_TradePartlySellerShip", "WAIT_BUYER_CONFIRM_GOODS"],
  ["trade_TradeSellerShip", "WAIT_BUYER_CONFIRM_GOODS"],
  ["trade_TradeClose", "TRADE_CLOSED"],
  ["trade_TradePaid", "TRADE_PAID"],
  ["trade_TradeSuccess", "TRADE_SUCCESS"],
]);
const SHIPPED: ReadonlySet<string> = new Set(["trade_TradePartlySellerShip", "trade_TradeSellerShip"]);

/** Why an order was closed: somebody called it off. */
const CALLED_OFF: ReadonlySet<number> = new Set([3, 4, 5, 10, 11, 12, 17, 27, 29, 30, 31]);
/** The same: the money went back. */
const REFUNDED: ReadonlySet<number> = new Set([2, 22]);

/**
 * What an order's state means for reminders (docs/decisions/0015). `TRADE_PAID`, `WAIT_CONFIRM` and what follows are paid,
 * unless they wait for money on delivery. Whatever is not surely waiting for the buyer to pay is closed to reminders.
 * @param isWhole whether the whole order is told, the way of paying among it.
 */
function statusOf(info: Look, state: string | null, type: string, isWhole: boolean): OrderStatus | null {
  const hasPaid = info.at("pay_time").as(readChinaTime) !== null || PAID_TYPES.has(type);
  switch (state) {
    case null:
      return null;
    case "WAIT_BUYER_PAY":
      // What is left of a deposit.
      return hasPaid ? "partially_paid" : "unpaid";
    case "TRADE_PAID":
    case "WAIT_CONFIRM":
    case "WAIT_SELLER_SEND_GOODS":
    case "WAIT_BUYER_CONFIRM_GOODS": {
      const mayOwe = isWhole ? info.at("pay_type_str").text === ON_DELIVERY : SHIPPED.has(type);
      return mayOwe && !hasPaid ? "closed" : "paid";
    }
    case "TRADE_BUYER_SIGNED":
    case "TRADE_SUCCESS":
      return "paid";
    case "TRADE_CLOSED":
      return endOf(info.at("close_type").whole, hasPaid);
    default:
      return hasPaid ? "paid" : "closed";
  }
}

const endOf = (closeType: number | null, hasPaid: boolean): OrderStatus => {
  if (hasPaid || (closeType !== null && REFUNDED.has(closeType))) return "paid";
  return closeType !== null && CALLED_OFF.has(closeType) ? "cancelled" : "closed";
};

/** Of a paid order that was closed everything went back; 12 is a full refund. */
const wasRefunded = (info: Look, state: string | null, status: OrderStatus | null): boolean =>
  status === "paid" && (state === "TRADE_CLOSED" || info.at("refund_state").whole === 12);

const TYPE_OF_STATUS: Readonly<Record<OrderStatus, EventType>> = {
  unpaid: "order.created",
  partially_paid: "order.updated",
  closed: "order.closed",
  cancelled: "order.cancelled",
  paid: "order.paid",
};

/** Names and phones come encrypted unless the app may see them: no name for a message. */
const isReadable = (name: string | null): boolean => name !== null && !/\$|^[A-Za-z0-9+/=]{16,}$/.test(name);

/**
 * Who placed the order. Phones that are encrypted can't be dialled; `yz_open_id` is what a gateway of the shop's own
 * writes to them by. Whom it is shipped to is the buyer where the phone is the same.
 */
function buyerOf(order: Look, country: string): BuyerFields {
  const [buyer, address] = [order.at("buyer_info"), order.at("address_info")];
  const [phone, receiver] = [buyer.at("buyer_phone"), address.at("receiver_tel")];
  const openId = buyer.at("yz_open_id").id;
  const isReceiver = phone.text === null || phone.text === receiver.text;
  const names = [...(isReceiver ? [nameOf(address.at("receiver_name"))] : []), nameOf(buyer.at("fans_nickname"))];
  return {
    id: firstOf(openId, buyer.at("buyer_id").id),
    name: names.find(isReadable) ?? null,
    ...phoneIn([phone, receiver], country),
    ...(openId === null ? {} : { im: { youzan: openId } }),
  };
}

/** @param envelope what stands around the message; its `id` is the order's. */
export function youzanOrder(
  message: Look,
  envelope: Look,
  type: string,
  { version, told, country }: Told & { readonly country: string },
): ToldOrder {
  const order = message.at("full_order_info");
  const info = order.isObject ? order.at("order_info") : message;
  const state = firstOf(info.at("status").text, STATE_OF_TYPE.get(type) ?? null, envelope.at("status").text);
  const status = statusOf(info, state, type, order.isObject);
  const id = firstOf(order.at("order_info", "tid").id, message.at("tid").id, envelope.at("id").id);
  const at = firstOf(info.at("update_time").as(readChinaTime), message.at("update_time").as(readChinaTime), told);
  const common = {
    type: SHIPPED.has(type) ? "order.shipped" : TYPE_OF_STATUS[status ?? "closed"],
    id,
    version,
    at,
    status,
    refunded: wasRefunded(info, state, status) ? "all" : [],
    pointers: POINTERS,
  } as const;
  if (!order.isObject) return { ...NOTHING_TOLD, ...common };
  const method = info.at("pay_type_str").text;
  const note = order.at("remark_info", "buyer_message").text;
  return {
    ...common,
    currency: CNY,
    amount: order.at("pay_info", "payment").decimal,
    placedAt: info.at("created").as(readChinaTime),
    fields: {
      closesAt: info.at("expired_time").as(readChinaTime),
      paidAt: info.at("pay_time").as(readChinaTime),
      items: itemsOf(order.at("orders").list, CNY, (line) => ({
        sku: line.at("outer_sku_id").text === null ? line.at("outer_item_id") : line.at("outer_sku_id"),
        title: line.at("title"),
        quantity: line.at("num"),
        price: line.at("price"),
      })),
      paymentMethod: method === ON_DELIVERY ? "cod" : method && cut(method.toLowerCase(), 200),
      note: note === null ? null : cut(note, 4_000),
    },
    buyer: buyerOf(order, country),
  };
}

/** What one refund tells of its order; null where no money went back by it yet. Each tells its own sum alone. */
export function youzanRefund(message: Look, envelope: Look, type: string, { version, told }: Told): ToldOrder | null {
  // Goods come back first, where any do; then the agreement alone is no refund.
  if (type.endsWith("RefundSellerAgree") && message.at("refund_type").text !== "REFUND_ONLY") return null;
  const fee = message.at("refunded_fee").decimal;
  if (fee === null || (readMoney(fee, CNY) ?? 0) === 0) return null;
  return {
    ...NOTHING_TOLD,
    type: "order.refunded",
    id: firstOf(message.at("tid").id, envelope.at("id").id),
    version,
    at: firstOf(message.at("update_time").as(readChinaTime), told),
    status: "paid",
    currency: CNY,
    refunded: [fee],
    pointers: POINTERS,
  };
}
