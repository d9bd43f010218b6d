import { DownOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Checkbox, Flex, Select, Switch, Tooltip, Typography } from "antd";
import { useRef } from "react";
import type { Channel, Policy } from "../../../api/policy.ts";
import { DurationInput } from "../../../parts/duration-input.tsx";
import { useWords } from "../../../parts/words.ts";
import { moveStep, switchChannel } from "../draft.ts";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, FormSection, Line } from "./parts.tsx";

type Step = Policy["steps"][number];
const CHANNELS: readonly Channel[] = ["call", "im", "sms", "email"];
const STOPS = ["replied", "answered"] as const;

/** The ladder: by which channels the buyer is reached, one after the other. */
export function StepsForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { steps, stop_on: stopOn } = policy;
  // What a channel was set to before it was switched off, so that switching it on again loses nothing.
  const kept = useRef(new Map<Channel, Step>());
  const set = (channel: Channel, isOn: boolean) => {
    const standing = steps.find((step) => step.channel === channel);
    if (standing !== undefined) kept.current.set(channel, standing);
    const next = switchChannel(steps, channel, isOn);
    const back = kept.current.get(channel);
    onChange({
      steps: isOn && back !== undefined ? next.map((step) => (step.channel === channel ? back : step)) : next,
    });
  };
  const off = CHANNELS.filter((channel) => !steps.some((step) => step.channel === channel));
  return (
    <FormSection about={t("steps.about")}>
      <Flex vertical gap={10}>
        {steps.map((step, index) => (
          <StepForm
            key={step.channel}
            step={step}
            index={index}
            count={steps.length}
            onSwitch={() => set(step.channel, false)}
            onMove={(by) => onChange({ steps: moveStep(steps, index, by) })}
            onStep={(next) => onChange({ steps: steps.map((one, at) => (at === index ? next : one)) })}
          />
        ))}
        {off.map((channel) => (
          <OffChannel key={channel} channel={channel} onSwitch={() => set(channel, true)} />
        ))}
      </Flex>
      <Line label={t("steps.stop")}>
        {STOPS.map((stop) => (
          <Checkbox
            key={stop}
            checked={stopOn.includes(stop)}
            onChange={({ target }) =>
              onChange({ stop_on: STOPS.filter((one) => (one === stop ? target.checked : stopOn.includes(one))) })
            }
          >
            {t(`steps.stop.${stop}`)}
          </Checkbox>
        ))}
      </Line>
    </FormSection>
  );
}

function OffChannel({ channel, onSwitch }: { readonly channel: Channel; readonly onSwitch: () => void }) {
  const t = usePolicyTexts();
  const name = useWords()(`channel.${channel}`);
  return (
    <Flex gap={10} align="center">
      <span style={{ width: 22 }} />
      <Switch size="small" checked={false} onChange={onSwitch} aria-label={`${name}: ${t("steps.on")}`} />
      <Typography.Text type="secondary" style={{ width: 120 }}>
        {name}
      </Typography.Text>
      <Typography.Text type="secondary">{t("steps.off")}</Typography.Text>
    </Flex>
  );
}

interface StepFormProps {
  readonly step: Step;
  readonly index: number;
  readonly count: number;
  readonly onSwitch: () => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onStep: (step: Step) => void;
}

const KINDS = ["slot", "after", "next"] as const;
type Kind = (typeof KINDS)[number];

function kindOf({ after, next_slot: next }: Step): Kind {
  if (next === true) return "next";
  return after === undefined ? "slot" : "after";
}

function stepOf(channel: Channel, kind: Kind): Step {
  if (kind === "next") return { channel, next_slot: true };
  return kind === "after" ? { channel, after: "2h" } : { channel };
}

function StepForm({ step, index, count, onSwitch, onMove, onStep }: StepFormProps) {
  const t = usePolicyTexts();
  const name = useWords()(`channel.${step.channel}`);
  return (
    <Flex wrap gap={10} align="center" role="group" aria-label={name}>
      <Typography.Text strong style={{ width: 22, textAlign: "center" }}>
        {index + 1}
      </Typography.Text>
      <Tooltip title={count === 1 ? t("steps.last") : undefined}>
        <Switch
          size="small"
          checked
          disabled={count === 1}
          onChange={onSwitch}
          aria-label={`${name}: ${t("steps.on")}`}
        />
      </Tooltip>
      <Typography.Text strong style={{ width: 120 }}>
        {name}
      </Typography.Text>
      <Select<Kind>
        aria-label={`${name}, ${t("steps.when")}`}
        value={kindOf(step)}
        onChange={(kind: Kind) => onStep(stepOf(step.channel, kind))}
        options={KINDS.filter((kind) => index > 0 || kind !== "after").map((kind) => ({
          value: kind,
          label: t(`steps.when.${kind}`),
        }))}
        style={{ width: 200 }}
      />
      {step.after === undefined ? null : (
        <DurationInput
          value={step.after}
          label={`${name}, ${t("steps.when")}`}
          onChange={(after) => onStep({ ...step, after })}
        />
      )}
      <Button
        type="text"
        icon={<UpOutlined />}
        disabled={index === 0}
        aria-label={`${name}: ${t("steps.up")}`}
        onClick={() => onMove(-1)}
      />
      <Button
        type="text"
        icon={<DownOutlined />}
        disabled={index === count - 1}
        aria-label={`${name}: ${t("steps.down")}`}
        onClick={() => onMove(1)}
      />
    </Flex>
  );
}
