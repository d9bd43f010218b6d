import { Card, Flex, Skeleton, Table, type TableColumnsType, Typography } from "antd";
import { type Reasons as ReasonFigures, useReasons } from "../../api/stats.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { FEW, Rate } from "../../parts/rate.tsx";
import { useWords } from "../../parts/words.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

type Row = ReasonFigures["rows"][number];
const MOST_CORRECTIONS = 5;

/** Why orders are left unpaid, beside what sellers heard who asked; and how well that is inferred. */
export function Reasons() {
  const t = useRecoveryTexts();
  const words = useWords();
  const { count, share } = useFormats();
  const { shop, from, to } = useQuestion();
  const { data, error, refetch } = useReasons({ shop, from, to });
  const columns: TableColumnsType<Row> = [
    { key: "code", title: t("reasons.code"), render: (_, { code }) => words(`why.${code}`) },
    {
      key: "orders",
      title: t("reasons.orders"),
      align: "end",
      className: "figure",
      sorter: (a, b) => a.orders - b.orders,
      render: (_, { code, orders }) => (
        <OrdersLink search={{ reason: code, from, to, figure: "orders" }}>{count(orders)}</OrdersLink>
      ),
    },
    {
      key: "share",
      title: t("reasons.share"),
      align: "end",
      className: "figure",
      render: (_, row) => share(row.share),
    },
    {
      key: "asked",
      title: t("reasons.asked"),
      align: "end",
      className: "figure",
      render: (_, row) => share(row.asked_share),
    },
    {
      key: "rate",
      title: t("column.rate"),
      width: 170,
      sorter: (a, b) => Number(a.reminded >= FEW) - Number(b.reminded >= FEW) || a.rate - b.rate,
      render: (_, { recovered, reminded, rate, rate_low, rate_high }) => (
        <Rate share={{ count: recovered, of: reminded, rate, low: rate_low, high: rate_high }} />
      ),
    },
  ];
  return (
    <Card size="small" title={<h2 className="card-title">{t("reasons")}</h2>} style={{ height: "100%" }}>
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : null
      ) : (
        <Flex vertical gap={10}>
          <Table<Row>
            size="small"
            rowKey="code"
            columns={columns}
            dataSource={[...data.rows]}
            pagination={false}
            scroll={{ x: "max-content" }}
          />
          <Typography.Text type="secondary">
            {t("reasons_about")} {t("reasons.unknown", { known: count(data.known) })}
          </Typography.Text>
          <Agreement reasons={data} />
        </Flex>
      )}
    </Card>
  );
}

/** How often inference was right, where staff looked; and what they changed most. */
function Agreement({ reasons: { agreement, corrections } }: { readonly reasons: ReasonFigures }) {
  const t = useRecoveryTexts();
  const words = useWords();
  const { count, share } = useFormats();
  const { looked_at, share: right, low, high } = agreement;
  const n = count(looked_at);
  const changed = corrections
    .filter(({ inferred, corrected }) => inferred !== corrected)
    .sort((a, b) => b.orders - a.orders)
    .slice(0, MOST_CORRECTIONS);
  return (
    <div>
      <Typography.Text>
        {looked_at === 0
          ? t("reasons.agreement_none")
          : looked_at < FEW
            ? t("reasons.agreement_few", { n, right: count(Math.round(right * looked_at)) })
            : t("reasons.agreement", { n, share: share(right), low: share(low), high: share(high) })}
      </Typography.Text>
      {changed.length === 0 ? null : (
        <>
          <div style={{ marginTop: 6 }}>
            <Typography.Text type="secondary">{t("reasons.corrections")}</Typography.Text>
          </div>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {changed.map(({ inferred, corrected, orders }) => (
              <li key={`${inferred} ${corrected}`} className="figure">
                {t("reasons.correction", {
                  from: words(`why.${inferred}`),
                  to: words(`why.${corrected}`),
                  count: count(orders),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
