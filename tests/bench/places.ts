/** Where the buyers of a benchmark live: messages go out only by day, and benchmarks run at any hour. */
import { DateTime } from "luxon";

export interface Place {
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  /** What a valid mobile number begins with, and how many digits follow. */
  readonly phone: { readonly prefix: string; readonly digits: number };
}

const PLACES: readonly Place[] = [
  { timezone: "Asia/Shanghai", country: "CN", currency: "CNY", phone: { prefix: "+86138", digits: 8 } },
  { timezone: "Europe/Berlin", country: "DE", currency: "EUR", phone: { prefix: "+49151", digits: 8 } },
  { timezone: "Pacific/Honolulu", country: "US", currency: "USD", phone: { prefix: "+1808", digits: 7 } },
];

const EARLY_AFTERNOON = 14;

/** The place where it is nearest to the early afternoon. */
export function placeByDay(): Place {
  const distance = ({ timezone }: Place): number => {
    const { hour, minute } = DateTime.now().setZone(timezone);
    return Math.abs(hour + minute / 60 - EARLY_AFTERNOON);
  };
  return PLACES.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}
