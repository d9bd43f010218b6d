/** The words for decisions about coupons. */
import { COUPON_REFUSALS, type CouponRefusal } from "./coupon.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { say, type Telling } from "./plan-text.ts";
import type { Language } from "./reason-text.ts";

const REFUSAL_WORDS: Readonly<Record<CouponRefusal, Readonly<Record<Language, string>>>> = {
  no_consent: {
    en: "the buyer has not agreed to messages on this channel (coupons.consent)",
    zh: "买家没有同意接收该渠道的消息（coupons.consent）",
  },
  other_currency: { en: "the order is not in the shop's currency", zh: "订单不是店铺的币种" },
  too_small: {
    en: "the policy allows less than the smallest unit (coupons.max_share)",
    zh: "策略允许的金额不足最小单位（coupons.max_share）",
  },
  no_time: { en: "there was no time left to ask the shop", zh: "没有时间再向店铺询问" },
  being_asked: { en: "the shop was being asked already", zh: "正在向店铺询问" },
  no_answer: { en: "the shop gave no answer in time", zh: "店铺没有及时答复" },
  declined: { en: "the shop gives none for this order", zh: "店铺对该订单不发优惠券" },
  bad_answer: {
    en: "the shop's answer could not be used (docs/coupons.md)",
    zh: "店铺的答复无法使用（docs/coupons.md）",
  },
  used_code: {
    en: "the shop gave a code that another order has already",
    zh: "店铺给出的券码已用于其他订单",
  },
  expired: { en: "its code has expired or soon will", zh: "券码已过期或即将过期" },
};

const isRefusal = (reason: string | null): reason is CouponRefusal =>
  COUPON_REFUSALS.some((refusal) => refusal === reason);

/** @param name of the channel, in words. */
export function couponSentence(
  { reason, inputs }: { readonly reason: string | null; readonly inputs: PlanInputs },
  name: string,
  telling: Telling,
): string {
  if (reason === null) {
    const { amount, currency } = inputs;
    return say(
      telling,
      `The ${name} names a coupon of the shop's: ${amount} ${currency}.`,
      `${name}附有店铺的优惠券：${amount} ${currency}。`,
    );
  }
  const why = isRefusal(reason) ? REFUSAL_WORDS[reason][telling.language] : reason;
  return say(telling, `The ${name} goes without a coupon: ${why}.`, `${name}不附优惠券：${why}。`);
}
