import { Card, Empty, Flex, Tag, Typography } from "antd";
import type { Order, Reminder } from "../../api/orders.ts";
import { useFormats } from "../../parts/formats.ts";
import { useNow, useWhen } from "../../parts/when.ts";
import { useWords } from "../../parts/words.ts";
import { useOrderTexts } from "./texts.ts";

const COLOURS = {
  planned: "processing",
  queued: "processing",
  claimed: "processing",
  done: "success",
  cancelled: "default",
  skipped: "default",
  expired: "default",
} as const satisfies Record<Reminder["state"], string>;

/** What is planned by which channel, and why the rest is not. */
export function RemindersCard({ order: { reminders } }: { readonly order: Order }) {
  const t = useOrderTexts();
  return (
    <Card title={<h2 className="card-title">{t("reminders")}</h2>}>
      {reminders.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("no_reminders")} />
      ) : (
        <ul style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 12 }}>
          {reminders.map((reminder) => (
            <li key={`${reminder.channel} ${reminder.due_at} ${reminder.state}`}>
              <OneReminder reminder={reminder} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function OneReminder({ reminder }: { readonly reminder: Reminder }) {
  const t = useOrderTexts();
  const words = useWords();
  const { moment } = useFormats();
  const { away } = useWhen();
  const now = useNow(15_000);
  const { channel, state, reason, due_at: due, not_after: until } = reminder;
  const isToCome = state === "planned" || state === "queued";
  return (
    <Flex gap={8} justify="space-between" align="start">
      <div>
        <Typography.Text strong>{words(`channel.${channel}`)}</Typography.Text>
        {due === null ? null : (
          <div className="figure">
            {moment(due)} {isToCome ? <Typography.Text type="secondary">{away(due, now)}</Typography.Text> : null}
          </div>
        )}
        {until === null || !isToCome ? null : (
          <Typography.Text type="secondary" className="figure">
            {t("until")} {moment(until)}
          </Typography.Text>
        )}
      </div>
      <Flex vertical gap={4} align="end">
        <Tag color={COLOURS[state]} style={{ margin: 0 }}>
          {words(`reminder.${state}`)}
        </Tag>
        {reason === null ? null : <Typography.Text type="secondary">{words(`stop.${reason}`)}</Typography.Text>}
      </Flex>
    </Flex>
  );
}
