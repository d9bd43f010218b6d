import { Input, InputNumber, Switch } from "antd";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, Line } from "./parts.tsx";

/** Whether buyers for whom the price is the reason get a code that the shop gives, and how much it may be worth. */
export function CouponLines({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { coupons } = policy;
  const change = (over: Partial<typeof coupons>) => onChange({ coupons: { ...coupons, ...over } });
  return (
    <>
      <Line label={t("more.coupons")} hint={t("more.coupons.hint")}>
        <Switch checked={coupons.on} onChange={(on) => change({ on })} aria-label={t("more.coupons")} />
      </Line>
      {coupons.on ? (
        <>
          <Line label={t("more.coupons.url")} hint={t("more.coupons.url.hint")}>
            <Input
              type="url"
              aria-label={t("more.coupons.url")}
              value={coupons.url ?? ""}
              placeholder="https://"
              onChange={({ target }) => change({ url: target.value === "" ? null : target.value })}
              style={{ width: 360, maxWidth: "100%" }}
            />
          </Line>
          <Line label={t("more.coupons.max_amount")}>
            <Input
              inputMode="decimal"
              aria-label={t("more.coupons.max_amount")}
              value={coupons.max_amount ?? ""}
              placeholder="20.00"
              onChange={({ target }) => change({ max_amount: target.value === "" ? null : target.value })}
              style={{ width: 120 }}
            />
          </Line>
          <Line label={t("more.coupons.max_share")}>
            <InputNumber
              aria-label={t("more.coupons.max_share")}
              min={1}
              max={100}
              suffix="%"
              value={Math.round(coupons.max_share * 100)}
              onChange={(percent) => {
                if (percent !== null) change({ max_share: percent / 100 });
              }}
              style={{ width: 120 }}
            />
          </Line>
        </>
      ) : null}
    </>
  );
}
