import { Flex, Typography, theme } from "antd";
import type { Funnel } from "../../api/stats.ts";
import { useCutWords } from "../../parts/cut-words.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

/** Why the other orders were not won back: each stands in one place. */
export function Lost({ funnel: { outcomes, currency } }: { readonly funnel: Funnel }) {
  const t = useRecoveryTexts();
  const words = useCutWords();
  const { count, rate } = useFormats();
  const { token } = theme.useToken();
  const { from, to } = useQuestion();
  const all = outcomes.reduce((sum, { orders }) => sum + orders, 0);
  const lost = outcomes.filter(({ outcome }) => outcome !== "recovered").sort((a, b) => b.orders - a.orders);
  const most = lost[0]?.orders ?? 1;
  return (
    <Flex vertical gap={10}>
      <Typography.Text type="secondary">{t("lost_about")}</Typography.Text>
      <ul style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 8 }}>
        {lost.map(({ outcome, orders }) => (
          <li key={outcome}>
            <Flex justify="space-between" gap={8}>
              <span>{words.key("outcome", outcome)}</span>
              <span className="figure">
                <OrdersLink search={{ by: "outcome", key: outcome, currency, from, to }}>{count(orders)}</OrdersLink>{" "}
                <Typography.Text type="secondary" className="beside">
                  {rate(orders / all)}
                </Typography.Text>
              </span>
            </Flex>
            <div aria-hidden style={{ height: 6, borderRadius: 3, background: token.colorFillTertiary }}>
              <div
                style={{
                  height: 6,
                  borderRadius: 3,
                  width: `${(orders / most) * 100}%`,
                  background: token.colorTextTertiary,
                  opacity: 0.6,
                }}
              />
            </div>
          </li>
        ))}
      </ul>
    </Flex>
  );
}
