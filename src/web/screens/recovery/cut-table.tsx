import { Table, type TableColumnsType, Typography } from "antd";
import { useMemo } from "react";
import type { Recovery, RecoveryFigures, RecoveryRow } from "../../api/stats.ts";
import type { RecoveryFigure } from "../../parts/cut-words.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { FEW, Rate } from "../../parts/rate.tsx";
import { useKeyName } from "./key-name.ts";
import type { Cut } from "./search.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

const COUNTS = ["orders", "reminded", "delivered", "clicked", "recovered"] as const;
const AMOUNTS = ["recovered_amount", "coupon_cost", "net_amount", "cost", "profit"] as const;

const shareOf = ({ recovered, reminded, rate, rate_low, rate_high }: RecoveryFigures) => ({
  count: recovered,
  of: reminded,
  rate,
  low: rate_low,
  high: rate_high,
});

/** By what is known of the rates: few orders never come first. */
const byRate = (a: RecoveryFigures, b: RecoveryFigures): number =>
  Number(a.reminded >= FEW) - Number(b.reminded >= FEW) || a.rate - b.rate;

/** A row a key, sortable by each figure; every count leads to its orders. */
export function CutTable({ recovery, by }: { readonly recovery: Recovery; readonly by: Cut }) {
  const t = useRecoveryTexts();
  const nameOf = useKeyName();
  const { money, count } = useFormats();
  const { shop, from, to } = useQuestion();
  const { rows, totals, currency } = recovery;
  const scale = useMemo(() => {
    const known = [...rows, totals].filter(({ reminded }) => reminded >= FEW).map(({ rate_high }) => rate_high);
    return known.length === 0 ? 1 : Math.max(0.1, ...known);
  }, [rows, totals]);
  // Most shops give no coupons.
  const amounts = AMOUNTS.filter((figure) => figure !== "coupon_cost" || Number(totals.coupon_cost) !== 0);
  const behind = { currency, from, to };
  const columns: TableColumnsType<RecoveryRow> = [
    {
      key: "key",
      title: nameOf.cut(by),
      dataIndex: "key",
      fixed: "start",
      width: 168,
      sorter: (a, b) => a.key.localeCompare(b.key),
      defaultSortOrder: by === "day" ? "descend" : null,
      render: (key: string) => <span className="foreign">{nameOf.key(by, key)}</span>,
    },
    ...COUNTS.map((figure) => ({
      key: figure,
      title: t(`column.${figure}`),
      dataIndex: figure,
      align: "end" as const,
      className: "figure",
      sorter: (a: RecoveryRow, b: RecoveryRow) => a[figure] - b[figure],
      render: (value: number, row: RecoveryRow) =>
        value === 0 ? (
          <Typography.Text type="secondary">0</Typography.Text>
        ) : (
          <OrdersLink search={{ ...behind, by, key: row.key, ...behindFigure(figure) }}>{count(value)}</OrdersLink>
        ),
    })),
    {
      key: "rate",
      title: t("column.rate"),
      width: 190,
      sorter: byRate,
      render: (_, row) => <Rate share={shareOf(row)} scale={scale} />,
    },
    ...amounts.map((figure) => ({
      key: figure,
      title: t(`column.${figure}`),
      dataIndex: figure,
      align: "end" as const,
      className: "figure",
      sorter: (a: RecoveryRow, b: RecoveryRow) => Number(a[figure]) - Number(b[figure]),
      render: (value: string) => money(value, currency),
    })),
  ];
  return (
    <Table<RecoveryRow>
      size="small"
      rowKey="key"
      columns={columns}
      dataSource={[...rows]}
      scroll={{ x: "max-content" }}
      pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0}>
            <Typography.Text strong>{t("total")}</Typography.Text>
          </Table.Summary.Cell>
          {COUNTS.map((figure, at) => (
            <Table.Summary.Cell key={figure} index={at + 1} align="end" className="figure">
              <OrdersLink search={{ ...behind, by: "shop", key: shop, ...behindFigure(figure) }}>
                {count(totals[figure])}
              </OrdersLink>
            </Table.Summary.Cell>
          ))}
          <Table.Summary.Cell index={COUNTS.length + 1}>
            <Rate share={shareOf(totals)} scale={scale} />
          </Table.Summary.Cell>
          {amounts.map((figure, at) => (
            <Table.Summary.Cell key={figure} index={COUNTS.length + 2 + at} align="end" className="figure">
              {money(totals[figure], currency)}
            </Table.Summary.Cell>
          ))}
        </Table.Summary.Row>
      )}
    />
  );
}

const behindFigure = (figure: RecoveryFigure) => (figure === "orders" ? {} : { figure });
