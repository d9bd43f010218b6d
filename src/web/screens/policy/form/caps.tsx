import { Checkbox, InputNumber } from "antd";
import type { Policy } from "../../../api/policy.ts";
import { DurationInput } from "../../../parts/duration-input.tsx";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, FormSection, Line } from "./parts.tsx";

type Caps = Policy["caps"];

/** How often buyers are contacted at most. */
export function CapsForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { caps } = policy;
  const { calls_per_hour: calls, ...others } = caps;
  return (
    <FormSection about={t("caps.about")}>
      <Line label={t("caps.person")}>
        <CapInput
          label={t("caps.person")}
          cap={caps.person}
          onChange={(person) => onChange({ caps: { ...caps, person } })}
        />
      </Line>
      <Line label={t("caps.shop")} hint={t("caps.shop.hint")}>
        <CapInput label={t("caps.shop")} cap={caps.shop} onChange={(shop) => onChange({ caps: { ...caps, shop } })} />
      </Line>
      <Line label={t("caps.calls")}>
        <InputNumber
          aria-label={t("caps.calls")}
          min={1}
          max={1_000_000}
          precision={0}
          value={calls ?? null}
          placeholder={t("caps.calls.none")}
          onChange={(next) => onChange({ caps: next === null ? others : { ...others, calls_per_hour: next } })}
          style={{ width: 130 }}
        />
      </Line>
      <Checkbox checked={policy.merge} onChange={({ target }) => onChange({ merge: target.checked })}>
        {t("caps.merge")}
      </Checkbox>
    </FormSection>
  );
}

function CapInput({
  label,
  cap,
  onChange,
}: {
  readonly label: string;
  readonly cap: Caps["person"];
  readonly onChange: (cap: Caps["person"]) => void;
}) {
  const t = usePolicyTexts();
  return (
    <>
      <InputNumber
        aria-label={`${label}, ${t("caps.count")}`}
        min={1}
        precision={0}
        value={cap.count}
        suffix={t("caps.times")}
        onChange={(count) => {
          if (count !== null) onChange({ ...cap, count });
        }}
        style={{ width: 120 }}
      />
      <span>{t("caps.per")}</span>
      <DurationInput
        value={cap.per}
        label={`${label}, ${t("caps.per")}`}
        onChange={(per) => onChange({ ...cap, per })}
      />
    </>
  );
}
