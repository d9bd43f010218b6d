import { DatePicker, Flex, InputNumber, Select, Typography } from "antd";
import dayjs from "dayjs";
import { clockOf, minutesOf } from "../../parts/clock.ts";
import { ClockSelect } from "../../parts/clock-select.tsx";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { durationWords } from "./rule-words.ts";
import { usePolicyTexts } from "./texts.ts";

/** The order that is followed. */
export interface Sample {
  /** `YYYY-MM-DD`, by the shop's clock. */
  readonly date: string;
  readonly minute: number;
  readonly kind: "new" | "returning";
  readonly grade: string;
  /** Decimal; null: usual. */
  readonly amount: string | null;
  /** How long after its placing it closes by itself; null: never. */
  readonly closes: string | null;
}

interface SampleFormProps {
  readonly sample: Sample;
  readonly onChange: (change: Partial<Sample>) => void;
}

const GRADES = ["A", "B", "C", "D", "E", "F"] as const;
const CLOSINGS = ["30m", "1h", "2h", "6h", "24h", "48h"];

export function SampleForm({ sample, onChange }: SampleFormProps) {
  const t = usePolicyTexts();
  const words = useWords();
  const { currency } = useShop();
  return (
    <Flex wrap gap={8} align="center" role="group" aria-label={t("sample.title")}>
      <Typography.Text strong>{t("sample.title")}</Typography.Text>
      <DatePicker
        aria-label={t("sample.day")}
        value={dayjs(sample.date)}
        allowClear={false}
        onChange={(day) => {
          if (day !== null) onChange({ date: day.format("YYYY-MM-DD") });
        }}
        style={{ width: 132 }}
      />
      <ClockSelect
        label={t("sample.time")}
        value={clockOf(sample.minute)}
        most="23:50"
        onChange={(clock) => onChange({ minute: minutesOf(clock) ?? 0 })}
      />
      <Select
        aria-label={t("sample.kind")}
        value={sample.kind}
        onChange={(kind) => onChange({ kind })}
        options={(["new", "returning"] as const).map((kind) => ({ value: kind, label: words(`kind.${kind}`) }))}
        style={{ width: 132 }}
      />
      <Select
        aria-label={t("sample.grade")}
        value={sample.grade}
        onChange={(grade) => onChange({ grade })}
        options={GRADES.map((grade) => ({ value: grade, label: words(`grade.${grade}`) }))}
        style={{ width: 96 }}
      />
      <InputNumber
        aria-label={t("sample.amount")}
        placeholder={t("sample.amount")}
        suffix={currency}
        min="0"
        stringMode
        value={sample.amount}
        onChange={(amount) => onChange({ amount })}
        style={{ width: 130 }}
      />
      <Select
        aria-label={t("sample.closes")}
        value={sample.closes ?? "never"}
        onChange={(closes) => onChange({ closes: closes === "never" ? null : closes })}
        options={[
          { value: "never", label: t("sample.closes.never") },
          ...CLOSINGS.map((one) => ({
            value: one,
            label: t("sample.closes.after", { duration: durationWords(one, t) }),
          })),
        ]}
        style={{ width: 170 }}
      />
    </Flex>
  );
}
