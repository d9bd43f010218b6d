import type { AddressRefusal } from "../domain/coupon.ts";
import type { Policy } from "../domain/policy.ts";
import { type PolicyError, pointerOf } from "../domain/policy-errors.ts";
import type { JourneyContext } from "./context.ts";

const DETAILS: Readonly<Record<AddressRefusal, string>> = {
  not_https:
    'expected an https address, for instance "https://shop.example/coupons"; others are called only where outbound.allow of the service lists them',
  not_public:
    'expected a public address, for instance "https://shop.example/coupons"; private ones are called only where outbound.allow of the service lists them',
};

/** What is wrong with the addresses that a policy names, as far as that shows without asking for their names. */
export function refuseAddresses({ coupons }: Pick<JourneyContext, "coupons">, policy: Policy): PolicyError[] {
  const { url } = policy.coupons;
  const refusal = url === null ? null : (coupons?.refusal(url) ?? null);
  return refusal === null
    ? []
    : [{ pointer: pointerOf(["coupons", "url"]), code: "invalid", detail: DETAILS[refusal] }];
}
