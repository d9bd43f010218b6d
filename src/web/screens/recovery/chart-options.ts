/** What is drawn of the rows of a cut. */
import type { EChartsCoreOption } from "echarts/core";
import type { RecoveryRow } from "../../api/stats.ts";
import { FEW } from "../../parts/rate.tsx";
import type { Metric } from "./search.ts";

export interface ChartRow extends RecoveryRow {
  readonly name: string;
}

export interface ChartSetting {
  readonly metric: Metric;
  readonly colours: { readonly main: string; readonly soft: string; readonly grid: string; readonly text: string };
  readonly texts: Readonly<Record<"orders" | "reminded" | "recovered" | "metric" | "unripe", string>>;
  money(amount: number): string;
  share(share: number): string;
  day(day: string): string;
  /** What is drawn of a row, in words. */
  value(row: ChartRow): string;
  /** The lines that explain a row. */
  tip(row: ChartRow): readonly string[];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** ECharts takes tooltips as HTML: whatever a shop named is escaped. */
const tooltipOf = (rows: readonly ChartRow[], setting: ChartSetting) => ({
  confine: true,
  formatter: (given: unknown) => {
    const first: unknown = Array.isArray(given) ? given[0] : given;
    const index = first !== null && typeof first === "object" && "dataIndex" in first ? Number(first.dataIndex) : -1;
    const row = rows[index];
    return row === undefined ? "" : [`<b>${escaped(row.name)}</b>`, ...setting.tip(row).map(escaped)].join("<br>");
  },
});

const rateOf = (row: ChartRow): number | null => (row.reminded < FEW ? null : row.rate);
const widest = (rows: readonly ChartRow[]): number =>
  Math.max(0.1, ...rows.filter(({ reminded }) => reminded >= FEW).map((row) => row.rate_high));

function valueAxis(rows: readonly ChartRow[], { metric, colours, money, share }: ChartSetting) {
  return {
    type: "value",
    min: 0,
    ...(metric === "rate" ? { max: Math.min(1, Math.ceil(widest(rows) * 10) / 10) } : {}),
    axisLabel: {
      color: colours.text,
      formatter: (value: number) =>
        metric === "rate" ? share(value) : metric === "net" ? money(value).replace(/\.00$/, "") : String(value),
    },
    splitLine: { lineStyle: { color: colours.grid } },
    minInterval: metric === "orders" ? 1 : 0,
  };
}

/** Days as a line, with the interval of a rate around it and the days that are not final in the shade. */
export function lineOption(rows: readonly ChartRow[], setting: ChartSetting, unripeFrom: string): EChartsCoreOption {
  const { metric, colours, texts, day } = setting;
  const days = rows.map(({ key }) => key);
  const unripe = days.filter((key) => key >= unripeFrom);
  const line = {
    type: "line",
    showSymbol: rows.length < 45,
    symbolSize: 6,
    lineStyle: { width: 2 },
  };
  const markArea =
    unripe.length === 0
      ? {}
      : {
          markArea: {
            silent: true,
            itemStyle: { color: colours.soft, opacity: 0.12 },
            label: { color: colours.text, position: "insideTop" },
            data: [[{ name: texts.unripe, xAxis: unripe[0] }, { xAxis: unripe.at(-1) }]],
          },
        };
  return {
    color: [colours.main, "#4a8fe0", "#e0912f"],
    grid: { left: 8, right: 16, top: metric === "orders" ? 36 : 20, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", ...tooltipOf(rows, setting) },
    xAxis: {
      type: "category",
      data: days,
      axisLabel: { color: colours.text, formatter: (key: string) => shortDay(day(key)), hideOverlap: true },
      axisLine: { lineStyle: { color: colours.grid } },
      axisTick: { show: false },
    },
    yAxis: { ...valueAxis(rows, setting), ...(metric === "rate" ? {} : { boundaryGap: [0, "12%"] }) },
    ...(metric === "orders" ? { legend: { top: 0, textStyle: { color: colours.text } } } : {}),
    series:
      metric === "orders"
        ? (["recovered", "reminded", "orders"] as const).map((figure, at) => ({
            ...line,
            name: texts[figure],
            data: rows.map((row) => row[figure]),
            ...(at === 0 ? { areaStyle: { opacity: 0.15 }, ...markArea } : {}),
          }))
        : metric === "rate"
          ? [
              ...band(rows, colours.main),
              { ...line, color: colours.main, name: texts.metric, data: rows.map(rateOf), ...markArea },
            ]
          : [
              {
                ...line,
                name: texts.metric,
                data: rows.map((row) => Number(row.net_amount)),
                areaStyle: { opacity: 0.15 },
                ...markArea,
              },
            ],
  };
}

/** Without its year: the axis has one for all. */
const shortDay = (text: string): string => text.replace(/^\d{4}年/, "").replace(/, \d{4}$/, "");

const band = (rows: readonly ChartRow[], colour: string) => {
  const edge = {
    type: "line",
    stack: "interval",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
  };
  return [
    { ...edge, data: rows.map((row) => (row.reminded < FEW ? null : row.rate_low)) },
    {
      ...edge,
      areaStyle: { color: colour, opacity: 0.18 },
      data: rows.map((row) => (row.reminded < FEW ? null : row.rate_high - row.rate_low)),
    },
  ];
};

/** Everything that is no day as bars, a rate as a mark with its interval. */
export function barOption(rows: readonly ChartRow[], setting: ChartSetting): EChartsCoreOption {
  const { metric, colours, texts } = setting;
  const axis = {
    type: "category",
    inverse: true,
    data: rows.map(({ name }) => name),
    axisLabel: { color: colours.text, width: 130, overflow: "truncate" },
    axisLine: { lineStyle: { color: colours.grid } },
    axisTick: { show: false },
  };
  const bar = { type: "bar", barMaxWidth: 18, itemStyle: { borderRadius: [0, 4, 4, 0] } };
  return {
    color: metric === "orders" ? [colours.main, colours.soft] : [colours.main],
    grid: { left: 8, right: 24, top: metric === "orders" ? 32 : 8, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, ...tooltipOf(rows, setting) },
    xAxis: valueAxis(rows, setting),
    yAxis: axis,
    ...(metric === "orders" ? { legend: { top: 0, textStyle: { color: colours.text } } } : {}),
    series:
      metric === "rate"
        ? [
            {
              type: "custom",
              name: texts.metric,
              data: rows.map((row, at) => [row.rate, at, row.rate_low, row.rate_high, row.reminded]),
              renderItem: whisker(colours.main),
            },
          ]
        : metric === "orders"
          ? [
              { ...bar, name: texts.recovered, data: rows.map((row) => row.recovered) },
              {
                ...bar,
                name: texts.reminded,
                data: rows.map((row) => row.reminded),
                itemStyle: { ...bar.itemStyle, opacity: 0.5 },
              },
            ]
          : [{ ...bar, name: texts.metric, data: rows.map((row) => Number(row.net_amount)) }],
  };
}

interface Drawn {
  value(dimension: number): number;
  coord(point: readonly [number, number]): readonly [number, number];
}

const whisker = (colour: string) => (_: unknown, api: Drawn) => {
  if (api.value(4) < FEW) return null;
  const at = api.value(1);
  const [x, y] = api.coord([api.value(0), at]);
  const [low] = api.coord([api.value(2), at]);
  const [high] = api.coord([api.value(3), at]);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x: low, y: y - 5, width: high - low, height: 10, r: 5 },
        style: { fill: colour, opacity: 0.3 },
      },
      { type: "rect", shape: { x: x - 2, y: y - 8, width: 4, height: 16, r: 2 }, style: { fill: colour } },
    ],
  };
};
