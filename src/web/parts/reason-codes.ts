import type { ReasonCode } from "../api/orders.ts";

/** Every reason, in the order in which people are asked to choose; one that the API gains is missed here by the compiler. */
const ORDERED: Readonly<Record<ReasonCode, true>> = {
  forgot: true,
  price: true,
  gifts: true,
  payment_trouble: true,
  wrong_item: true,
  found_better: true,
  service: true,
  other: true,
  unknown: true,
};

export const REASON_CODES = Object.keys(ORDERED).filter((code): code is ReasonCode => Object.hasOwn(ORDERED, code));
