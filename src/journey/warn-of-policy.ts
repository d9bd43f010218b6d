import { calendarOf } from "../domain/calendar.ts";
import type { Instant } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import { type PolicyWarning, policyWarnings } from "../domain/policy-warnings.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** What a shop should know of its policy, or of a draft, as things are set up here. */
export const warnOfPolicy = (
  { channels, calendars = calendarOf }: Pick<JourneyContext, "channels" | "calendars">,
  { country }: Pick<Shop, "country">,
  policy: Policy,
  now: Instant,
): PolicyWarning[] => policyWarnings(policy, { shopCountry: country, now, calendars, channels });
