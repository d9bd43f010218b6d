import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Card, Flex, Popconfirm, Tag, Typography } from "antd";
import { EXPERIMENTS, type Experiment, stopExperiment } from "../../api/experiments.ts";
import { useMay } from "../../api/session.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useShop } from "../../shell/shop.ts";
import { Intervals } from "./intervals.tsx";
import { useExperimentsTexts } from "./texts.ts";
import { verdictOf } from "./verdict.ts";

/** One experiment: what it tells so far, in words and drawn. */
export function ExperimentCard({ experiment }: { readonly experiment: Experiment }) {
  const t = useExperimentsTexts();
  const { moment } = useFormats();
  const isRunning = experiment.state === "running";
  return (
    <Card
      title={
        <Flex wrap gap={8} align="center">
          <h2 className="foreign" style={{ font: "inherit", margin: 0, whiteSpace: "normal" }}>
            {experiment.name}
          </h2>
          <Tag color={isRunning ? "processing" : "default"}>{t(`state.${experiment.state}`)}</Tag>
        </Flex>
      }
      extra={isRunning ? <Stop id={experiment.id} /> : null}
    >
      <Flex vertical gap={16}>
        <Typography.Text type="secondary" className="foreign">
          {t("since", { when: moment(experiment.started_at), who: experiment.started_by })}
          {experiment.stopped_at === null ? "" : ` · ${t("until", { when: moment(experiment.stopped_at) })}`} ·{" "}
          <Link
            to="/templates/$id"
            params={{ id: experiment.template }}
            search={{}}
            style={{ textDecoration: "underline" }}
          >
            {t("open")}
          </Link>
        </Typography.Text>
        <VerdictLine experiment={experiment} />
        <div
          style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 340px), 1fr))", gap: 28 }}
        >
          {(["rate", "click_rate"] as const).map((of) => (
            <section key={of}>
              <h3 style={{ fontSize: 14, margin: "0 0 10px" }}>{t(of === "rate" ? "recovered" : "clicked")}</h3>
              <Intervals experiment={experiment} of={of} />
            </section>
          ))}
        </div>
      </Flex>
    </Card>
  );
}

function VerdictLine({ experiment }: { readonly experiment: Experiment }) {
  const t = useExperimentsTexts();
  const { count } = useFormats();
  const verdict = verdictOf(experiment);
  if (verdict.kind === "best")
    return <Alert type="success" showIcon title={t("verdict.best", { version: verdict.version })} />;
  if (verdict.kind !== "unclear") return <Alert type="info" showIcon title={t(`verdict.${verdict.kind}`)} />;
  return (
    <Alert
      type="info"
      showIcon
      title={t("verdict.unclear")}
      description={verdict.more === null ? undefined : t("verdict.more", { count: count(verdict.more) })}
    />
  );
}

function Stop({ id }: { readonly id: string }) {
  const t = useExperimentsTexts();
  const may = useMay();
  const { slug } = useShop();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => stopExperiment(slug, id),
    onSuccess: async () => {
      void message.success(t("stopped"));
      await queries.invalidateQueries({ queryKey: [EXPERIMENTS, slug] });
    },
  });
  if (!may("POST /api/v1/experiments/:id/stop")) return null;
  return (
    <>
      <Popconfirm title={t("stop.ask")} okText={t("stop")} cancelText={t("cancel")} onConfirm={() => stop.mutate()}>
        <Button loading={stop.isPending}>{t("stop")}</Button>
      </Popconfirm>
      <Refusal error={stop.error} />
    </>
  );
}
