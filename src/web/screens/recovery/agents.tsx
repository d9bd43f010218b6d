import { Card, Skeleton, Table, type TableColumnsType, Typography } from "antd";
import { type Agents as AgentFigures, useAgents } from "../../api/stats.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

type Row = AgentFigures["rows"][number];
const COUNTS = ["calls", "reached", "promised", "kept", "wins"] as const;
const AMOUNTS = ["amount", "net_amount"] as const;

/** What agents did and are credited with. */
export function Agents() {
  const t = useRecoveryTexts();
  const { count, money } = useFormats();
  const question = useQuestion();
  const { data, error, refetch } = useAgents(question);
  const { currency, from, to } = question;
  const columns: TableColumnsType<Row> = [
    {
      key: "agent",
      title: t("agents.agent"),
      sorter: (a, b) => a.agent.localeCompare(b.agent),
      render: (_, { agent }) => (
        <OrdersLink search={{ by: "agent", key: agent, currency, from, to }}>
          <span className="foreign">{agent}</span>
        </OrdersLink>
      ),
    },
    ...COUNTS.map((figure) => ({
      key: figure,
      title: t(`agents.${figure}`),
      align: "end" as const,
      className: "figure",
      sorter: (a: Row, b: Row) => a[figure] - b[figure],
      render: (_: unknown, row: Row) => count(row[figure]),
    })),
    ...AMOUNTS.map((figure) => ({
      key: figure,
      title: t(`agents.${figure}`),
      align: "end" as const,
      className: "figure",
      sorter: (a: Row, b: Row) => Number(a[figure]) - Number(b[figure]),
      render: (_: unknown, row: Row) => money(row[figure], currency),
    })),
  ];
  return (
    <Card size="small" title={<h2 className="card-title">{t("agents")}</h2>}>
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : null
      ) : data.rows.length === 0 ? (
        <Typography.Text type="secondary">{t("agents_none")}</Typography.Text>
      ) : (
        <>
          <Table<Row>
            size="small"
            rowKey="agent"
            columns={columns}
            dataSource={[...data.rows]}
            pagination={false}
            scroll={{ x: "max-content" }}
          />
          <Typography.Paragraph type="secondary" style={{ margin: "8px 0 0" }}>
            {t("agents_about")}
          </Typography.Paragraph>
        </>
      )}
    </Card>
  );
}
