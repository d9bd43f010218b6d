import { Alert, Button, Card, Flex, Input, Radio, Select, Typography } from "antd";
import { useState } from "react";
import type { CallOutcome, CallReport, CallTask } from "../../api/calls.ts";
import type { ReasonCode } from "../../api/orders.ts";
import { RequestError } from "../../api/request.ts";
import { Refusal } from "../../parts/failure.tsx";
import { REASON_CODES } from "../../parts/reason-codes.ts";
import { useWords } from "../../parts/words.ts";
import { PromiseField } from "./promise-field.tsx";
import { useKeys, useShortcutsOn, useSubmitKey } from "./shortcuts.ts";
import { useDeskTexts } from "./texts.ts";

/** In the order of their keys, 1 to 5; one that the API gains is missed here by the compiler. */
const ORDERED: Readonly<Record<CallOutcome, true>> = {
  answered: true,
  no_answer: true,
  busy: true,
  failed: true,
  opted_out: true,
};
const OUTCOMES = Object.keys(ORDERED).filter((name): name is CallOutcome => Object.hasOwn(ORDERED, name));
const NOTE_LIMIT = 2_000;

interface OutcomeFormProps {
  readonly task: CallTask;
  readonly isSaving: boolean;
  readonly error: Error | null;
  /** @param takesNext whether the next call is to follow. */
  readonly onSave: (report: CallReport, takesNext: boolean) => void;
}

interface Said {
  readonly outcome: CallOutcome;
  /** RFC 3339. */
  readonly promised: string | null;
  readonly reason: ReasonCode | null;
  readonly note: string;
}

/** Only who answered can have promised anything. */
const reportOf = ({ outcome, promised, reason, note }: Said): CallReport => ({
  outcome,
  ...(outcome === "answered" && promised !== null ? { promised_at: promised } : {}),
  ...(reason === null ? {} : { reason }),
  ...(note.trim() === "" ? {} : { note: note.trim() }),
});

/** What came of the call, by mouse or by keys. */
export function OutcomeForm({ task, isSaving, error, onSave }: OutcomeFormProps) {
  const t = useDeskTexts();
  const [outcome, setOutcome] = useState<CallOutcome | null>(null);
  const [promised, setPromised] = useState<string | null>(null);
  const [reason, setReason] = useState<ReasonCode | null>(null);
  const [note, setNote] = useState("");
  const [isMissing, setMissing] = useState(false);
  const isOn = useShortcutsOn();
  const choose = (next: CallOutcome) => {
    setOutcome(next);
    // What is promised is asked anew.
    if (next !== outcome) setPromised(null);
    setMissing(false);
  };
  useKeys(isOn, (key) => {
    const chosen = OUTCOMES[Number(key) - 1];
    if (chosen !== undefined) choose(chosen);
    return chosen !== undefined;
  });
  const save = (takesNext: boolean) => {
    if (isSaving) return;
    if (outcome === null) return setMissing(true);
    onSave(reportOf({ outcome, promised, reason, note }), takesNext);
  };
  useSubmitKey(() => save(true));
  return (
    <Card title={<h2 className="card-title">{t("result")}</h2>}>
      <Flex vertical gap={16}>
        <Outcomes value={outcome} onChange={choose} hasKeys={isOn} />
        {outcome === "answered" ? <PromiseField onChange={setPromised} /> : null}
        {outcome === "opted_out" ? <Alert type="warning" showIcon title={t("opted_out_note")} /> : null}
        <ReasonHeard inferred={task.reason} value={reason} onChange={setReason} />
        <Input.TextArea
          aria-label={t("note")}
          placeholder={`${t("note")}: ${t("note_hint")}`}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={NOTE_LIMIT}
          autoSize={{ minRows: 3, maxRows: 8 }}
        />
        {isMissing ? <Alert type="error" showIcon role="alert" title={t("result_needed")} /> : null}
        <ReportRefusal error={error} />
        <Flex wrap gap={8} align="center">
          <Button type="primary" size="large" loading={isSaving} onClick={() => save(true)}>
            {t("save_next")}
          </Button>
          <Button size="large" disabled={isSaving} onClick={() => save(false)}>
            {t("save")}
          </Button>
          <Typography.Text type="secondary" keyboard>
            {t("save_next_hint")}
          </Typography.Text>
        </Flex>
      </Flex>
    </Card>
  );
}

interface OutcomesProps {
  readonly value: CallOutcome | null;
  readonly onChange: (outcome: CallOutcome) => void;
  /** Whether each has a key, which is then named. */
  readonly hasKeys: boolean;
}

function Outcomes({ value: chosen, onChange, hasKeys }: OutcomesProps) {
  const t = useDeskTexts();
  const words = useWords();
  return (
    <Radio.Group
      aria-label={t("result")}
      value={chosen}
      onChange={({ target }) => onChange(target.value)}
      optionType="button"
      buttonStyle="solid"
      style={{ display: "flex", flexWrap: "wrap", gap: 8 }}
      options={OUTCOMES.map((value, index) => ({
        value,
        label: hasKeys ? `${index + 1} ${words(`said.${value}`)}` : words(`said.${value}`),
        style: { borderRadius: 8, borderInlineStartWidth: 1 },
      }))}
    />
  );
}

interface ReasonHeardProps {
  readonly inferred: ReasonCode;
  readonly value: ReasonCode | null;
  readonly onChange: (reason: ReasonCode | null) => void;
}

/** What the buyer said the reason was, where it is not the one that was inferred. */
function ReasonHeard({ inferred, value: heard, onChange }: ReasonHeardProps) {
  const t = useDeskTexts();
  const words = useWords();
  return (
    <Select
      aria-label={t("reason")}
      allowClear
      placeholder={inferred === "unknown" ? t("reason") : t("reason_same", { why: words(`why.${inferred}`) })}
      value={heard}
      onChange={(value: ReasonCode | undefined) => onChange(value ?? null)}
      options={REASON_CODES.map((value) => ({ value, label: words(`why.${value}`) }))}
    />
  );
}

/** Why the outcome was not written down. */
function ReportRefusal({ error }: { readonly error: Error | null }) {
  const t = useDeskTexts();
  return error instanceof RequestError && error.status === 409 ? (
    <Alert type="error" showIcon role="alert" title={t("lost")} />
  ) : (
    <Refusal error={error} />
  );
}
