import { PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card, Empty, Flex, Form, Input, Modal, Radio, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { addSuppression, readSuppressions, type Suppression } from "../../api/suppressions.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { useSuppressionsTexts } from "./texts.ts";
import { WhoRefusal } from "./who-refusal.tsx";

const PAGE = 50;

export function SuppressionList() {
  const t = useSuppressionsTexts();
  const may = useMay();
  const [isAdding, setAdding] = useState(false);
  return (
    <Flex vertical gap={16}>
      {may("POST /api/v1/suppressions") ? (
        <div>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("add")}
          </Button>
          <Modal open={isAdding} title={t("add")} footer={null} onCancel={() => setAdding(false)} destroyOnHidden>
            <AddForm onDone={() => setAdding(false)} />
          </Modal>
        </div>
      ) : null}
      <Listed />
    </Flex>
  );
}

function Listed() {
  const t = useSuppressionsTexts();
  const parts = usePartTexts();
  const { slug: shop } = useShop();
  const list = useInfiniteQuery({
    queryKey: ["suppressions", shop],
    queryFn: ({ pageParam }) => readSuppressions({ shop, limit: PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (list.data === undefined) {
    return list.error === null ? (
      <Skeleton active />
    ) : (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    );
  }
  const rows = list.data.pages.flatMap(({ data }) => data);
  if (rows.length === 0) {
    return (
      <Card>
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={<Nothing title={t("none_title")} text={t("none")} />}
        />
      </Card>
    );
  }
  return (
    <>
      <Card size="small">
        <ul aria-label={t("list")} style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {rows.map((row) => (
            <Row key={`${row.at} ${row.address} ${row.source}`} row={row} />
          ))}
        </ul>
      </Card>
      {list.hasNextPage ? (
        <Flex justify="center">
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {parts("more")}
          </Button>
        </Flex>
      ) : null}
    </>
  );
}

/** In the place of a list that is empty. */
export const Nothing = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <>
    <Typography.Text strong>{title}</Typography.Text>
    <br />
    <Typography.Text type="secondary">{text}</Typography.Text>
  </>
);

function Row({ row }: { readonly row: Suppression }) {
  const t = useSuppressionsTexts();
  const { moment } = useFormats();
  return (
    <li style={{ padding: "10px 4px", borderBottom: "1px solid rgba(128,128,128,0.18)" }}>
      <Flex wrap gap="4px 16px" justify="space-between">
        <div style={{ minWidth: 0, flex: "1 1 200px" }}>
          <Typography.Text strong className="foreign figure">
            {row.address ?? t("address_unknown")}
          </Typography.Text>
          <br />
          <Typography.Text className="foreign">
            {isNamed(row.reason) ? t(`because.${row.reason}`) : row.reason}
          </Typography.Text>
        </div>
        <div>
          {t(`source.${row.source}`)}
          <br />
          <Typography.Text type="secondary" className="figure">
            {moment(row.at)}
          </Typography.Text>
        </div>
      </Flex>
    </li>
  );
}

interface Fields {
  readonly kind: "phone" | "email";
  readonly address: string;
  readonly reason: string;
}

function AddForm({ onDone }: { readonly onDone: () => void }) {
  const t = useSuppressionsTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { slug: shop } = useShop();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch("kind", form) ?? "phone";
  const add = useMutation({
    mutationFn: ({ kind: by, address, reason }: Fields) =>
      addSuppression(shop, by === "phone" ? { phone: address, reason } : { email: address, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["suppressions", shop] });
      void message.success(t("added"));
      onDone();
    },
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: "phone" }}
      onFinish={(fields) => add.mutate(fields)}
    >
      <Typography.Paragraph type="secondary">{t("add_about")}</Typography.Paragraph>
      <Form.Item name="kind" label={t("kind")}>
        <Radio.Group
          options={[
            { value: "phone", label: t("phone") },
            { value: "email", label: t("email") },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="address"
        label={t(kind)}
        extra={kind === "phone" ? t("phone_hint") : undefined}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input type={kind === "phone" ? "tel" : "email"} autoComplete="off" autoFocus maxLength={254} />
      </Form.Item>
      <Form.Item name="reason" label={t("why")} extra={t("why_hint")} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Flex vertical gap={12}>
        <WhoRefusal error={add.error} />
        <Flex gap={8} justify="end">
          <Button onClick={onDone}>{t("cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            {t("save")}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}

/** What the service itself writes down; anything else is in somebody's own words. */
const NAMED = ["opted_out", "unclear", "complaint", "erased"] as const;
const isNamed = (reason: string): reason is (typeof NAMED)[number] => NAMED.some((one) => one === reason);
