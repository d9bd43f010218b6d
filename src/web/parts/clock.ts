/** Clock times and durations as the policy writes them: `14:00`, `14:00-17:00`, `30m`. */

/** Minutes from midnight; 1440 of `24:00`; null where the text is no clock time. */
export function minutesOf(text: string): number | null {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  if (match === null) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return minutes < 60 && hours * 60 + minutes <= 1_440 ? hours * 60 + minutes : null;
}

export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Of `14:00-17:00`. */
export function spanOf(text: string): Span {
  const [from = "00:00", to = "24:00"] = text.split("-");
  return { from, to };
}

export const spanText = ({ from, to }: Span): string => `${from}-${to}`;

const UNITS = { m: 1, h: 60, d: 1_440 } as const;
export type DurationUnit = keyof typeof UNITS;

/** Of `30m`, `2h` or `1d`. */
export function durationOf(text: string): { count: number; unit: DurationUnit } {
  const match = /^(\d+)([mhd])$/.exec(text);
  const unit = match?.[2];
  return { count: Number(match?.[1] ?? 0), unit: unit === "h" || unit === "d" ? unit : "m" };
}

export function durationMinutes(text: string): number {
  const { count, unit } = durationOf(text);
  return count * UNITS[unit];
}
