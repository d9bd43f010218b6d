import { Alert, Card, Flex, Skeleton, Typography } from "antd";
import { useMemo } from "react";
import type { Policy, Preview } from "../../api/policy.ts";
import { Failure } from "../../parts/failure.tsx";
import { DayView } from "./picture/day-view.tsx";
import { dayPicture } from "./picture/model.ts";
import { type Sample, SampleForm } from "./sample.tsx";
import { usePolicyTexts } from "./texts.ts";

interface DayCardProps {
  /** What the draft does; undefined while it is not known. */
  readonly shown: { readonly preview: Preview; readonly policy: Policy } | undefined;
  readonly error: Error | null;
  readonly isBroken: boolean;
  readonly sample: Sample;
  readonly onSample: (change: Partial<Sample>) => void;
  readonly onRetry: () => void;
}

/** Minutes between the orders of the picture: what the API gives unasked. */
const STEP = 10;

/** The day as a picture, and one order's way through it in words. */
export function DayCard({ shown, error, isBroken, sample, onSample, onRetry }: DayCardProps) {
  const t = usePolicyTexts();
  const picture = useMemo(() => (shown === undefined ? null : dayPicture(shown.policy, shown.preview, STEP)), [shown]);
  return (
    <Card styles={{ body: { padding: 16 } }}>
      <Flex vertical gap={12}>
        {isBroken ? <Alert type="warning" showIcon title={t("picture.broken")} /> : null}
        {error === null ? null : <Failure error={error} onRetry={onRetry} />}
        {picture === null || shown === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 9 }} />
          ) : null
        ) : (
          <div style={{ opacity: isBroken ? 0.5 : 1 }}>
            <DayView
              picture={picture}
              policy={shown.policy}
              chosen={Math.floor(sample.minute / STEP) * STEP}
              onChoose={(minute) => onSample({ minute })}
            />
          </div>
        )}
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t("legend.ticks")} · {t("legend.quiet")}
          {picture !== null && picture.silent.length > 0 ? ` · ${t("legend.silent")}` : ""}
        </Typography.Text>
        <SampleForm sample={sample} onChange={onSample} />
        {shown === undefined ? null : <Way preview={shown.preview} />}
      </Flex>
    </Card>
  );
}

/** What becomes of the order, step by step, as the service tells it. */
function Way({ preview }: { readonly preview: Preview }) {
  return (
    <ol style={{ margin: 0, paddingInlineStart: 20 }} aria-live="polite">
      {preview.reminders.map(({ channel, state, text }) => (
        <li key={channel}>{state === "planned" ? text : <Typography.Text type="secondary">{text}</Typography.Text>}</li>
      ))}
    </ol>
  );
}
