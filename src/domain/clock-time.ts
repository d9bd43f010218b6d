/** A clock time as minutes since local midnight, 0 to 1440; 1440 is `24:00` and only ever an end. */
export type ClockMinute = number;

/** Part of a local day, in minutes: `start` belongs to it, `end` does not. Where `end` is not after `start` it wraps midnight. */
export interface ClockSpan {
  readonly start: ClockMinute;
  readonly end: ClockMinute;
}

export const DAY_MINUTES = 1440;

/** Minutes of `HH:MM`, 00:00 to 23:59; null where the text is no clock time. */
export function parseClock(text: string): ClockMinute | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** `HH:MM-HH:MM` with `24:00` allowed as the end; null where it is malformed or empty (both ends alike). */
export function parseSpan(text: string): ClockSpan | null {
  const [from, to, more] = text.split("-");
  if (from === undefined || to === undefined || more !== undefined) return null;
  const start = parseClock(from);
  const end = to === "24:00" ? DAY_MINUTES : parseClock(to);
  return start === null || end === null || start === end ? null : { start, end };
}

/** True where the span goes over midnight. */
export const wraps = (span: ClockSpan): boolean => span.end <= span.start;

/** True where a time of day, in minutes (fractions allowed), lies in the span. */
export const holds = (span: ClockSpan, time: number): boolean =>
  wraps(span) ? time >= span.start || time < span.end : time >= span.start && time < span.end;

/** The span as one or two spans that stay within a day. */
export function withinDay(span: ClockSpan): readonly ClockSpan[] {
  if (!wraps(span)) return [span];
  const evening = { start: span.start, end: DAY_MINUTES };
  return span.end === 0 ? [evening] : [evening, { start: 0, end: span.end }];
}

/** What two spans that don't wrap have in common; null where that is nothing. */
export function commonSpan(a: ClockSpan, b: ClockSpan): ClockSpan | null {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start < end ? { start, end } : null;
}
