import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Card, Flex, Progress, Segmented, Typography } from "antd";
import { useState } from "react";
import type { Policy } from "../../../api/policy.ts";
import { readSimulation, startSimulation, stopSimulation } from "../../../api/simulations.ts";
import { Failure, Refusal } from "../../../parts/failure.tsx";
import { useShop } from "../../../shell/shop.ts";
import { isSame } from "../draft.ts";
import { usePolicyTexts } from "../texts.ts";
import { Outcome } from "./outcome.tsx";

const SPANS = [7, 30, 90] as const;
/** Milliseconds between two looks at one that runs. */
const LOOK = 700;

interface Started {
  readonly id: string;
  readonly policy: Policy;
}

/** Past orders under the draft, beside the published policy. */
export function Simulate({ policy, isDirty }: { readonly policy: Policy; readonly isDirty: boolean }) {
  const t = usePolicyTexts();
  const { slug } = useShop();
  const [days, setDays] = useState<(typeof SPANS)[number]>(30);
  const [started, setStarted] = useState<Started | null>(null);
  const start = useMutation({
    mutationFn: () => startSimulation(slug, policy, days),
    onSuccess: ({ id }) => setStarted({ id, policy }),
  });
  const standing = useQuery({
    queryKey: ["simulation", slug, started?.id],
    queryFn: () => readSimulation(slug, started?.id ?? ""),
    enabled: started !== null,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "running" ? LOOK : false),
  });
  const state = started === null ? null : (standing.data?.state ?? "running");
  return (
    <Card>
      <Flex vertical gap={14}>
        <Typography.Text type="secondary">{t("simulate.about")}</Typography.Text>
        <Flex wrap gap={10} align="center">
          <Segmented<(typeof SPANS)[number]>
            aria-label={t("simulate.span")}
            value={days}
            onChange={setDays}
            options={SPANS.map((count) => ({ value: count, label: t("simulate.days", { count }) }))}
          />
          <Button type="primary" loading={start.isPending || state === "running"} onClick={() => start.mutate()}>
            {t("simulate.start")}
          </Button>
          {state === "running" && started !== null ? (
            <Button onClick={() => void stopSimulation(slug, started.id).then(() => standing.refetch())}>
              {t("simulate.stop")}
            </Button>
          ) : null}
        </Flex>
        {isDirty || state !== null ? null : <Alert type="info" showIcon title={t("simulate.same")} />}
        <Refusal error={start.error} />
        {standing.isError ? <Failure error={standing.error} onRetry={() => void standing.refetch()} /> : null}
        {state === "running" ? (
          <Progress percent={Math.round((standing.data?.progress ?? 0) * 100)} aria-label={t("simulate.running")} />
        ) : null}
        {state === "failed" ? <Alert type="error" showIcon title={t("simulate.failed")} /> : null}
        {state === "cancelled" ? <Alert type="info" showIcon title={t("simulate.stopped")} /> : null}
        {started !== null && state === "done" && !isSame(started.policy, policy) ? (
          <Alert type="warning" showIcon title={t("simulate.stale")} />
        ) : null}
        {standing.data?.result ? <Outcome result={standing.data.result} /> : null}
      </Flex>
    </Card>
  );
}
