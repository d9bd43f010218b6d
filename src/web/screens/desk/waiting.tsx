import { Alert, App, Button, Card, Empty, Flex, Skeleton, Typography } from "antd";
import type { CallTask } from "../../api/calls.ts";
import { RequestError } from "../../api/request.ts";
import { Failure, Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useNow, useWhen } from "../../parts/when.ts";
import { useKeys, useShortcutsOn } from "./shortcuts.ts";
import { useDeskTexts } from "./texts.ts";
import { type Desk, useCalls } from "./use-desk.ts";

/** Between two calls: the next one, one that is still held, and all that wait. */
export function Waiting({ desk }: { readonly desk: Desk }) {
  const t = useDeskTexts();
  const isOn = useShortcutsOn();
  const { take } = desk;
  useKeys(isOn, (key) => {
    if (key !== "n" || take.isPending) return false;
    take.mutate(null);
    return true;
  });
  const isNone = take.isSuccess && take.data === null;
  return (
    <>
      <StillHeld desk={desk} />
      <Card>
        <Flex vertical gap={12} align="center" style={{ textAlign: "center", padding: "16px 0" }}>
          <Typography.Title level={2} style={{ fontSize: 18, margin: 0 }}>
            {t(isNone ? "none_title" : "idle_title")}
          </Typography.Title>
          <Typography.Text type="secondary" style={{ maxWidth: 520 }} role="status">
            {t(isNone ? "none" : "idle")}
          </Typography.Text>
          <Button type="primary" size="large" loading={take.isPending} onClick={() => take.mutate(null)}>
            {t(isOn ? "next_key" : "next")}
          </Button>
          {take.error instanceof RequestError && take.error.status === 409 ? (
            <Alert type="warning" showIcon role="alert" title={t("taken")} />
          ) : (
            <Refusal error={take.error} />
          )}
        </Flex>
      </Card>
      <Queue desk={desk} />
    </>
  );
}

/** After the page was closed in the middle of a call. */
function StillHeld({ desk }: { readonly desk: Desk }) {
  const t = useDeskTexts();
  const { message } = App.useApp();
  const { money } = useFormats();
  const { data } = useCalls("leased", true);
  const [task] = data?.data ?? [];
  if (task === undefined) return null;
  const who = { name: task.buyer.name ?? t("name_unknown"), amount: money(task.amount, task.currency) };
  const giveBack = () => desk.release.mutate(task.id, { onSuccess: () => void message.success(t("released")) });
  return (
    <Alert
      type="info"
      showIcon
      className="foreign"
      title={t("held_title")}
      description={t("held", who)}
      action={
        <Flex vertical gap={8}>
          <Button type="primary" loading={desk.take.isPending} onClick={() => desk.take.mutate(task.id)}>
            {t("resume")}
          </Button>
          <Button loading={desk.release.isPending} onClick={giveBack}>
            {t("release")}
          </Button>
        </Flex>
      }
    />
  );
}

function Queue({ desk }: { readonly desk: Desk }) {
  const t = useDeskTexts();
  const calls = useCalls("open", false);
  const count = calls.data?.data.length ?? 0;
  const isMore = (calls.data?.next ?? null) !== null;
  const content = () => {
    if (calls.data === undefined) {
      return calls.error === null ? (
        <Skeleton active />
      ) : (
        <Failure error={calls.error} onRetry={() => void calls.refetch()} />
      );
    }
    if (count === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")} />;
    return (
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {calls.data.data.map((task) => (
          <Waits key={task.id} task={task} desk={desk} />
        ))}
      </ul>
    );
  };
  return (
    <Card
      title={<h2 className="card-title">{t("queue")}</h2>}
      extra={calls.data === undefined ? null : t(isMore ? "queue_more" : "queue_count", { count })}
    >
      {content()}
    </Card>
  );
}

const SOON = 30 * 60_000;

function Waits({ task, desk }: { readonly task: CallTask; readonly desk: Desk }) {
  const t = useDeskTexts();
  const { money } = useFormats();
  const { brief, away } = useWhen();
  const now = useNow(15_000);
  const { buyer, not_after: until } = task;
  const name = buyer.name ?? t("name_unknown");
  const isSoon = until !== null && Date.parse(until) - now < SOON;
  return (
    <li style={{ padding: "8px 0", borderBottom: "1px solid rgba(128,128,128,0.18)" }}>
      <Flex gap={12} align="center" justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Typography.Text strong className="foreign">
            {name}
          </Typography.Text>{" "}
          <span className="figure">{money(task.amount, task.currency)}</span>
          {task.orders.length > 1 ? ` · ${t("orders_count", { count: task.orders.length })}` : ""}
          {task.asked_for ? ` · ${t("asked")}` : ""}
          <br />
          <Typography.Text
            {...(isSoon ? { type: "warning" as const } : { type: "secondary" as const })}
            className="figure"
          >
            {until === null ? "" : `${t("until", { at: brief(until, now) })} · ${away(until, now)}`}
            {isSoon ? ` · ${t("overdue")}` : ""}
          </Typography.Text>
        </div>
        <Button
          aria-label={t("take_name", { name })}
          disabled={desk.take.isPending}
          onClick={() => desk.take.mutate(task.id)}
        >
          {t("take")}
        </Button>
      </Flex>
    </li>
  );
}
