import { Card, Typography } from "antd";
import type { Order } from "../../api/orders.ts";
import { Facts } from "../../parts/facts.tsx";
import { useFormats } from "../../parts/formats.ts";
import { OrderStatus } from "../../parts/order-status.tsx";
import { useNow, useWhen } from "../../parts/when.ts";
import { useWords } from "../../parts/words.ts";
import { useOrderTexts } from "./texts.ts";

export function FactsCard({ order }: { readonly order: Order }) {
  const t = useOrderTexts();
  const { money, moment } = useFormats();
  const at = (time: string) => (
    <time dateTime={time} className="figure">
      {moment(time)}
    </time>
  );
  const {
    amount,
    currency,
    refunded,
    placed_at: placed,
    closes_at: closes,
    paid_at: paid,
    stopped_at: stopped,
  } = order;
  return (
    <Card
      title={<h2 className="card-title">{t("facts")}</h2>}
      extra={<OrderStatus status={order.status} isStopped={stopped !== null} />}
    >
      <Facts
        facts={[
          [
            t("amount"),
            <Typography.Text strong className="figure" key="amount">
              {amount === null || currency === null ? t("unknown") : money(amount, currency)}
            </Typography.Text>,
          ],
          refunded === null || currency === null || Number(refunded) === 0
            ? null
            : [t("refunded"), money(refunded, currency)],
          [t("placed"), placed === null ? t("unknown") : at(placed)],
          closes === null
            ? null
            : [
                t("closes"),
                <span key="closes">
                  {at(closes)} <TimeLeft order={order} closes={closes} />
                </span>,
              ],
          paid === null ? null : [t("paid"), at(paid)],
          stopped === null ? null : [t("stopped"), at(stopped)],
          order.conversion === null ? null : [t("result"), <Result key="result" order={order} />],
        ]}
      />
    </Card>
  );
}

function TimeLeft({ order, closes }: { readonly order: Order; readonly closes: string }) {
  const t = useOrderTexts();
  const { span } = useWhen();
  const left = Date.parse(closes) - useNow(15_000);
  if (left <= 0 || (order.status !== "unpaid" && order.status !== "partially_paid")) return null;
  return <Typography.Text type="secondary">{t("closes_in", { span: span(left) })}</Typography.Text>;
}

function Result({ order: { conversion, currency } }: { readonly order: Order }) {
  const t = useOrderTexts();
  const words = useWords();
  const { money } = useFormats();
  if (conversion === null) return null;
  if (!conversion.recovered || conversion.channel === null) return t("not_recovered");
  const { agent, amount, net_amount: net } = conversion;
  return (
    <>
      <Typography.Text type="success" strong>
        {t("recovered", { channel: words(`channel.${conversion.channel}`) })}
      </Typography.Text>
      {agent === null ? null : <span className="foreign"> · {t("by_agent", { agent })}</span>}
      {net === amount || currency === null ? null : ` · ${t("net", { amount: money(net, currency) })}`}
    </>
  );
}
