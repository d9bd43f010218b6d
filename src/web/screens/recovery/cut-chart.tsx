import { useNavigate } from "@tanstack/react-router";
import { Typography, theme } from "antd";
import { lazy, Suspense, useCallback, useMemo } from "react";
import type { Recovery } from "../../api/stats.ts";
import { addDays, dayIn, lengthInDays } from "../../parts/days.ts";
import { useFormats } from "../../parts/formats.ts";
import { FEW } from "../../parts/rate.tsx";
import { useShop } from "../../shell/shop.ts";
import { barOption, type ChartRow, type ChartSetting, lineOption } from "./chart-options.ts";
import { useKeyName } from "./key-name.ts";
import type { Cut, Metric } from "./search.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

const Chart = lazy(async () => ({ default: (await import("../../parts/chart.tsx")).Chart }));

/** A payment counts as won back for so many days after the contact, as policies are by default. */
const UNRIPE_DAYS = 3;
/** Cuts in which an order stands under one of its contacts. */
const BY_CONTACT: ReadonlySet<Cut> = new Set(["channel", "template_version", "slot", "agent"]);
/** Bars that can be told apart. */
const MOST_BARS = 16;

/** The rows as a picture: days as a line, everything else as bars. What is chosen in it opens its orders. */
export function CutChart({
  recovery,
  by,
  metric,
}: {
  readonly recovery: Recovery;
  readonly by: Cut;
  readonly metric: Metric;
}) {
  const t = useRecoveryTexts();
  const names = useKeyName();
  const { timezone } = useShop();
  const navigate = useNavigate();
  const { from, to } = useQuestion();
  const { currency } = recovery;
  const isLine = by === "day";

  const shown = useMemo((): readonly ChartRow[] => {
    const rows = isLine
      ? everyDay(recovery, from, to)
      : recovery.rows.filter(({ key }) => key !== "none").slice(0, MOST_BARS);
    return rows.map((row) => ({ ...row, name: names.key(by, row.key) }));
  }, [recovery, isLine, by, from, to, names]);
  const setting = useChartSetting(metric, currency);
  const option = useMemo(
    () => (isLine ? lineOption(shown, setting, addDays(dayIn(timezone), -UNRIPE_DAYS + 1)) : barOption(shown, setting)),
    [shown, setting, isLine, timezone],
  );
  const onChoose = useCallback(
    ({ dataIndex }: { readonly dataIndex: number }) => {
      const row = shown[dataIndex];
      if (row !== undefined) void navigate({ to: "/orders", search: { by, key: row.key, currency, from, to } });
    },
    [shown, navigate, by, currency, from, to],
  );

  const points = shown.map((row) => t("chart_point", { name: row.name, value: setting.value(row) })).join("; ");
  const height = isLine ? 300 : Math.max(140, shown.length * 34 + 50);
  return (
    <div>
      <Suspense fallback={<div style={{ height }} />}>
        <Chart
          option={option}
          height={height}
          label={t("chart_label", { metric: t(`metric.${metric}`), cut: names.cut(by), points })}
          onChoose={onChoose}
        />
      </Suspense>
      <Typography.Text type="secondary">
        {metric === "rate" ? t("few_note", { few: FEW }) : null} {isLine ? t("unripe_about") : null}{" "}
        {BY_CONTACT.has(by) ? t("credit_note") : null}
      </Typography.Text>
    </div>
  );
}

/** How the chart is drawn and what it says, in the colours and the language of now. */
function useChartSetting(metric: Metric, currency: string): ChartSetting {
  const t = useRecoveryTexts();
  const formats = useFormats();
  const { token } = theme.useToken();
  return useMemo(() => {
    const { money, count, share, day } = formats;
    return {
      metric,
      colours: {
        main: token.colorPrimary,
        soft: token.colorTextTertiary,
        grid: token.colorBorderSecondary,
        text: token.colorTextSecondary,
      },
      texts: {
        orders: t("column.orders"),
        reminded: t("column.reminded"),
        recovered: t("column.recovered"),
        metric: t(`metric.${metric}`),
        unripe: t("unripe"),
      },
      money: (amount) => money(String(amount), currency),
      share,
      day,
      value: (row) => {
        if (metric === "net") return money(row.net_amount, currency);
        if (metric === "orders") return count(row.recovered);
        return row.reminded < FEW ? "–" : share(row.rate);
      },
      tip: ({ orders, reminded, recovered, rate, rate_low, rate_high, net_amount }) => [
        t("tip_orders", { orders: count(orders), reminded: count(reminded), recovered: count(recovered) }),
        t("tip_rate", {
          rate: reminded < FEW ? "–" : share(rate),
          low: share(rate_low),
          high: share(rate_high),
          recovered: count(recovered),
          reminded: count(reminded),
        }),
        money(net_amount, currency),
      ],
    };
  }, [metric, currency, t, formats, token]);
}

/** A row for each day of the period, also for those of which there is none. */
function everyDay({ rows, totals }: Recovery, from: string, to: string): Recovery["rows"] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const none = {
    ...totals,
    orders: 0,
    planned: 0,
    reminded: 0,
    delivered: 0,
    clicked: 0,
    recovered: 0,
    unpriced: 0,
    recovered_amount: "0",
    net_amount: "0",
    coupon_cost: "0",
    cost: "0",
    profit: "0",
    rate: 0,
    rate_low: 0,
    rate_high: 1,
  };
  return Array.from({ length: lengthInDays(from, to) }, (_, at) => {
    const key = addDays(from, at);
    return known.get(key) ?? { key, ...none };
  });
}
