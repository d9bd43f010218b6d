import { EditOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Card, Flex, Form, Input, Modal, Tag, Typography } from "antd";
import { useState } from "react";
import { ME, useMay } from "../../api/session.ts";
import { renameShop, SHOPS, type ShopSummary } from "../../api/shops.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { KeyTables } from "./key-tables.tsx";
import { useShopsTexts } from "./texts.ts";

export function ShopCard({ shop }: { readonly shop: ShopSummary }) {
  const t = useShopsTexts();
  const may = useMay();
  const formats = useFormats();
  const [isRenaming, setRenaming] = useState(false);
  const facts = [shop.slug, shop.timezone.replaceAll("_", " "), shop.country, shop.currency].join(" · ");
  return (
    <Card>
      <Flex vertical gap={16}>
        <Flex wrap gap={8} justify="space-between" align="start">
          <div style={{ minWidth: 0 }}>
            <Flex gap={8} align="center" wrap>
              <Typography.Title level={2} style={{ fontSize: 17, margin: 0 }}>
                <span className="foreign">{shop.name}</span>
              </Typography.Title>
              <Tag>{t(shop.live ? "live" : "shadow")}</Tag>
            </Flex>
            <Typography.Text type="secondary">{facts}</Typography.Text>
            <br />
            <Typography.Text type="secondary">
              {shop.last_event_at === null
                ? t("no_event")
                : t("last_event", { at: formats.moment(shop.last_event_at) })}
            </Typography.Text>
          </div>
          {may("PATCH /api/v1/shops/:slug") ? (
            <Button icon={<EditOutlined />} onClick={() => setRenaming(true)}>
              {t("rename")}
            </Button>
          ) : null}
        </Flex>
        {may("GET /api/v1/shops/:slug/keys") ? <KeyTables slug={shop.slug} /> : null}
      </Flex>
      <RenameDialog shop={shop} isOpen={isRenaming} onClose={() => setRenaming(false)} />
    </Card>
  );
}

interface RenameDialogProps {
  readonly shop: ShopSummary;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function RenameDialog({ shop, isOpen, onClose }: RenameDialogProps) {
  const t = useShopsTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ name: string }>();
  const rename = useMutation({
    mutationFn: ({ name }: { name: string }) => renameShop(shop.slug, name),
    onSuccess: async () => {
      onClose();
      await Promise.all([queries.invalidateQueries({ queryKey: SHOPS }), queries.invalidateQueries({ queryKey: ME })]);
    },
  });
  return (
    <Modal
      open={isOpen}
      title={t("rename")}
      okText={t("save")}
      cancelText={t("cancel")}
      destroyOnHidden
      confirmLoading={rename.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ name: shop.name }} onFinish={(to) => rename.mutate(to)}>
        <Form.Item name="name" label={t("name")} rules={[{ required: true, max: 100 }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Refusal error={rename.error} />
      </Form>
    </Modal>
  );
}
