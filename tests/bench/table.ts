import type { Judged, Target } from "./figure.ts";

const HEAD = ["benchmark", "figure", "measured", "baseline", "ratio", "target", "met"];

/** Judged figures as a table for people. */
export function tableOf(figures: readonly Judged[]): string {
  const rows = [HEAD, ...figures.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [head, ...body] = rows.map((row) => line(row).trimEnd());
  return [head, rule, ...body].join("\n");
}

function rowOf({ benchmark, what, value, unit, baseline, ratio, target, met }: Judged): string[] {
  return [
    benchmark,
    what,
    `${number(value)} ${unit}`.trimEnd(),
    baseline === null ? "-" : `${number(baseline.value)} (${baseline.what})`,
    ratio === null ? "-" : number(ratio),
    target === null ? "-" : targetText(target, unit),
    met === null ? "-" : met ? "yes" : "NO",
  ];
}

const targetText = ({ of, is, limit }: Target, unit: string): string => {
  const sign = is === "at least" ? ">=" : "<=";
  return of === "ratio" ? `ratio ${sign} ${limit}` : `${sign} ${number(limit)} ${unit}`.trimEnd();
};

/** Three significant digits, whole where they are more. */
function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
