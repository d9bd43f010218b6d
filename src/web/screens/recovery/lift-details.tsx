import { Flex, Typography, theme } from "antd";
import type { Lift } from "../../api/stats.ts";
import { useFigureTexts } from "../../parts/figure-texts.ts";
import { useFormats } from "../../parts/formats.ts";
import { useRecoveryTexts } from "./texts.ts";

/** Both groups beside each other, and what the difference comes to. */
export function LiftDetails({ lift }: { readonly lift: Lift }) {
  const t = useFigureTexts();
  const own = useRecoveryTexts();
  const { count, rate, money } = useFormats();
  const { token } = theme.useToken();
  const { treated, held_out, enough, caused_orders, caused_amount, currency } = lift;
  if (treated.orders === 0 || held_out.orders === 0) return null;
  const most = Math.max(treated.rate, held_out.rate, 0.01);
  const whole = (value: number) => count(Math.round(value));
  const { value, low, high } = caused_orders;
  return (
    <Flex vertical gap={10}>
      {(["treated", "held_out"] as const).map((arm) => (
        <div key={arm}>
          <Flex justify="space-between" gap={8} wrap>
            <span>{t(`lift.arm.${arm}`)}</span>
            <span className="figure">
              {rate(lift[arm].rate)}{" "}
              <Typography.Text type="secondary">
                {t("lift.arm.of", {
                  buyers: count(lift[arm].buyers),
                  orders: count(lift[arm].orders),
                  paid: count(lift[arm].paid),
                })}
              </Typography.Text>
            </span>
          </Flex>
          <div aria-hidden style={{ height: 8, borderRadius: 4, background: token.colorFillTertiary }}>
            <div
              style={{
                height: 8,
                borderRadius: 4,
                width: `${(lift[arm].rate / most) * 100}%`,
                background: arm === "treated" ? token.colorPrimary : token.colorTextTertiary,
              }}
            />
          </div>
        </div>
      ))}
      {enough ? (
        <Typography.Text>
          {t("lift.caused", { orders: whole(value), low: whole(low), high: whole(high) })}
        </Typography.Text>
      ) : null}
      {enough && caused_amount !== null ? (
        <Typography.Text>
          {own("caused_amount", {
            amount: money(caused_amount.value, currency),
            low: money(caused_amount.low, currency),
            high: money(caused_amount.high, currency),
          })}
        </Typography.Text>
      ) : null}
      <Typography.Text type="secondary">{own("lift_about")}</Typography.Text>
    </Flex>
  );
}
