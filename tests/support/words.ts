import type { MessageSubject } from "#src/domain/message.ts";
import type { CurrencyCode, Minor } from "#src/domain/money.ts";

/** The `n`th order of a buyer: `20261121-000n`, ¥100.00 × n. */
export const messageOrder = (n: number, over: Partial<MessageSubject> = {}): MessageSubject => ({
  id: `20261121-000${n}`,
  amount: { amount: (n * 10_000) as Minor, currency: "CNY" as CurrencyCode },
  payUrl: `https://pay.example/r/code${n}`,
  items: [
    { title: "羊毛毛衣", quantity: 1 },
    { title: "围巾", quantity: 2 },
  ],
  ...over,
});
