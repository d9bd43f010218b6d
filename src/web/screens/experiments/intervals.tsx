import { Typography, theme } from "antd";
import type { Experiment, Variant } from "../../api/experiments.ts";
import { useFormats } from "../../parts/formats.ts";
import { useExperimentsTexts } from "./texts.ts";

interface IntervalsProps {
  readonly experiment: Experiment;
  readonly of: "rate" | "click_rate";
}

const figuresOf = (variant: Variant, of: IntervalsProps["of"]) =>
  of === "rate"
    ? { share: variant.rate, low: variant.rate_low, high: variant.rate_high }
    : { share: variant.click_rate, low: variant.click_rate_low, high: variant.click_rate_high };

/** Each variant's rate as a point on the line where the true one most likely lies, all by one scale: overlap means not known yet. */
export function Intervals({ experiment, of }: IntervalsProps) {
  const t = useExperimentsTexts();
  const { share, count } = useFormats();
  const { token } = theme.useToken();
  const rows = experiment.variants.map((variant) => ({ variant, ...figuresOf(variant, of) }));
  const most = Math.min(
    1,
    Math.max(0.1, Math.ceil(Math.max(...rows.map(({ high, variant }) => (variant.buyers === 0 ? 0 : high))) * 10) / 10),
  );
  const place = (value: number) => `${(value / most) * 100}%`;
  return (
    <div style={{ display: "grid", gap: 10 }}>
      {rows.map(({ variant, share: rate, low, high }) => {
        const colour = experiment.best === variant.version ? token.colorSuccess : token.colorPrimary;
        return (
          <div key={variant.version} style={{ display: "grid", gap: 4 }}>
            <div style={{ display: "flex", flexWrap: "wrap", columnGap: 10, justifyContent: "space-between" }}>
              <span>
                <Typography.Text strong>{t("version", { version: variant.version })}</Typography.Text>{" "}
                <Typography.Text type="secondary">
                  {t("share", { share: share(variant.share) })} · {t("buyers", { count: count(variant.buyers) })}
                  {of === "rate" ? ` · ${t("of.recovered", { count: count(variant.recovered) })}` : ""}
                </Typography.Text>
              </span>
              <Typography.Text strong className="figure">
                {variant.buyers === 0 ? "–" : share(rate)}
              </Typography.Text>
            </div>
            <div
              role="img"
              aria-label={t("interval", { low: share(low), high: share(high) })}
              title={t("interval", { low: share(low), high: share(high) })}
              style={{ position: "relative", height: 18, borderRadius: 9, background: token.colorFillTertiary }}
            >
              {variant.buyers === 0 ? null : (
                <>
                  <span
                    style={{
                      position: "absolute",
                      top: 4,
                      height: 10,
                      borderRadius: 5,
                      insetInlineStart: place(low),
                      width: place(high - low),
                      background: colour,
                      opacity: 0.35,
                    }}
                  />
                  <span
                    style={{
                      position: "absolute",
                      top: 1,
                      height: 16,
                      width: 4,
                      borderRadius: 2,
                      insetInlineStart: `calc(${place(rate)} - 2px)`,
                      background: colour,
                    }}
                  />
                </>
              )}
            </div>
          </div>
        );
      })}
      <div
        style={{ display: "flex", justifyContent: "space-between", fontSize: 12, color: token.colorTextDescription }}
        aria-hidden
      >
        <span>0%</span>
        <span>{share(most)}</span>
      </div>
    </div>
  );
}
