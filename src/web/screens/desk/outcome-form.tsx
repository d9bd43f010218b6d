import { Alert, Button, Card, DatePicker, Flex, Input, Radio, Select, Typography } from "antd";
import { useState } from "react";
import type { CallOutcome, CallReport, CallTask } from "../../api/calls.ts";
import type { ReasonCode } from "../../api/orders.ts";
import { RequestError } from "../../api/request.ts";
import { Refusal } from "../../parts/failure.tsx";
import { REASON_CODES } from "../../parts/reason-codes.ts";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { FURTHEST, inZone, PROMISES, promisedAt, wallClock } from "./promise.ts";
import { useKeys, useShortcutsOn, useSubmitKey } from "./shortcuts.ts";
import { useDeskTexts } from "./texts.ts";

/** In the order of their keys, 1 to 5; one that the API gains is missed here by the compiler. */
const OUTCOMES: readonly CallOutcome[] = Object.keys({
  answered: true,
  no_answer: true,
  busy: true,
  failed: true,
  opted_out: true,
} satisfies Record<CallOutcome, true>).filter((name): name is CallOutcome => name !== "");
const NOTE_LIMIT = 2_000;

interface OutcomeFormProps {
  readonly task: CallTask;
  readonly isSaving: boolean;
  readonly error: Error | null;
  /** @param takesNext whether the next call is to follow. */
  readonly onSave: (report: CallReport, takesNext: boolean) => void;
}

/** What came of the call, by mouse or by keys. */
export function OutcomeForm({ task, isSaving, error, onSave }: OutcomeFormProps) {
  const t = useDeskTexts();
  const words = useWords();
  const [outcome, setOutcome] = useState<CallOutcome | null>(null);
  const [promised, setPromised] = useState<string | null>(null);
  const [reason, setReason] = useState<ReasonCode | null>(null);
  const [note, setNote] = useState("");
  const [isMissing, setMissing] = useState(false);
  const isOn = useShortcutsOn();
  const choose = (next: CallOutcome) => {
    setOutcome(next);
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
    const words = {
      ...(note.trim() === "" ? {} : { note: note.trim() }),
      ...(reason === null ? {} : { reason }),
    };
    onSave(
      { outcome, ...words, ...(outcome === "answered" && promised !== null ? { promised_at: promised } : {}) },
      takesNext,
    );
  };
  useSubmitKey(() => save(true));
  return (
    <Card title={<h2 className="card-title">{t("result")}</h2>}>
      <Flex vertical gap={16}>
        <Radio.Group
          aria-label={t("result")}
          value={outcome}
          onChange={({ target }) => choose(target.value)}
          optionType="button"
          buttonStyle="solid"
          style={{ display: "flex", flexWrap: "wrap", gap: 8 }}
          options={OUTCOMES.map((value, index) => ({
            value,
            label: isOn ? `${index + 1} ${words(`said.${value}`)}` : words(`said.${value}`),
            style: { borderRadius: 8, borderInlineStartWidth: 1 },
          }))}
        />
        {outcome === "answered" ? <PromiseField value={promised} onChange={setPromised} /> : null}
        {outcome === "opted_out" ? <Alert type="warning" showIcon title={t("opted_out_note")} /> : null}
        <Select
          aria-label={t("reason")}
          allowClear
          placeholder={task.reason === "unknown" ? t("reason") : t("reason_same", { why: words(`why.${task.reason}`) })}
          value={reason}
          onChange={(value: ReasonCode | undefined) => setReason(value ?? null)}
          options={REASON_CODES.map((value) => ({ value, label: words(`why.${value}`) }))}
        />
        <Input.TextArea
          aria-label={t("note")}
          placeholder={`${t("note")}: ${t("note_hint")}`}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={NOTE_LIMIT}
          autoSize={{ minRows: 3, maxRows: 8 }}
        />
        {isMissing ? <Alert type="error" showIcon role="alert" title={t("result_needed")} /> : null}
        {error instanceof RequestError && error.status === 409 ? (
          <Alert type="error" showIcon role="alert" title={t("lost")} />
        ) : (
          <Refusal error={error} />
        )}
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

interface PromiseFieldProps {
  /** RFC 3339. */
  readonly value: string | null;
  readonly onChange: (at: string | null) => void;
}

function PromiseField({ onChange }: PromiseFieldProps) {
  const t = useDeskTexts();
  const { timezone: zone } = useShop();
  const [chosen, setChosen] = useState("none");
  const now = Date.now();
  const today = wallClock(zone, now).startOf("day");
  const known = PROMISES.flatMap((promise) => {
    const at = promisedAt(promise, zone, now);
    return at === null ? [] : [{ promise, at }];
  });
  const pick = (next: string) => {
    setChosen(next);
    onChange(known.find(({ promise }) => promise === next)?.at ?? null);
  };
  return (
    <Flex vertical gap={8}>
      <Typography.Text>{t("promise")}</Typography.Text>
      <Radio.Group
        aria-label={t("promise")}
        value={chosen}
        onChange={({ target }) => pick(target.value)}
        options={[
          { value: "none", label: t("promise_none") },
          ...known.map(({ promise }) => ({ value: promise, label: t(`promise_${promise}`) })),
          { value: "other", label: t("promise_other") },
        ]}
      />
      {chosen === "other" ? (
        <DatePicker
          aria-label={t("promise_at")}
          placeholder={t("promise_at")}
          showTime={{ format: "HH:mm", minuteStep: 10 }}
          format="YYYY-MM-DD HH:mm"
          minDate={today}
          maxDate={today.add(FURTHEST - 1, "day")}
          onChange={(shown) => onChange(shown === null ? null : inZone(shown, zone))}
        />
      ) : null}
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t("promise_zone", { zone })}
      </Typography.Text>
    </Flex>
  );
}
