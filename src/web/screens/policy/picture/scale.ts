/** Where things stand in the picture. CSS pixels. */
import { DAY, type DayPicture, type Stretch } from "./model.ts";

const GUTTER = 112;
const RIGHT = 16;
const RULE_ROW = 15;

export interface Scale {
  readonly width: number;
  readonly height: number;
  readonly gutter: number;
  /** Of a minute. */
  x(minute: number): number;
  readonly day: number;
  readonly band: { readonly top: number; readonly height: number };
  readonly lanes: readonly { readonly top: number; readonly height: number }[];
  /** The middle of a rule's own row in a lane. */
  row(lane: number, rule: number): number;
  /** Where the hours are written. */
  readonly axis: number;
}

export function scaleOf({ dates, lanes, rules }: DayPicture, width: number): Scale {
  const day = (width - GUTTER - RIGHT) / dates.length;
  const band = { top: 44, height: 34 };
  const height = Math.max(34, rules.length * RULE_ROW + 8);
  const first = band.top + band.height + 78;
  const places = lanes.map((_, index) => ({ top: first + index * (height + 30), height }));
  const end = (places.at(-1)?.top ?? first) + height;
  return {
    width,
    height: end + 30,
    gutter: GUTTER,
    x: (minute) => GUTTER + (minute / DAY) * day,
    day,
    band,
    lanes: places,
    row: (lane, rule) =>
      (places[lane]?.top ?? first) + (height - rules.length * RULE_ROW) / 2 + (rule + 0.5) * RULE_ROW,
    axis: end + 18,
  };
}

/** A band that flows from one stretch down to another. */
export function ribbon({ x }: Scale, from: Stretch, top: number, to: Stretch, bottom: number): string {
  const middle = (top + bottom) / 2;
  const [a, b, c, d] = [x(from.from), x(from.to), x(to.from), x(to.to)];
  return `M${a},${top} C${a},${middle} ${c},${middle} ${c},${bottom} L${d},${bottom} C${d},${middle} ${b},${middle} ${b},${top} Z`;
}

/** Hours between two marks, so that their labels don't touch. */
export const hoursApart = (day: number): number => [3, 6, 12].find((hours) => (day * hours) / 24 >= 40) ?? 24;
