import { Checkbox, Flex, Segmented, Select, Typography } from "antd";
import type { Channel, Policy, Preview } from "../../../api/policy.ts";
import { spanOf, spanText } from "../../../parts/clock.ts";
import { ClockSelect } from "../../../parts/clock-select.tsx";
import { useWords } from "../../../parts/words.ts";
import { usePolicyTexts } from "../texts.ts";
import { CutoffForm } from "./cutoff.tsx";
import { type FormProps, FormSection, Line } from "./parts.tsx";

const CHANNELS: readonly Channel[] = ["call", "im", "sms", "email"];
/** The widest that a policy may say. */
const WIDEST = { least: "08:00", most: "21:00" };

/** When buyers may be contacted, and which days count as others. */
export function HoursForm({ policy, onChange, open }: FormProps & { readonly open: Preview["hours"] | undefined }) {
  const t = usePolicyTexts();
  const words = useWords();
  const { hours } = policy;
  const set = (change: Partial<Policy["hours"]>) => onChange({ hours: { ...hours, ...change } });
  const own = (channel: Channel, isOwn: boolean) => {
    const { [channel]: _, ...rest } = hours;
    // A policy always says it of calls.
    if (isOwn) set({ [channel]: hours.default });
    else onChange({ hours: channel === "call" ? { ...rest, call: hours.default } : { ...rest, call: hours.call } });
  };
  return (
    <FormSection about={t("hours.about")}>
      <Line label={t("hours.default")}>
        <SpanInput label={t("hours.default")} value={hours.default} onChange={(span) => set({ default: span })} />
      </Line>
      {CHANNELS.map((channel) => {
        const name = words(`channel.${channel}`);
        const span = hours[channel];
        const real = open?.[channel];
        const isNarrowed = real !== undefined && real !== (span ?? hours.default);
        return (
          <Line key={channel} label={name}>
            {channel === "call" ? null : (
              <Checkbox
                checked={span !== undefined}
                onChange={({ target }) => own(channel, target.checked)}
                aria-label={`${name}: ${t("hours.own")}`}
              >
                {t("hours.own")}
              </Checkbox>
            )}
            {span === undefined ? null : (
              <SpanInput label={name} value={span} onChange={(next) => set({ [channel]: next })} />
            )}
            {isNarrowed ? (
              <Typography.Text type="warning">
                {t("hours.law", { span: real?.replace("-", "–") ?? "–" })}
              </Typography.Text>
            ) : null}
          </Line>
        );
      })}
      <Line label={t("hours.holidays")}>
        <Segmented
          aria-label={t("hours.holidays")}
          value={policy.avoid.includes("holidays")}
          onChange={(isOn) => onChange({ avoid: isOn ? ["holidays"] : [] })}
          options={[
            { value: true, label: t("change.on") },
            { value: false, label: t("change.off") },
          ]}
        />
        <CalendarChoice policy={policy} onChange={onChange} />
      </Line>
      <CutoffForm policy={policy} onChange={onChange} />
    </FormSection>
  );
}

function CalendarChoice({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  if (!policy.avoid.includes("holidays")) return null;
  const known = ["auto", "none", policy.calendar].filter((one, at, all) => all.indexOf(one) === at);
  const nameOf = (one: string) =>
    one === "auto" ? t("hours.calendar.auto") : one === "none" ? t("hours.calendar.none") : one;
  return (
    <Flex gap={8} align="center">
      <span>{t("hours.calendar")}</span>
      <Select
        aria-label={t("hours.calendar")}
        value={policy.calendar}
        onChange={(calendar) => onChange({ calendar })}
        options={known.map((one) => ({ value: one, label: nameOf(one) }))}
        style={{ width: 170 }}
      />
    </Flex>
  );
}

function SpanInput({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (span: string) => void;
}) {
  const t = usePolicyTexts();
  const span = spanOf(value);
  return (
    <Flex gap={8} align="center">
      <ClockSelect
        {...WIDEST}
        value={span.from}
        label={`${label}, ${t("slots.from")}`}
        onChange={(from) => onChange(spanText({ ...span, from }))}
      />
      <span>–</span>
      <ClockSelect
        {...WIDEST}
        value={span.to}
        label={`${label}, ${t("slots.to")}`}
        onChange={(to) => onChange(spanText({ ...span, to }))}
      />
    </Flex>
  );
}
