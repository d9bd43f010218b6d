/** A full body of contract.md, "Webhooks in". `change` is merged over it at every depth; undefined takes a key away. */
export const standardBody = (change: Change = {}): Record<string, unknown> =>
  merged(
    {
      type: "order.created",
      timestamp: "2026-11-21T02:15:00Z",
      data: {
        order: {
          id: "20261121-0017",
          version: 1,
          status: "unpaid",
          placed_at: "2026-11-21T10:14:58+08:00",
          closes_at: "2026-11-22T10:14:58+08:00",
          paid_at: null,
          amount: "199.00",
          currency: "CNY",
          refunded: "0.00",
          pay_url: "https://shop.example/pay/20261121-0017",
          items: [{ sku: "A1", title: "毛衣", quantity: 1, price: "199.00" }],
          payment_method: "alipay",
          payment_error: { code: "insufficient_funds", message: "余额不足" },
          note: "尽快",
          flags: [],
          ships_at: null,
        },
        buyer: {
          id: "b-88",
          name: "王芳",
          phone: "+8613800138000",
          phone_kind: "real",
          email: null,
          im: { wecom: "w-1" },
          locale: "zh-CN",
          timezone: "Asia/Shanghai",
          country: "CN",
          grade: "B",
          paid_orders: 3,
          consent: { sms: { given: true, at: "2026-11-01T00:00:00Z", source: "checkout" } },
        },
        conversation: [{ from: "buyer", at: "2026-11-21T10:20:00+08:00", text: "能便宜点吗" }],
      },
    },
    change,
  );

export interface Change {
  readonly [key: string]: unknown;
}

const isChange = (value: unknown): value is Change =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const merged = (base: Change, change: Change): Record<string, unknown> => {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const under = base[key];
    result[key] = isChange(value) && isChange(under) ? merged(under, value) : value;
  }
  return result;
};
