import { DAY_MINUTES, withinDay } from "./clock-time.ts";
import type { Policy } from "./policy.ts";
import { type PolicyError, pointerOf } from "./policy-errors.ts";

/** What the schema can't see: how the parts of a policy go together (contract.md, "The policy document"). */

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

function checkCover(policy: Policy): PolicyError[] {
  const spans = policy.slots
    .flatMap((rule, index) => withinDay(rule.orders).map((span) => ({ ...span, index })))
    .sort((a, b) => a.start - b.start);
  const errors: PolicyError[] = [];
  let covered = 0;
  for (const { start, end, index } of spans) {
    if (start < covered) {
      const detail = `expected rules without overlap: ${clockText(start)} belongs to another rule too; for instance "00:00-12:00" and then "12:00-24:00"`;
      errors.push({ pointer: pointerOf(["slots", index, "orders"]), code: "overlap", detail });
    }
    if (start > covered) errors.push(gap(covered, start));
    covered = Math.max(covered, end);
  }
  return covered < DAY_MINUTES ? [...errors, gap(covered, DAY_MINUTES)] : errors;
}

const gap = (start: number, end: number): PolicyError => ({
  pointer: pointerOf(["slots"]),
  code: "gap",
  detail: `expected rules for all 24 hours: none covers ${clockText(start)}-${clockText(end)}; for instance {"orders": "${clockText(start)}-${clockText(end)}", "remind": {"after": "20m"}}`,
});

function checkSteps(policy: Policy): PolicyError[] {
  return policy.steps.flatMap(({ channel }, index) => {
    const isRepeated = policy.steps.findIndex((other) => other.channel === channel) < index;
    const detail = `expected each channel at most once: ${channel} has a step already; for instance [{"channel": "call"}, {"channel": "sms"}]`;
    return isRepeated ? [{ pointer: pointerOf(["steps", index, "channel"]), code: "repeated" as const, detail }] : [];
  });
}

/** Decimal strings compared as numbers of ten-thousandths: exact at any size. */
function inTenThousandths(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(4, "0"));
}

function checkAmounts({ who: { amount } }: Policy): PolicyError[] {
  if (amount.max === null || inTenThousandths(amount.min) <= inTenThousandths(amount.max)) return [];
  return [
    {
      pointer: pointerOf(["who", "amount", "max"]),
      code: "contradiction",
      detail: 'expected no less than who.amount.min, for instance "5000" beside a min of "0.01"',
    },
  ];
}

/** What a coupon can't be asked for without. */
function checkCoupons({ coupons: { on, url, maxAmount } }: Policy): PolicyError[] {
  const missing = (key: string, example: string): PolicyError => ({
    pointer: pointerOf(["coupons", key]),
    code: "contradiction",
    detail: `expected with coupons.on, for instance ${example}`,
  });
  return [
    ...(on && url === null ? [missing("url", '"https://shop.example/coupons"')] : []),
    ...(on && maxAmount === null ? [missing("max_amount", '"20.00"')] : []),
  ];
}

/** Everything wrong with how the parts go together; none where all is well. */
export const checkPolicy = (policy: Policy): PolicyError[] =>
  [checkCover, checkSteps, checkAmounts, checkCoupons].flatMap((check) => check(policy));
