import { Tooltip, Typography, theme } from "antd";
import { useFigureTexts } from "./figure-texts.ts";
import { useFormats } from "./formats.ts";

/** Of fewer, a share says next to nothing: the counts are shown instead. */
export const FEW = 30;

export interface Share {
  readonly count: number;
  readonly of: number;
  /** 0 to 1, with its 95% interval. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A share with what is known of it: its interval, or where there were few, how few. */
export function Rate({ share, scale }: { readonly share: Share; readonly scale?: number }) {
  const t = useFigureTexts();
  const { rate: percent, count: number } = useFormats();
  const { count, of, rate, low, high } = share;
  if (of === 0) return <Typography.Text type="secondary">–</Typography.Text>;
  const interval = t("interval", { low: percent(low), high: percent(high) });
  const isFew = of < FEW;
  return (
    <Tooltip title={t(isFew ? "rate.few" : "rate.of", { count: number(count), of: number(of), interval })}>
      <span className="figure" style={{ display: "inline-flex", flexDirection: "column", gap: 2, minWidth: 96 }}>
        {isFew ? (
          <Typography.Text type="secondary">
            {t("rate.counts", { count: number(count), of: number(of) })}
          </Typography.Text>
        ) : (
          <span>
            {percent(rate)} <Typography.Text type="secondary">{`${percent(low)}–${percent(high)}`}</Typography.Text>
          </span>
        )}
        {scale === undefined ? null : <IntervalBar share={share} scale={scale} />}
      </span>
    </Tooltip>
  );
}

/** The interval as a band, the share as a mark in it; faint where there were few. `scale`: the share at its right end. */
function IntervalBar({ share: { of, rate, low, high }, scale }: { readonly share: Share; readonly scale: number }) {
  const { token } = theme.useToken();
  const at = (value: number) => `${Math.min(value / scale, 1) * 100}%`;
  const isFew = of < FEW;
  return (
    <span
      aria-hidden
      style={{
        position: "relative",
        display: "block",
        height: 6,
        borderRadius: 3,
        background: token.colorFillSecondary,
      }}
    >
      <span
        style={{
          position: "absolute",
          insetBlock: 0,
          left: at(low),
          right: `calc(100% - ${at(high)})`,
          borderRadius: 3,
          background: token.colorPrimary,
          opacity: isFew ? 0.15 : 0.35,
        }}
      />
      {isFew ? null : (
        <span
          style={{
            position: "absolute",
            top: -1,
            bottom: -1,
            left: at(rate),
            width: 3,
            marginLeft: -1.5,
            borderRadius: 2,
            background: token.colorPrimary,
          }}
        />
      )}
    </span>
  );
}
