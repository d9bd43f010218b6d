import { ClockCircleOutlined, PhoneOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Card, Flex, Tag, Typography } from "antd";
import { useEffect, useRef } from "react";
import type { CallTask } from "../../api/calls.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useNow, useWhen } from "../../parts/when.ts";
import { useWords } from "../../parts/words.ts";
import { useDeskTexts } from "./texts.ts";
import type { Desk, HeldCall } from "./use-desk.ts";

interface WhomProps {
  readonly desk: Desk;
  readonly held: HeldCall;
}

/** The buyer, the number, what is owed, and how long the call is theirs. */
export function Whom({ desk, held: { task, until } }: WhomProps) {
  const t = useDeskTexts();
  const words = useWords();
  const { money } = useFormats();
  const { buyer } = task;
  return (
    <Card>
      <Flex wrap gap={16} justify="space-between" align="start">
        <div style={{ minWidth: 0 }}>
          <Typography.Text type="secondary">{t("call")}</Typography.Text>
          <Typography.Title level={2} className="foreign" style={{ margin: 0, fontSize: 22 }}>
            {buyer.name ?? t("name_unknown")}
          </Typography.Title>
          <Flex wrap gap={4}>
            <Tag>{words(`grade.${buyer.grade}`)}</Tag>
            <Tag>{words(`kind.${buyer.kind}`)}</Tag>
            {task.asked_for ? <Tag color="processing">{t("asked")}</Tag> : null}
          </Flex>
        </div>
        <div>
          <Dial phone={task.phone} />
          <br />
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t("logged")}
          </Typography.Text>
        </div>
        <div>
          <Typography.Text type="secondary">{t("owed")}</Typography.Text>
          <div className="figure" style={{ fontSize: 22, fontWeight: 600 }}>
            {money(task.amount, task.currency)}
          </div>
        </div>
        <Hold desk={desk} id={task.id} until={until} />
      </Flex>
      <OrdersOf task={task} />
      <Refusal error={desk.take.error} />
    </Card>
  );
}

/** Where the keyboard is when a call was taken. */
function Dial({ phone }: { readonly phone: string }) {
  const place = useRef<HTMLAnchorElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <Button ref={place} type="primary" size="large" icon={<PhoneOutlined />} href={`tel:${phone}`} className="figure">
      {phone}
    </Button>
  );
}

const SOON = 3 * 60_000;

/** How long the call is still theirs. */
function Hold({ desk, id, until }: { readonly desk: Desk; readonly id: string; readonly until: number }) {
  const t = useDeskTexts();
  const left = Math.max(0, until - useNow(1_000));
  const isSoon = left < SOON;
  const clock = `${Math.floor(left / 60_000)}:${String(Math.floor(left / 1_000) % 60).padStart(2, "0")}`;
  return (
    <Flex vertical gap={4} align="end">
      <Typography.Text {...(isSoon ? { type: "danger" as const, strong: true } : {})} className="figure">
        <ClockCircleOutlined aria-hidden /> {t("left", { span: clock })}
        {isSoon ? ` · ${t("left_soon")}` : ""}
      </Typography.Text>
      <Flex wrap gap={8}>
        <Button size="small" onClick={() => desk.take.mutate(id)} loading={desk.take.isPending}>
          {t("extend")}
        </Button>
        <Button
          size="small"
          loading={desk.release.isPending}
          // What is not theirs any more can't be given back, and need not be.
          onClick={() => desk.release.mutate(id, { onError: desk.letGo })}
        >
          {t("release")}
        </Button>
      </Flex>
    </Flex>
  );
}

function OrdersOf({ task }: { readonly task: CallTask }) {
  const t = useDeskTexts();
  const words = useWords();
  const { money } = useFormats();
  const { brief } = useWhen();
  const now = useNow(60_000);
  return (
    <ul aria-label={t("orders")} style={{ margin: "12px 0 0", paddingInlineStart: 18 }}>
      {task.order_states.map((order) => (
        <li key={order.id} className="foreign">
          <Link to="/orders/$id" params={{ id: order.id }} target="_blank" style={{ textDecoration: "underline" }}>
            {order.id}
          </Link>
          {order.amount === null || order.currency === null ? "" : ` · ${money(order.amount, order.currency)}`}
          {order.items.map(({ title, quantity }) => ` · ${title ?? ""} ×${quantity}`).join("")}
          {order.closes_at === null ? "" : ` · ${t("closes", { at: brief(order.closes_at, now) })}`}
          {order.reason === "unknown" ? "" : ` · ${words(`why.${order.reason}`)}`}
        </li>
      ))}
    </ul>
  );
}
