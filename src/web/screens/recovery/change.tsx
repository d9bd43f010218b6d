import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Typography, theme } from "antd";
import type { ReactNode } from "react";
import type { RecoveryFigures } from "../../api/stats.ts";
import { useFormats } from "../../parts/formats.ts";
import { points } from "../../parts/lift.tsx";
import { FEW } from "../../parts/rate.tsx";
import { differenceOf, growthOf } from "./compare.ts";
import { useRecoveryTexts } from "./texts.ts";

interface ChangeProps {
  readonly now: number;
  readonly before: number;
  /** The figure before, as it is shown. */
  readonly was: string;
}

/** How far a sum moved since the period before. */
export function Change({ now, before, was }: ChangeProps) {
  const t = useRecoveryTexts();
  const { share } = useFormats();
  const growth = growthOf(now, before);
  if (growth === null) return <Line>{t("change.none")}</Line>;
  const by = share(Math.abs(growth));
  return (
    <Line title={t("change.before", { value: was })} direction={Math.sign(growth)}>
      {growth === 0 ? t("change.same") : t(growth > 0 ? "change.up" : "change.down", { by })}
    </Line>
  );
}

const intervalOf = ({ rate, rate_low, rate_high }: RecoveryFigures) => ({ rate, low: rate_low, high: rate_high });

/** How far the rate moved, and whether that may be chance. */
export function RateChange({ now, before }: { readonly now: RecoveryFigures; readonly before: RecoveryFigures }) {
  const t = useRecoveryTexts();
  const { share } = useFormats();
  if (now.reminded < FEW || before.reminded < FEW) return <Line>{t("change.none")}</Line>;
  const { rate, low, high } = differenceOf(intervalOf(now), intervalOf(before));
  const isReal = low > 0 || high < 0;
  return (
    <Line
      title={`${t("change.before", { value: share(before.rate) })} (${points(low)} – ${points(high)})`}
      direction={isReal ? Math.sign(rate) : 0}
    >
      {t("change.points", { by: points(rate) })} · {t(isReal ? "change.real" : "change.noise")}
    </Line>
  );
}

interface LineProps {
  readonly title?: string;
  /** Above 0: better than before, below: worse, 0: neither. */
  readonly direction?: number;
  readonly children: ReactNode;
}

function Line({ title, direction = 0, children }: LineProps) {
  const { token } = theme.useToken();
  const colour = direction > 0 ? token.colorSuccess : direction < 0 ? token.colorError : token.colorTextSecondary;
  return (
    <Typography.Text className="figure" style={{ display: "block", color: colour }} {...(title ? { title } : {})}>
      {direction > 0 ? <ArrowUpOutlined aria-hidden /> : direction < 0 ? <ArrowDownOutlined aria-hidden /> : null}{" "}
      {children}
    </Typography.Text>
  );
}
