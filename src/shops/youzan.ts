/**
 * Youzan's pushed messages (有赞云消息推送): https://doc.youzanyun.com/resource/develop-guide/41355/41536 (how they come, how
 * they are signed, and that an answer must hold `success`), https://doc.youzanyun.com/list/MSG/1243 (which there are).
 */
import { stringify } from "lossless-json";
import { instant } from "../domain/instant.ts";
import type { PlatformAdapter, Reading } from "./adapter.ts";
import { parseJson } from "./json.ts";
import { Look } from "./look.ts";
import { type Delivery, deliveryOf, ignored, unusable } from "./platform-delivery.ts";
import { readOrder } from "./platform-order.ts";
import { BAD_PLATFORM_SIGNATURE } from "./platform-signature.ts";
import { youzanOrder, youzanRefund } from "./youzan-order.ts";
import { decodeMessage, isSignedByYouzan } from "./youzan-signature.ts";

/** Messages of orders that say how the order stands. */
const TRADES: ReadonlySet<string> = new Set([
  "TRADE_ORDER_STATE",
  "trade_TradeCreate",
  "trade_TradePaid",
  "trade_TradeBuyerPay",
  "trade_TradePartlySellerShip",
  "trade_TradeSellerShip",
  "trade_TradeSuccess",
  "trade_TradeClose",
]);

/** Messages of money that went back. */
const REFUNDS: ReadonlySet<string> = new Set([
  "trade_refund_RefundSuccess",
  "trade_refund_RefundSellerAgree",
  "trade_refund_SysRefund",
  "youzan_trade_RefundSuccess",
  "youzan_trade_RefundSellerAgree",
]);

export const youzanAdapter: PlatformAdapter = {
  name: "youzan",
  ack: { code: 0, msg: "success" },
  read(request, shop, time) {
    const parsed = parseJson(request.body);
    const value = parsed.ok ? parsed.value : undefined;
    if (!isSignedByYouzan(request, value, shop.secrets)) return BAD_PLATFORM_SIGNATURE;
    if (!parsed.ok && parsed.status === 400) return parsed;
    const envelope = new Look(value);
    const topic = envelope.at("type").text ?? request.header("event-type") ?? "";
    const message = envelope.at("msg");
    // `sendCount` and `sign` are others when the message is sent again.
    const same = ["id", "status", "version", "msg"].map((key) => stringify(envelope.at(key).value ?? null));
    const content = Buffer.from(envelope.isObject ? same.join("\n") : request.body);
    const told = envelope.at("msg_id").id ?? undefined;
    const delivery = deliveryOf(told, topic, { raw: request.body, content, now: time.domain });
    if (!parsed.ok) return unusable(delivery, "nul", "");
    if (!envelope.isObject) return unusable(delivery, "type", "");
    if (topic === "") return unusable(delivery, "required", "/type");
    if (envelope.at("test").isTrue || !(TRADES.has(topic) || REFUNDS.has(topic))) return ignored(delivery);
    const decoded = decodeMessage(message);
    return decoded === undefined
      ? unusable(delivery, "message", "/msg")
      : readTrade(new Look(decoded), envelope, delivery, shop.country);
  },
};

function readTrade(message: Look, envelope: Look, delivery: Delivery, country: string): Reading {
  const version = versionOf(envelope.at("version"));
  const at = { version: version ?? 0, told: version === null ? null : readableTime(version) };
  if (REFUNDS.has(delivery.topic)) {
    const refund = youzanRefund(message, envelope, delivery.topic, at);
    return refund === null ? ignored(delivery) : readOrder(delivery, refund);
  }
  return readOrder(delivery, youzanOrder(message, envelope, delivery.topic, { ...at, country }));
}

/** The message's version: a time, in seconds for trades, in milliseconds for others. Given in milliseconds. */
function versionOf(version: Look): number | null {
  const told = version.whole;
  if (told === null || told < 0) return null;
  return told < 100_000_000_000 ? told * 1_000 : told;
}

/** A version is a time where it reads as one of this century. */
const readableTime = (version: number) =>
  version < 4_102_444_800_000 && version > 946_684_800_000 ? instant(version) : null;
