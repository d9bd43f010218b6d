import { DAY, type Instant } from "../domain/instant.ts";

/** Further ahead than a shop's clock may be wrong (contract.md, "Webhooks in"). `now` is the domain's time. */
export const isTooFarAhead = (at: Instant, now: Instant): boolean => at > now + DAY;
