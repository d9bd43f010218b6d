import { Flex, Typography, theme } from "antd";
import type { Funnel as FunnelFigures } from "../../api/stats.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

type Stage = FunnelFigures["stages"][number]["stage"];

/** Which figure of an order each stage counts. */
const FIGURE = {
  unpaid: "orders",
  planned: "planned",
  sent: "reminded",
  delivered: "delivered",
  clicked: "clicked",
  recovered: "recovered",
} as const satisfies Record<Stage, string>;

/** How many orders came how far, each as a share of all unpaid ones. */
export function Funnel({ funnel: { stages, currency } }: { readonly funnel: FunnelFigures }) {
  const t = useRecoveryTexts();
  const { count, rate } = useFormats();
  const { token } = theme.useToken();
  const { shop, from, to } = useQuestion();
  return (
    <Flex vertical gap={10}>
      <ol style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 8 }}>
        {stages.map((row) => (
          <li key={row.stage}>
            <Flex justify="space-between" gap={8}>
              <span>{t(`stage.${row.stage}`)}</span>
              <span className="figure">
                <OrdersLink search={{ by: "shop", key: shop, currency, from, to, figure: FIGURE[row.stage] }}>
                  {count(row.orders)}
                </OrdersLink>{" "}
                <Typography.Text type="secondary" className="beside">
                  {rate(row.share)}
                </Typography.Text>
              </span>
            </Flex>
            <div aria-hidden style={{ height: 14, borderRadius: 4, background: token.colorFillTertiary }}>
              <div
                style={{
                  height: 14,
                  borderRadius: 4,
                  width: `${row.share * 100}%`,
                  background: token.colorPrimary,
                  opacity: row.stage === "recovered" ? 1 : 0.55,
                }}
              />
            </div>
          </li>
        ))}
      </ol>
      <Typography.Text type="secondary">{t("funnel_about")}</Typography.Text>
    </Flex>
  );
}
