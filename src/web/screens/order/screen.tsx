import { ArrowLeftOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Card, Col, Flex, Modal, Row, Skeleton } from "antd";
import { useState } from "react";
import { type Order as OneOrder, stopOrder } from "../../api/orders.ts";
import { useMay } from "../../api/session.ts";
import { Failure, Refusal } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { BuyerCard } from "./buyer-card.tsx";
import { FactsCard } from "./facts-card.tsx";
import { ReasonCard } from "./reason-card.tsx";
import { RemindersCard } from "./reminders-card.tsx";
import { Story } from "./story.tsx";
import { useOrderTexts } from "./texts.ts";
import { useOrder, useOrderPlace, useReread } from "./use-order.ts";

/** One order: what it is, who bought, what is planned, and its story. */
export function Order() {
  const t = useOrderTexts();
  const { id } = useOrderPlace();
  const order = useOrder();
  return (
    <Screen
      title={t("title", { id })}
      about={
        <Link to="/orders">
          <ArrowLeftOutlined aria-hidden /> {t("back")}
        </Link>
      }
      actions={order.data === undefined ? null : <Stop order={order.data} />}
    >
      {order.data === undefined ? <NotYet order={order} /> : <Known key={id} order={order.data} />}
    </Screen>
  );
}

function NotYet({ order }: { readonly order: ReturnType<typeof useOrder> }) {
  if (order.error !== null) return <Failure error={order.error} onRetry={() => void order.refetch()} />;
  return (
    <Card>
      <Skeleton active paragraph={{ rows: 8 }} />
    </Card>
  );
}

const Known = ({ order }: { readonly order: OneOrder }) => (
  <Row gutter={[16, 16]}>
    <Col xs={24} xl={9}>
      <Flex vertical gap={16}>
        <FactsCard order={order} />
        <BuyerCard order={order} />
        <ReasonCard order={order} />
        <RemindersCard order={order} />
      </Flex>
    </Col>
    <Col xs={24} xl={15}>
      <Story />
    </Col>
  </Row>
);

/** Asks before it stops the reminders; not there where they are over anyway, or one may not. */
function Stop({ order }: { readonly order: OneOrder }) {
  const t = useOrderTexts();
  const may = useMay();
  const { message } = App.useApp();
  const place = useOrderPlace();
  const reread = useReread();
  const [isAsked, setAsked] = useState(false);
  const stop = useMutation({
    mutationFn: () => stopOrder(place),
    onSuccess: async () => {
      await reread();
      setAsked(false);
      void message.success(t("stop_done"));
    },
  });
  const isOver = order.stopped_at !== null || (order.status !== "unpaid" && order.status !== "partially_paid");
  if (isOver || !may("POST /api/v1/orders/:id/stop")) return null;
  return (
    <>
      <Button danger onClick={() => setAsked(true)}>
        {t("stop")}
      </Button>
      <Modal
        open={isAsked}
        title={t("stop_title")}
        okText={t("stop")}
        okButtonProps={{ danger: true, loading: stop.isPending }}
        cancelText={t("cancel")}
        onOk={() => stop.mutate()}
        onCancel={() => setAsked(false)}
      >
        <Flex vertical gap={12}>
          {t("stop_about")}
          <Refusal error={stop.error} />
        </Flex>
      </Modal>
    </>
  );
}
