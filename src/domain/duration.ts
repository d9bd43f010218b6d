import { DAY, HOUR, MINUTE } from "./instant.ts";

const UNITS = { m: MINUTE, h: HOUR, d: DAY } as const;

/** Milliseconds of `0m`, `30m`, `2h` or `1d` (contract.md, "The policy document"); null where the text is none of these. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([mhd])$/.exec(text);
  const unit = match?.[2];
  if (unit !== "m" && unit !== "h" && unit !== "d") return null;
  return Number(match?.[1]) * UNITS[unit];
}
