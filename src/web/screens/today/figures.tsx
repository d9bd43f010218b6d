import { Col, Row, Typography } from "antd";
import type { Today } from "../../api/today.ts";
import { addDays, dayIn } from "../../parts/days.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { FEW } from "../../parts/rate.tsx";
import { Tile } from "../../parts/tile.tsx";
import { useShop } from "../../shell/shop.ts";
import { useTodayTexts } from "./texts.ts";

/** The figures that a day begins with; each leads to its orders. */
export function Figures({ today }: { readonly today: Today }) {
  const t = useTodayTexts();
  const { money, count, share } = useFormats();
  const { timezone, slug } = useShop();
  const { waiting, recovered, week, sent, currency, at } = today;
  const day = dayIn(timezone, at);
  const ofWeek = { by: "shop", key: slug, currency, from: addDays(day, -6), to: day } as const;
  const sentInAll = sent.reduce((sum, one) => sum + one.count, 0);
  return (
    <Row gutter={[12, 12]}>
      <Col xs={12} lg={6}>
        <Tile
          label={t("waiting")}
          value={
            <OrdersLink
              search={{ status: "unpaid", state: "planned" }}
              label={`${count(waiting.orders)} · ${t("due_list")}`}
            >
              {count(waiting.orders)}
            </OrdersLink>
          }
        >
          <Note>{t("waiting_amount", { amount: money(waiting.amount, currency) })}</Note>
        </Tile>
      </Col>
      <Col xs={12} lg={6}>
        <Tile label={t("sent_total")} value={t("count", { count: count(sentInAll) })}>
          <Note>{t("sent_about")}</Note>
        </Tile>
      </Col>
      <Col xs={12} lg={6}>
        <Tile label={t("recovered")} value={money(recovered.amount, currency)}>
          <Note>
            {recovered.orders === 0
              ? t("recovered_none")
              : t("recovered_of", { orders: count(recovered.orders), net: money(recovered.net_amount, currency) })}
          </Note>
        </Tile>
      </Col>
      <Col xs={12} lg={6}>
        <Tile
          label={t("week")}
          value={
            <OrdersLink search={{ ...ofWeek, figure: "recovered" }}>
              {money(week.recovered_amount, currency)}
            </OrdersLink>
          }
        >
          <Note>{t("week_of", { recovered: count(week.recovered), reminded: count(week.reminded) })}</Note>
          <Note>{week.reminded < FEW ? t("week_few") : t("week_rate", { rate: share(week.rate) })}</Note>
        </Tile>
      </Col>
    </Row>
  );
}

const Note = ({ children }: { readonly children: string }) => (
  <Typography.Text type="secondary" className="figure" style={{ display: "block" }}>
    {children}
  </Typography.Text>
);
