import { Col, Row, Typography } from "antd";
import type { ReactNode } from "react";
import type { Recovery } from "../../api/stats.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { FEW } from "../../parts/rate.tsx";
import { Tile } from "../../parts/tile.tsx";
import { Change, RateChange } from "./change.tsx";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

interface HeadlineProps {
  readonly recovery: Recovery;
  readonly before: Recovery | undefined;
}

/** What came back, what it cost, and how sure that is; each beside the period before. */
export function Headline({ recovery: { totals, currency }, before }: HeadlineProps) {
  const t = useRecoveryTexts();
  const { money, count, rate: percent } = useFormats();
  const { shop, from, to } = useQuestion();
  const behind = { by: "shop", key: shop, currency, from, to } as const;
  const was = before?.totals;
  const { reminded, orders, recovered, rate, rate_low, rate_high } = totals;
  return (
    <Row gutter={[12, 12]}>
      <Col xs={24} sm={12} lg={6}>
        <Tile
          label={t("net")}
          value={
            <OrdersLink search={{ ...behind, figure: "recovered" }}>{money(totals.net_amount, currency)}</OrdersLink>
          }
        >
          <Note>
            {t(Number(totals.coupon_cost) === 0 ? "net_about" : "net_coupons", {
              amount: money(totals.recovered_amount, currency),
              coupons: money(totals.coupon_cost, currency),
            })}
          </Note>
          {was === undefined ? null : (
            <Change
              now={Number(totals.net_amount)}
              before={Number(was.net_amount)}
              was={money(was.net_amount, currency)}
            />
          )}
        </Tile>
      </Col>
      <Col xs={24} sm={12} lg={6}>
        <Tile
          label={t("recovered")}
          value={<OrdersLink search={{ ...behind, figure: "recovered" }}>{count(recovered)}</OrdersLink>}
        >
          <Note>{t("recovered_about", { reminded: count(reminded), orders: count(orders) })}</Note>
          {was === undefined ? null : <Change now={recovered} before={was.recovered} was={count(was.recovered)} />}
        </Tile>
      </Col>
      <Col xs={24} sm={12} lg={6}>
        <Tile label={t("rate")} value={reminded < FEW ? `${count(recovered)} / ${count(reminded)}` : percent(rate)}>
          <Note>
            {reminded < FEW
              ? t("rate_few", { reminded: count(reminded) })
              : t("rate_about", { low: percent(rate_low), high: percent(rate_high) })}
          </Note>
          {was === undefined ? null : <RateChange now={totals} before={was} />}
        </Tile>
      </Col>
      <Col xs={24} sm={12} lg={6}>
        <CostTile recovery={{ totals, currency }} />
      </Col>
    </Row>
  );
}

function CostTile({ recovery: { totals, currency } }: { readonly recovery: Pick<Recovery, "totals" | "currency"> }) {
  const t = useRecoveryTexts();
  const { money, count } = useFormats();
  const cost = Number(totals.cost);
  if (cost === 0 && totals.unpriced > 0) {
    return (
      <Tile label={t("cost")} value={<span style={{ fontSize: 20 }}>{t("cost_unknown")}</span>}>
        <Note>{t("cost_unknown_about")}</Note>
      </Tile>
    );
  }
  const back = cost === 0 ? null : (Number(totals.net_amount) / cost).toFixed(1);
  return (
    <Tile label={t("cost")} value={money(totals.cost, currency)}>
      <Note>
        {back === null
          ? t("cost_none")
          : currency === "CNY"
            ? t("cost_about", { value: back })
            : t("cost_about_other", { unit: money("1", currency), value: money(back, currency) })}
      </Note>
      <Note>{t("profit", { profit: money(totals.profit, currency) })}</Note>
      {totals.unpriced === 0 ? null : <Note>{t("cost_partly", { count: count(totals.unpriced) })}</Note>}
    </Tile>
  );
}

const Note = ({ children }: { readonly children: ReactNode }) => (
  <Typography.Text type="secondary" className="figure" style={{ display: "block" }}>
    {children}
  </Typography.Text>
);
