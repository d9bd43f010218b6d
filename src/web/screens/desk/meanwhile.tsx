import { Alert, Button } from "antd";
import type { CallTask } from "../../api/calls.ts";
import { useMe } from "../../api/session.ts";
import { useNow } from "../../parts/when.ts";
import { type DeskKey, useDeskTexts } from "./texts.ts";
import { type Desk, type HeldCall, useWatch } from "./use-desk.ts";

interface MeanwhileProps {
  readonly desk: Desk;
  readonly held: HeldCall;
}

/** What happened since the call was taken: the buyer paid, or the time is up. Told at once to those who only hear it. */
export function Meanwhile({ desk, held }: MeanwhileProps) {
  const t = useDeskTexts();
  const { staff } = useMe();
  const { task, until } = held;
  const { data: now } = useWatch(task.id);
  const isTimeUp = useNow(1_000) >= until;
  if (now?.state === "cancelled") {
    const isPaid = now.ended === "paid";
    return (
      <Alert
        type={isPaid ? "success" : "warning"}
        showIcon
        role="alert"
        title={t(isPaid ? "paid_title" : "over_title")}
        description={isPaid ? t("paid") : t("over", { why: t(overKey(now.ended)) })}
      />
    );
  }
  const isLost = now !== undefined && now.state === "leased" && now.leased_by !== staff.username;
  if (!isTimeUp && !isLost) return null;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t("expired_title")}
      description={t("expired")}
      action={
        <Button onClick={() => desk.take.mutate(task.id)} loading={desk.take.isPending}>
          {t("again")}
        </Button>
      }
    />
  );
}

const ENDS: readonly DeskKey[] = [
  "over.paid",
  "over.suppressed",
  "over.cancelled",
  "over.closed",
  "over.partially_paid",
  "over.stopped",
];
const overKey = (ended: CallTask["ended"]): DeskKey => ENDS.find((key) => key === `over.${ended}`) ?? "over.too_late";
