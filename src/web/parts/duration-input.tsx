import { InputNumber, Select, Space } from "antd";
import { type DurationUnit, durationOf } from "./clock.ts";
import { useDurationTexts } from "./duration-texts.ts";

interface DurationInputProps {
  /** `30m`, `2h`, `1d`. */
  readonly value: string;
  readonly onChange: (duration: string) => void;
  readonly label: string;
}

export function DurationInput({ value, onChange, label }: DurationInputProps) {
  const t = useDurationTexts();
  const { count, unit } = durationOf(value);
  const units: readonly DurationUnit[] = ["m", "h", "d"];
  return (
    <Space.Compact>
      <InputNumber
        aria-label={label}
        min={0}
        max={99_999}
        precision={0}
        value={count}
        onChange={(next) => {
          if (next !== null) onChange(`${next}${unit}`);
        }}
        style={{ width: 76 }}
      />
      <Select
        aria-label={`${label}, ${t("unit")}`}
        value={unit}
        onChange={(next) => onChange(`${count}${next}`)}
        options={units.map((one) => ({ value: one, label: t(`unit.${one}`) }))}
        style={{ width: 104 }}
      />
    </Space.Compact>
  );
}
