import { Flex, Typography, theme } from "antd";
import type { Lift } from "../api/stats.ts";
import { useFigureTexts } from "./figure-texts.ts";
import { useFormats } from "./formats.ts";

const POINTS = { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" } as const;

/** In percentage points. */
export const points = (difference: number): string => new Intl.NumberFormat("en", POINTS).format(difference * 100);

/** Whether reminding is why buyers paid, for whoever owns a shop: never a figure without what is known of it. */
export function LiftStory({ lift }: { readonly lift: Lift }) {
  const t = useFigureTexts();
  const { count, rate } = useFormats();
  const { treated, held_out, enough, needed_orders, anytime_low, anytime_high } = lift;
  const rates = { treated_rate: rate(treated.rate), held_out_rate: rate(held_out.rate) };
  if (treated.orders === 0 || held_out.orders === 0) {
    return (
      <Flex vertical gap={4}>
        <Typography.Text strong>{t("lift.none")}</Typography.Text>
        <Typography.Text type="secondary">{t("lift.none_about")}</Typography.Text>
      </Flex>
    );
  }
  if (!enough) {
    return (
      <Flex vertical gap={4}>
        <Headline>{t("lift.early")}</Headline>
        <Typography.Text strong>
          {Math.min(treated.paid, held_out.paid) === 0
            ? t("lift.no_payments")
            : t("lift.needed", { orders: count(needed_orders) })}
        </Typography.Text>
        <Typography.Text type="secondary">
          {t("lift.early_about", { ...rates, treated: count(treated.orders), held_out: count(held_out.orders) })}
        </Typography.Text>
      </Flex>
    );
  }
  const verdict = anytime_low > 0 ? "lift.works" : anytime_high < 0 ? "lift.costs" : "lift.nothing";
  return (
    <Flex vertical gap={4}>
      <Flex wrap gap={8} align="baseline">
        <Headline>{t("lift.points", { points: points(lift.lift) })}</Headline>
        <Typography.Text strong>{t(verdict)}</Typography.Text>
      </Flex>
      <Typography.Text className="figure">
        {t("lift.between", { low: points(anytime_low), high: points(anytime_high) })}
      </Typography.Text>
      <LiftBar lift={lift} />
      <Typography.Text type="secondary">{t("lift.story", rates)}</Typography.Text>
    </Flex>
  );
}

const Headline = ({ children }: { readonly children: string }) => (
  <span className="figure" style={{ fontSize: 26, fontWeight: 600, lineHeight: 1.3 }}>
    {children}
  </span>
);

/** The interval on a line with 0 marked: what lies right of 0 speaks for reminding. */
function LiftBar({ lift: { lift, anytime_low, anytime_high } }: { readonly lift: Lift }) {
  const { token } = theme.useToken();
  const reach = Math.max(Math.abs(anytime_low), Math.abs(anytime_high), 0.02) * 1.1;
  const at = (value: number) => `${50 + (value / reach) * 50}%`;
  const colour = anytime_low > 0 ? token.colorSuccess : anytime_high < 0 ? token.colorError : token.colorTextTertiary;
  const mark = { position: "absolute", top: 0, bottom: 0, width: 2, marginLeft: -1 } as const;
  return (
    <div aria-hidden style={{ position: "relative", height: 20, marginBlock: 2 }}>
      <div style={{ position: "absolute", top: 9, height: 2, width: "100%", background: token.colorFillSecondary }} />
      <div style={{ ...mark, left: "50%", background: token.colorTextTertiary }} />
      <div
        style={{
          position: "absolute",
          top: 6,
          height: 8,
          borderRadius: 4,
          left: at(anytime_low),
          right: `calc(100% - ${at(anytime_high)})`,
          background: colour,
          opacity: 0.4,
        }}
      />
      <div style={{ ...mark, top: 3, bottom: 3, width: 4, borderRadius: 2, left: at(lift), background: colour }} />
    </div>
  );
}
