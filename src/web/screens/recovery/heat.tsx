import { useNavigate } from "@tanstack/react-router";
import { Card, Skeleton, Typography, theme } from "antd";
import type { EChartsCoreOption } from "echarts/core";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { type Recovery, type RecoveryRow, useRecovery } from "../../api/stats.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

const Chart = lazy(async () => ({ default: (await import("../../parts/chart.tsx")).Chart }));

/** Of fewer reminded orders a cell has no colour of its own. */
const FEW_IN_CELL = 10;

interface Cell extends RecoveryRow {
  /** Hours of the shop's clock, `HH`. */
  readonly order: string;
  readonly reminder: string;
}

const cellsOf = ({ rows }: Recovery): Cell[] =>
  rows.flatMap((row) => {
    const [order, reminder] = row.key.split("-");
    return order === undefined || reminder === undefined || row.reminded === 0 ? [] : [{ ...row, order, reminder }];
  });

/** When orders are placed and when they are reminded, and how many of them come back. */
export function Heat() {
  const t = useRecoveryTexts();
  const question = useQuestion();
  const { data, error, refetch } = useRecovery(question, "hours");
  const cells = useMemo(() => (data === undefined ? [] : cellsOf(data)), [data]);
  const isEnough = cells.some(({ reminded }) => reminded >= FEW_IN_CELL);
  return (
    <Card size="small" title={<h2 className="card-title">{t("heat")}</h2>}>
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : null
      ) : isEnough ? (
        <HourMap cells={cells} />
      ) : (
        <Typography.Text type="secondary">{t("heat_none")}</Typography.Text>
      )}
      <Typography.Paragraph type="secondary" style={{ margin: "8px 0 0" }}>
        {t("heat_about", { few: FEW_IN_CELL })} {isEnough ? t("heat_open") : null}
      </Typography.Paragraph>
    </Card>
  );
}

function HourMap({ cells }: { readonly cells: readonly Cell[] }) {
  const t = useRecoveryTexts();
  const { share, count } = useFormats();
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const { currency, from, to } = useQuestion();
  const best = cells
    .filter(({ reminded }) => reminded >= FEW_IN_CELL)
    .reduce<Cell | null>((top, one) => (top === null || one.rate > top.rate ? one : top), null);
  const tip = useCallback(
    (cell: Cell) =>
      [
        `<b>${t("heat_cell", { order: cell.order, reminder: cell.reminder })}</b>`,
        t("tip_rate", {
          rate: cell.reminded < FEW_IN_CELL ? "–" : share(cell.rate),
          low: share(cell.rate_low),
          high: share(cell.rate_high),
          recovered: count(cell.recovered),
          reminded: count(cell.reminded),
        }),
      ].join("<br>"),
    [count, t, share],
  );
  const reminderHours = useMemo(() => hoursBetween(cells.map(({ reminder }) => reminder)), [cells]);
  const option = useMemo(
    () =>
      optionOf(cells, reminderHours, {
        tip,
        share,
        text: token.colorTextSecondary,
        faint: token.colorFillSecondary,
        low: token.colorPrimaryBg,
        high: token.colorPrimary,
        names: { x: t("heat_x"), y: t("heat_y") },
      }),
    [cells, reminderHours, tip, token, t, share],
  );
  const onChoose = useCallback(
    ({ value }: { readonly value: unknown }) => {
      if (!Array.isArray(value)) return;
      const cell = cells[Number(value[3])];
      if (cell !== undefined)
        void navigate({ to: "/orders", search: { by: "hours", key: cell.key, currency, from, to } });
    },
    [cells, navigate, currency, from, to],
  );
  const sentence =
    best === null ? "" : t("heat_best", { order: best.order, reminder: best.reminder, rate: share(best.rate) });
  const height = reminderHours.length * 26 + 96;
  return (
    <div style={{ overflowX: "auto" }}>
      <div style={{ minWidth: 620 }}>
        <Suspense fallback={<div style={{ height }} />}>
          <Chart option={option} height={height} label={t("heat_label", { best: sentence })} onChoose={onChoose} />
        </Suspense>
      </div>
    </div>
  );
}

const twoDigits = (hour: number) => String(hour).padStart(2, "0");
const HOURS = Array.from({ length: 24 }, (_, hour) => twoDigits(hour));

/** From the first hour to the last, none left out. */
function hoursBetween(hours: readonly string[]): string[] {
  const sorted = [...hours].sort();
  return HOURS.slice(Number(sorted[0] ?? 0), Number(sorted.at(-1) ?? 23) + 1);
}

interface HeatSetting {
  tip(cell: Cell): string;
  share(share: number): string;
  readonly text: string;
  readonly faint: string;
  readonly low: string;
  readonly high: string;
  readonly names: { readonly x: string; readonly y: string };
}

function optionOf(cells: readonly Cell[], reminderHours: readonly string[], setting: HeatSetting): EChartsCoreOption {
  const { tip, share, text, faint, low, high, names } = setting;
  const drawn = cells.map((cell, at) => {
    const isFew = cell.reminded < FEW_IN_CELL;
    return {
      value: [Number(cell.order), reminderHours.indexOf(cell.reminder), isFew ? -1 : cell.rate, at],
      ...(isFew ? { itemStyle: { color: faint }, visualMap: false } : {}),
    };
  });
  const most = Math.max(0.05, ...cells.filter(({ reminded }) => reminded >= FEW_IN_CELL).map(({ rate }) => rate));
  const axis = {
    type: "category",
    splitArea: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { color: text },
    nameTextStyle: { color: text },
  };
  return {
    grid: { left: 8, right: 16, top: 28, bottom: 52, containLabel: true },
    tooltip: {
      confine: true,
      formatter: ({ value }: { readonly value: readonly number[] }) => {
        const cell = cells[Number(value[3])];
        return cell === undefined ? "" : tip(cell);
      },
    },
    xAxis: { ...axis, name: names.x, nameLocation: "middle", nameGap: 26, data: HOURS },
    yAxis: {
      ...axis,
      name: names.y,
      inverse: true,
      data: reminderHours,
      nameLocation: "start",
      nameTextStyle: { color: text, align: "left" },
    },
    visualMap: {
      type: "continuous",
      dimension: 2,
      min: 0,
      max: most,
      calculable: false,
      orient: "horizontal",
      right: 8,
      bottom: 0,
      itemHeight: 110,
      itemWidth: 10,
      text: [share(most), share(0)],
      textStyle: { color: text },
      inRange: { color: [low, high] },
    },
    series: [
      { type: "heatmap", data: drawn, itemStyle: { borderRadius: 3, borderWidth: 2, borderColor: "transparent" } },
    ],
  };
}
