import { Flex, Form, InputNumber, Select, Switch, Typography } from "antd";
import type { Channel, Policy } from "../../../api/policy.ts";
import { DurationInput } from "../../../parts/duration-input.tsx";
import { useWords } from "../../../parts/words.ts";
import { usePolicyTexts } from "../texts.ts";
import { CouponLines } from "./coupons.tsx";
import { type FormProps, FormSection, Line, WordList } from "./parts.tsx";

const CHANNELS: readonly Channel[] = ["call", "im", "sms", "email"];
const CONSENTS = ["not_required", "required", "machine"] as const;

export function MoreForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  return (
    <FormSection about="">
      <Line label={t("more.live")} hint={t("more.live.hint")}>
        <Switch checked={policy.live} onChange={(live) => onChange({ live })} aria-label={t("more.live")} />
      </Line>
      <Line label={t("more.min_delay")} hint={t("more.min_delay.hint")}>
        <DurationInput
          value={policy.min_delay}
          label={t("more.min_delay")}
          onChange={(min_delay) => onChange({ min_delay })}
        />
      </Line>
      <Line label={t("more.max_age")}>
        <DurationInput value={policy.max_age} label={t("more.max_age")} onChange={(max_age) => onChange({ max_age })} />
      </Line>
      <ClosingLine policy={policy} onChange={onChange} />
      <Line label={t("more.held_out")}>
        <InputNumber
          aria-label={t("more.held_out")}
          min={0}
          max={50}
          step={1}
          suffix="%"
          value={Math.round(policy.held_out * 10_000) / 100}
          onChange={(percent) => {
            if (percent !== null) onChange({ held_out: Math.round(percent * 100) / 10_000 });
          }}
          style={{ width: 120 }}
        />
      </Line>
      <ByChannel label={t("more.consent")}>
        {(channel, name) => (
          <Select
            aria-label={`${t("more.consent")}, ${name}`}
            value={policy.consent[channel]}
            onChange={(consent) => onChange({ consent: { ...policy.consent, [channel]: consent } })}
            options={CONSENTS.filter(
              (one) => one !== "machine" || channel === "call" || policy.consent[channel] === one,
            ).map((one) => ({ value: one, label: t(`consent.${one}`) }))}
            style={{ width: 172 }}
          />
        )}
      </ByChannel>
      <ByChannel label={t("more.attribution")}>
        {(channel, name) => (
          <DurationInput
            value={policy.attribution.window[channel]}
            label={`${t("more.attribution")}, ${name}`}
            onChange={(length) =>
              onChange({ attribution: { window: { ...policy.attribution.window, [channel]: length } } })
            }
          />
        )}
      </ByChannel>
      <Line label={t("more.approve")}>
        <Switch
          checked={policy.approve_templates === true}
          onChange={(isOn) => onChange({ approve_templates: isOn })}
          aria-label={t("more.approve")}
        />
      </Line>
      <TestAddresses policy={policy} onChange={onChange} />
      <Line label={t("more.thank_you")} hint={t("more.thank_you.hint")}>
        <Switch
          checked={policy.thank_you}
          onChange={(isOn) => onChange({ thank_you: isOn })}
          aria-label={t("more.thank_you")}
        />
      </Line>
      <CouponLines policy={policy} onChange={onChange} />
    </FormSection>
  );
}

function ClosingLine({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { closing_soon: closing } = policy;
  return (
    <Line label={t("more.closing_soon")}>
      <Switch
        checked={closing !== null}
        onChange={(isOn) => onChange({ closing_soon: isOn ? { before: "close", lead: "10m" } : null })}
        aria-label={t("more.closing_soon")}
      />
      {closing === null ? null : (
        <>
          <DurationInput
            value={closing.lead}
            label={t("more.closing_lead")}
            onChange={(lead) => onChange({ closing_soon: { ...closing, lead } })}
          />
          <Typography.Text type="secondary">{t("more.closing_lead")}</Typography.Text>
        </>
      )}
    </Line>
  );
}

function ByChannel({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (channel: Channel, name: string) => React.ReactNode;
}) {
  const words = useWords();
  return (
    <Line label={label}>
      {CHANNELS.map((channel) => (
        <Flex key={channel} vertical gap={4}>
          <Typography.Text type="secondary">{words(`channel.${channel}`)}</Typography.Text>
          {children(channel, words(`channel.${channel}`))}
        </Flex>
      ))}
    </Line>
  );
}

function TestAddresses({ policy, onChange }: { readonly policy: Policy; readonly onChange: FormProps["onChange"] }) {
  const t = usePolicyTexts();
  return (
    <Form layout="vertical" component="div">
      <WordList
        label={t("more.test")}
        value={policy.test_addresses ?? []}
        onChange={(list) => onChange({ test_addresses: list })}
      />
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t("more.test.hint")}
      </Typography.Text>
    </Form>
  );
}
