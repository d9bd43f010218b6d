import { hash, randomUUID } from "node:crypto";

const CLIENT_ID = "6cd25b3f99727975b5";

/** The headers of a message that Youzan pushes. */
export const youzanHeaders = (
  secret: string,
  body: Uint8Array,
  type = "trade_TradeCreate",
): Record<string, string> => ({
  "content-type": "application/json;charset=UTF-8",
  "event-type": type,
  "client-id": CLIENT_ID,
  "event-sign": hash("md5", Buffer.concat([Buffer.from(CLIENT_ID), body, Buffer.from(secret)])),
});

/** The `sign` inside of a message, by which older pushes were signed alone. */
export const youzanSign = (secret: string, message: Readonly<Record<string, unknown>>): string =>
  hash("md5", `${CLIENT_ID}${message.msg}${secret}`);

/** What stands around a message. @param msg percent-encoded, as Youzan does it. */
export const youzanMessage = (msg: object, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  client_id: CLIENT_ID,
  id: "E20261121101458004500002",
  kdt_id: 63_077,
  kdt_name: "云上毛衣",
  mode: 1,
  msg: encodeURI(JSON.stringify(msg)),
  msg_id: randomUUID(),
  sendCount: 0,
  sign: "",
  status: "WAIT_BUYER_PAY",
  test: false,
  type: "trade_TradeCreate",
  version: 1_795_227_298,
  ...over,
});

/** An unpaid order as a message has it, cut to what somebody may look at. `info` replaces keys of its `order_info`. */
export const youzanOrder = (
  info: Readonly<Record<string, unknown>> = {},
  over: Readonly<Record<string, unknown>> = {},
): object => ({
  order_promotion: { adjust_fee: "0.00" },
  refund_order: [],
  full_order_info: {
    address_info: {
      delivery_province: "浙江省",
      delivery_city: "杭州市",
      delivery_address: "某街道 1 号",
      receiver_name: "王芳",
      receiver_tel: "13800138000",
    },
    remark_info: { buyer_message: "尽快" },
    pay_info: { outer_transactions: [], post_fee: "0.00", total_fee: "209.00", payment: "199.00", transaction: [] },
    buyer_info: { buyer_phone: "13800138000", fans_type: 1, buyer_id: 695_120_984, fans_nickname: "小芳" },
    orders: [
      {
        oid: "1467324204620719891",
        outer_sku_id: "A1",
        outer_item_id: "A",
        item_id: 410_480_150,
        num: 1,
        title: "毛衣",
        price: "199.00",
        payment: "199.00",
      },
    ],
    source_info: { is_offline_order: false, source: { platform: "wx", wx_entrance: "direct_buy" } },
    order_info: {
      tid: "E20261121101458004500002",
      created: "2026-11-21 10:14:58",
      update_time: "2026-11-21 10:14:58",
      expired_time: "2026-11-21 11:14:58",
      pay_time: "",
      status: "WAIT_BUYER_PAY",
      status_str: "待支付",
      pay_type: 0,
      pay_type_str: "",
      refund_state: 0,
      close_type: 0,
      type: 0,
      express_type: 0,
      ...info,
    },
    ...over,
  },
});
