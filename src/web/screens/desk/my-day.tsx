import { Link } from "@tanstack/react-router";
import { Card, Flex, Skeleton, Typography } from "antd";
import { useMay, useMe } from "../../api/session.ts";
import { useAgents } from "../../api/stats.ts";
import { dayIn } from "../../parts/days.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useNow, useWhen } from "../../parts/when.ts";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { useDeskTexts } from "./texts.ts";
import { useCalls } from "./use-desk.ts";

/** What one did today, and what it brought. */
export function MyDay() {
  const t = useDeskTexts();
  const may = useMay();
  return (
    <>
      {may("GET /api/v1/stats/agents") ? (
        <Card title={<h2 className="card-title">{t("figures")}</h2>}>
          <Figures />
        </Card>
      ) : null}
      <Card title={<h2 className="card-title">{t("recent")}</h2>}>
        <Recent />
      </Card>
    </>
  );
}

function Figures() {
  const t = useDeskTexts();
  const { staff } = useMe();
  const { slug, timezone, currency } = useShop();
  const { count, money } = useFormats();
  const day = dayIn(timezone, new Date(useNow(60_000)));
  const agents = useAgents({ shop: slug, from: day, to: day, currency });
  if (agents.data === undefined) {
    return agents.error === null ? <Skeleton active /> : <Failure error={agents.error} />;
  }
  const mine = agents.data.rows.find(({ agent }) => agent === staff.username);
  const figures = [
    [t("calls"), count(mine?.calls ?? 0)],
    [t("reached"), count(mine?.reached ?? 0)],
    [t("promised"), count(mine?.promised ?? 0)],
    [t("kept"), count(mine?.kept ?? 0)],
    [t("wins"), count(mine?.wins ?? 0)],
    [t("amount"), money(mine?.amount ?? "0", currency)],
  ] as const;
  return (
    <dl style={{ margin: 0, display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(92px, 1fr))", gap: 12 }}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Typography.Text type="secondary">{name}</Typography.Text>
          </dt>
          <dd className="figure" style={{ margin: 0, fontSize: 20, fontWeight: 600 }}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Recent() {
  const t = useDeskTexts();
  const words = useWords();
  const { brief } = useWhen();
  const now = useNow(60_000);
  const calls = useCalls("done", true);
  if (calls.data === undefined) {
    return calls.error === null ? <Skeleton active /> : <Failure error={calls.error} />;
  }
  if (calls.data.data.length === 0) return <Typography.Text type="secondary">{t("recent_none")}</Typography.Text>;
  return (
    <ul style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 8 }}>
      {calls.data.data.map((task) => (
        <li key={task.id}>
          <Flex gap={8} justify="space-between">
            <Link to="/orders/$id" params={{ id: task.orders[0] ?? "" }} className="foreign">
              {task.buyer.name ?? t("name_unknown")}
            </Link>
            <span>
              {task.outcome === null ? "" : words(`said.${task.outcome}`)}{" "}
              <Typography.Text type="secondary" className="figure">
                {task.closed_at === null ? "" : brief(task.closed_at, now)}
              </Typography.Text>
            </span>
          </Flex>
        </li>
      ))}
    </ul>
  );
}
