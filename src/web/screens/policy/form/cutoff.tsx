import { Checkbox, Flex, Segmented } from "antd";
import { ClockSelect } from "../../../parts/clock-select.tsx";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, Line } from "./parts.tsx";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const USUAL = "18:00";

/** When the day's parcels leave: each day alike, by weekday, or never. */
export function CutoffForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { ship_cutoff: cutoff } = policy;
  const kind = cutoff === null ? "none" : typeof cutoff === "string" ? "same" : "week";
  const usual = typeof cutoff === "string" ? cutoff : USUAL;
  const week = {
    mon: usual,
    tue: usual,
    wed: usual,
    thu: usual,
    fri: usual,
    sat: usual,
    sun: usual,
    ...(typeof cutoff === "object" ? cutoff : {}),
  };
  return (
    <Line label={t("hours.cutoff")}>
      <Segmented
        aria-label={t("hours.cutoff")}
        value={kind}
        onChange={(next) => onChange({ ship_cutoff: next === "none" ? null : next === "same" ? usual : week })}
        options={(["same", "week", "none"] as const).map((one) => ({ value: one, label: t(`hours.cutoff.${one}`) }))}
      />
      {typeof cutoff === "string" ? (
        <ClockSelect
          value={cutoff}
          most="23:59"
          label={t("hours.cutoff.clock")}
          onChange={(clock) => onChange({ ship_cutoff: clock })}
        />
      ) : null}
      {cutoff === null || typeof cutoff === "string" ? null : (
        <Flex wrap gap={10}>
          {WEEKDAYS.map((day) => (
            <Flex key={day} vertical gap={4}>
              <Checkbox
                checked={week[day] !== null}
                onChange={({ target }) => onChange({ ship_cutoff: { ...week, [day]: target.checked ? USUAL : null } })}
              >
                {t(`weekday.${day}`)}
              </Checkbox>
              <ClockSelect
                value={week[day] ?? USUAL}
                most="23:59"
                disabled={week[day] === null}
                label={`${t("hours.cutoff.clock")}, ${t(`weekday.${day}`)}`}
                onChange={(clock) => onChange({ ship_cutoff: { ...week, [day]: clock } })}
              />
            </Flex>
          ))}
        </Flex>
      )}
    </Line>
  );
}
