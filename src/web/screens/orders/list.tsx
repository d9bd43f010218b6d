import { Card, Flex, Grid, Table, type TableColumnsType } from "antd";
import type { Order } from "../../api/orders.ts";
import { Facts } from "../../parts/facts.tsx";
import { OrderStatus } from "../../parts/order-status.tsx";
import { useNow } from "../../parts/when.ts";
import { Amount, Buyer, Closes, Next, OrderName, Placed, Sent, Why } from "./cells.tsx";
import { useOrdersTexts } from "./texts.ts";

/** What is left of an order's time is written anew this often, in milliseconds. */
const TICK = 15_000;

/** A table, or cards where that would be too narrow for one. */
export function OrderList({ orders }: { readonly orders: readonly Order[] }) {
  const isWide = Grid.useBreakpoint().md !== false;
  return isWide ? <OrderTable orders={orders} /> : <OrderCards orders={orders} />;
}

function OrderTable({ orders }: { readonly orders: readonly Order[] }) {
  const t = useOrdersTexts();
  const now = useNow(TICK);
  const columns: TableColumnsType<Order> = [
    { title: t("order"), width: 164, render: (_, order) => <NameAndStatus order={order} /> },
    { title: t("buyer"), width: 140, render: (_, order) => <Buyer order={order} /> },
    { title: t("amount"), width: 108, align: "end", render: (_, order) => <Amount order={order} /> },
    { title: t("placed_at"), width: 100, render: (_, order) => <Placed order={order} now={now} /> },
    { title: t("closes"), width: 142, render: (_, order) => <Closes order={order} now={now} /> },
    { title: t("why"), width: 128, render: (_, order) => <Why order={order} /> },
    { title: t("next"), width: 172, render: (_, order) => <Next order={order} now={now} /> },
    { title: t("sent"), width: 222, render: (_, order) => <Sent order={order} now={now} /> },
  ];
  return (
    <div style={{ overflowX: "auto" }}>
      <div style={{ minWidth: 1120 }}>
        <Table
          aria-label={t("list")}
          rowKey="id"
          columns={columns}
          dataSource={[...orders]}
          pagination={false}
          size="small"
          tableLayout="fixed"
        />
      </div>
    </div>
  );
}

function NameAndStatus({ order }: { readonly order: Order }) {
  return (
    <Flex vertical gap={4}>
      <OrderName order={order} />
      <OrderStatus status={order.status} isStopped={order.stopped_at !== null} />
    </Flex>
  );
}

function OrderCards({ orders }: { readonly orders: readonly Order[] }) {
  const t = useOrdersTexts();
  const now = useNow(TICK);
  return (
    <ul aria-label={t("list")} style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 8 }}>
      {orders.map((order) => (
        <li key={order.id} style={{ minWidth: 0 }}>
          <Card size="small">
            <Flex vertical gap={8}>
              <Flex gap={8} justify="space-between" align="start">
                <OrderName order={order} />
                <OrderStatus status={order.status} isStopped={order.stopped_at !== null} />
              </Flex>
              <Flex gap={8} justify="space-between" align="start">
                <Buyer order={order} />
                <Amount order={order} />
              </Flex>
              <Facts
                facts={[
                  [t("placed_at"), <Placed key="placed" order={order} now={now} />],
                  [t("closes"), <Closes key="closes" order={order} now={now} />],
                  [t("why"), <Why key="why" order={order} />],
                  [t("next"), <Next key="next" order={order} now={now} />],
                  [t("sent"), <Sent key="sent" order={order} now={now} />],
                ]}
              />
            </Flex>
          </Card>
        </li>
      ))}
    </ul>
  );
}
