import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Select, Tooltip, Typography } from "antd";
import type { Policy } from "../../../api/policy.ts";
import { spanOf, spanText } from "../../../parts/clock.ts";
import { ClockSelect } from "../../../parts/clock-select.tsx";
import { DurationInput } from "../../../parts/duration-input.tsx";
import { joinRule, moveEdge, splitRule } from "../draft.ts";
import { barColour } from "../picture/colours.ts";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, FormSection } from "./parts.tsx";

type Rule = Policy["slots"][number];
type Remind = Rule["remind"];
const KINDS = ["between", "cutoff", "after", "close"] as const;
type Kind = (typeof KINDS)[number];

const MOST_RULES = 12;

/** When the orders of each part of the day are reminded first. */
export function SlotsForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const { slots } = policy;
  return (
    <FormSection about={t("slots.about")}>
      <Flex vertical gap={10}>
        {slots.map((rule, index) => (
          <RuleForm
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place alone
            key={index}
            rule={rule}
            index={index}
            isOnly={slots.length === 1}
            onMove={(edge, clock) => onChange({ slots: moveEdge(slots, index, edge, clock) })}
            onRemind={(remind) =>
              onChange({ slots: slots.map((one, at) => (at === index ? { ...one, remind } : one)) })
            }
            onRemove={() => onChange({ slots: joinRule(slots, index) })}
          />
        ))}
      </Flex>
      <Flex wrap gap={12} align="center">
        <Button
          icon={<PlusOutlined />}
          disabled={slots.length >= MOST_RULES}
          onClick={() => onChange({ slots: splitRule(slots) })}
        >
          {t("slots.add")}
        </Button>
        <Typography.Text type="secondary">{t("slots.order")}</Typography.Text>
      </Flex>
    </FormSection>
  );
}

interface RuleFormProps {
  readonly rule: Rule;
  readonly index: number;
  readonly isOnly: boolean;
  readonly onMove: (edge: "from" | "to", clock: string) => void;
  readonly onRemind: (remind: Remind) => void;
  readonly onRemove: () => void;
}

function RuleForm({ rule, index, isOnly, onMove, onRemind, onRemove }: RuleFormProps) {
  const t = usePolicyTexts();
  const { from, to } = spanOf(rule.orders);
  const name = `${t("slots.orders")} ${rule.orders.replace("-", "–")}`;
  return (
    <Flex wrap gap={8} align="center" role="group" aria-label={name}>
      <span aria-hidden="true" style={{ width: 6, height: 30, borderRadius: 3, background: barColour(index) }} />
      <span>{t("slots.orders")}</span>
      <ClockSelect
        value={from}
        disabled={isOnly}
        onChange={(clock) => onMove("from", clock)}
        label={`${name}, ${t("slots.from")}`}
        most="23:59"
      />
      <span>–</span>
      <ClockSelect
        value={to}
        disabled={isOnly}
        onChange={(clock) => onMove("to", clock)}
        label={`${name}, ${t("slots.to")}`}
        least="00:01"
      />
      <span aria-hidden="true">→</span>
      <span>{t("slots.remind")}</span>
      <RemindForm remind={rule.remind} name={name} onChange={onRemind} />
      <Tooltip title={t("slots.remove")}>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          disabled={isOnly}
          aria-label={`${name}: ${t("slots.remove")}`}
          onClick={onRemove}
        />
      </Tooltip>
    </Flex>
  );
}

const kindOf = (remind: Remind): Kind => {
  if ("between" in remind) return "between";
  if ("after" in remind) return "after";
  return remind.before === "close" ? "close" : "cutoff";
};

const STARTS: Readonly<Record<Kind, Remind>> = {
  between: { day: 0, between: "14:00-17:00" },
  cutoff: { day: 0, before: "ship_cutoff", lead: "30m" },
  after: { after: "1h" },
  close: { before: "close", lead: "30m" },
};

function RemindForm({
  remind,
  name,
  onChange,
}: {
  readonly remind: Remind;
  readonly name: string;
  readonly onChange: (remind: Remind) => void;
}) {
  const t = usePolicyTexts();
  return (
    <>
      <Select
        aria-label={`${name}, ${t("slots.remind")}`}
        value={kindOf(remind)}
        onChange={(kind) => onChange(STARTS[kind])}
        options={KINDS.map((kind) => ({ value: kind, label: t(`slots.kind.${kind}`) }))}
        style={{ width: 190 }}
      />
      <RemindDetail remind={remind} name={name} onChange={onChange} />
    </>
  );
}

function RemindDetail({
  remind,
  name,
  onChange,
}: {
  readonly remind: Remind;
  readonly name: string;
  readonly onChange: (remind: Remind) => void;
}) {
  const t = usePolicyTexts();
  if ("after" in remind) {
    return (
      <DurationInput
        value={remind.after}
        label={`${name}, ${t("slots.after")}`}
        onChange={(after) => onChange({ after })}
      />
    );
  }
  if ("lead" in remind) {
    return (
      <>
        <span>{t("slots.lead")}</span>
        <DurationInput
          value={remind.lead}
          label={`${name}, ${t("slots.lead")}`}
          onChange={(lead) => onChange({ ...remind, lead })}
        />
      </>
    );
  }
  const span = spanOf(remind.between);
  const setSpan = (change: Partial<typeof span>) => onChange({ ...remind, between: spanText({ ...span, ...change }) });
  return (
    <>
      <Select
        aria-label={`${name}, ${t("slots.day")}`}
        value={remind.day}
        onChange={(day) => onChange({ ...remind, day })}
        options={[0, 1, 2, 3, 4, 5, 6, 7].map((day) => ({
          value: day,
          label: day === 0 ? t("slots.day.0") : day === 1 ? t("slots.day.1") : t("slots.day.n", { count: day }),
        }))}
        style={{ width: 130 }}
      />
      <ClockSelect
        value={span.from}
        onChange={(from) => setSpan({ from })}
        label={`${name}, ${t("slots.remind")}, ${t("slots.from")}`}
        least="08:00"
        most="20:59"
      />
      <span>–</span>
      <ClockSelect
        value={span.to}
        onChange={(to) => setSpan({ to })}
        label={`${name}, ${t("slots.remind")}, ${t("slots.to")}`}
        least="08:01"
        most="21:00"
      />
    </>
  );
}
