import { Table, Typography } from "antd";
import type { Summary } from "../../../api/simulations.ts";
import { useFormats } from "../../../parts/formats.ts";
import { useWords, type WordKey } from "../../../parts/words.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Played } from "./outcome.tsx";

interface Row {
  readonly key: string;
  readonly name: string;
  readonly published: number;
  readonly draft: number;
  readonly currency?: string;
  readonly isHead?: boolean;
}

/** Figures of both policies beside one another. */
export function Comparison({ result }: { readonly result: Played }) {
  const t = usePolicyTexts();
  const { count, money } = useFormats();
  const rows = useRows(result);
  const show = (value: number, { isHead, currency }: Row) => {
    if (isHead) return null;
    return currency === undefined ? count(value) : money(value.toFixed(2), currency);
  };
  return (
    <Table<Row>
      size="small"
      pagination={false}
      rowKey="key"
      dataSource={rows}
      scroll={{ x: "max-content" }}
      columns={[
        {
          title: t("simulate.what"),
          render: (_, { name, isHead }) => (isHead ? <Typography.Text type="secondary">{name}</Typography.Text> : name),
        },
        {
          title: t("simulate.published"),
          align: "right",
          className: "figure",
          render: (_, row) => show(row.published, row),
        },
        { title: t("simulate.draft"), align: "right", className: "figure", render: (_, row) => show(row.draft, row) },
        {
          title: t("simulate.difference"),
          align: "right",
          className: "figure",
          render: (_, row) => {
            const difference = row.draft - row.published;
            if (row.isHead || difference === 0) return row.isHead ? null : "–";
            return (
              <Typography.Text strong>
                {difference > 0 ? "+" : ""}
                {show(difference, row)}
              </Typography.Text>
            );
          },
        },
      ]}
    />
  );
}

function useRows({ published, draft }: Played): Row[] {
  const t = usePolicyTexts();
  const words = useWords();
  const group = (
    key: "channel" | "slot" | "reason",
    pick: (summary: Summary) => Record<string, number>,
    nameOf: (name: string) => string,
  ): Row[] => {
    const [a, b] = [pick(published), pick(draft)];
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    if (names.length === 0) return [];
    return [
      { key, name: t(`simulate.group.${key}`), published: 0, draft: 0, isHead: true },
      ...names.map((name) => ({
        key: `${key} ${name}`,
        name: nameOf(name),
        published: a[name] ?? 0,
        draft: b[name] ?? 0,
      })),
    ];
  };
  const currencies = [...new Set([...Object.keys(published.cost), ...Object.keys(draft.cost)])];
  return [
    { key: "planned", name: t("simulate.planned"), published: published.planned, draft: draft.planned },
    { key: "skipped", name: t("simulate.skipped"), published: published.skipped, draft: draft.skipped },
    { key: "contacts", name: t("simulate.contacts"), published: published.contacts, draft: draft.contacts },
    ...currencies.map((currency) => ({
      key: `cost ${currency}`,
      name: t("simulate.cost", { currency }),
      published: Number(published.cost[currency] ?? 0),
      draft: Number(draft.cost[currency] ?? 0),
      currency,
    })),
    ...(published.unpriced + draft.unpriced === 0
      ? []
      : [{ key: "unpriced", name: t("simulate.unpriced"), published: published.unpriced, draft: draft.unpriced }]),
    ...group(
      "channel",
      ({ by_channel }) => by_channel,
      (name) => words(`channel.${name}` as WordKey),
    ),
    ...group(
      "slot",
      ({ by_slot }) => by_slot,
      (name) =>
        name === "closing_soon"
          ? t("simulate.slot.closing_soon")
          : t("simulate.slot", { slot: name.replace("-", "–") }),
    ),
    ...group(
      "reason",
      ({ by_reason }) => by_reason,
      (name) => words(`stop.${name}` as WordKey),
    ),
  ];
}
