import { Flex, Tag } from "antd";
import type { Order } from "../api/orders.ts";
import { useWords } from "./words.ts";

const COLOURS = {
  unpaid: "warning",
  partially_paid: "warning",
  paid: "success",
  cancelled: "default",
  closed: "default",
} as const satisfies Record<Order["status"], string>;

interface OrderStatusProps {
  readonly status: Order["status"];
  /** Whether staff stopped its reminders. */
  readonly isStopped: boolean;
}

export function OrderStatus({ status, isStopped }: OrderStatusProps) {
  const words = useWords();
  return (
    <Flex wrap gap={4}>
      <Tag color={COLOURS[status]} style={{ margin: 0 }}>
        {words(`order.${status}`)}
      </Tag>
      {isStopped ? <Tag style={{ margin: 0 }}>{words("stop.stopped")}</Tag> : null}
    </Flex>
  );
}
