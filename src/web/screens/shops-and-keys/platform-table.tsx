import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Form, Input, Modal, Table, Typography } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import {
  dropPlatformSecret,
  keysOf,
  PLATFORM_NAMES,
  type Platform,
  putPlatformSecret,
  type ShopKeys,
} from "../../api/shops.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { Sideways } from "../../parts/sideways.tsx";
import { useShopsTexts } from "./texts.ts";

interface PlatformTableProps {
  readonly slug: string;
  readonly secrets: ShopKeys["platform_secrets"];
}

const PLATFORMS = Object.keys(PLATFORM_NAMES) as Platform[];

/** What a shop's platform posts its own webhooks to, and what they are signed with. */
export function PlatformTable({ slug, secrets }: PlatformTableProps) {
  const t = useShopsTexts();
  const may = useMay();
  const { moment } = useFormats();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [connecting, setConnecting] = useState<Platform | null>(null);
  const drop = useMutation({
    mutationFn: (platform: Platform) => dropPlatformSecret(slug, platform),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysOf(slug) }),
  });
  const ask = (platform: Platform) =>
    void modal.confirm({
      title: t("drop_own_ask", { platform: PLATFORM_NAMES[platform] }),
      content: t("drop_own_about"),
      okText: t("drop_own"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: () => drop.mutate(platform),
    });
  const rows = PLATFORMS.map((platform) => ({
    platform,
    own: secrets.find((secret) => secret.platform === platform && secret.expires_at === null),
  }));
  return (
    <>
      <Refusal error={drop.error} />
      <Sideways label={t("platforms")}>
        <Table
          size="small"
          rowKey="platform"
          pagination={false}
          dataSource={rows}
          columns={[
            { title: t("platform"), dataIndex: "platform", render: (of: Platform) => PLATFORM_NAMES[of] },
            {
              title: t("signed_with"),
              key: "own",
              render: (_, { own }) => (own ? t("own_secret", { at: moment(own.created_at) }) : t("webhook_secrets")),
            },
            {
              title: t("actions"),
              key: "act",
              align: "end",
              render: (_, { platform, own }) =>
                may("PUT /api/v1/shops/:slug/platform-secrets/:platform") ? (
                  <Flex gap={8} justify="end">
                    <Button size="small" type="link" onClick={() => setConnecting(platform)}>
                      {t("connect")}
                    </Button>
                    {own ? (
                      <Button size="small" type="link" danger onClick={() => ask(platform)}>
                        {t("drop_own")}
                      </Button>
                    ) : null}
                  </Flex>
                ) : null,
            },
          ]}
        />
      </Sideways>
      <ConnectDialog slug={slug} platform={connecting} onClose={() => setConnecting(null)} />
    </>
  );
}

interface ConnectDialogProps {
  readonly slug: string;
  /** Null: it is closed. */
  readonly platform: Platform | null;
  readonly onClose: () => void;
}

function ConnectDialog({ slug, platform, onClose }: ConnectDialogProps) {
  const t = useShopsTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ secret: string }>();
  const put = useMutation({
    mutationFn: async ({ secret }: { secret: string }) => {
      if (platform !== null) await putPlatformSecret(slug, platform, secret.trim());
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: keysOf(slug) });
    },
  });
  return (
    <Modal
      open={platform !== null}
      title={platform === null ? null : t("connect_title", { platform: PLATFORM_NAMES[platform] })}
      okText={t("save")}
      cancelText={t("cancel")}
      destroyOnHidden
      confirmLoading={put.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => put.reset()}
    >
      {platform === null ? null : (
        <Flex vertical gap={16}>
          <CopyField label={t("address")} text={`${location.origin}/webhooks/${slug}/${platform}`} />
          <Typography.Text type="secondary">{t(`secret_of_${platform}`)}</Typography.Text>
          <Form form={form} layout="vertical" requiredMark={false} onFinish={(to) => put.mutate(to)}>
            <Form.Item
              name="secret"
              label={t("secret", { platform: PLATFORM_NAMES[platform] })}
              rules={[{ required: true, min: 16, max: 200, message: t("secret_rule") }]}
            >
              <Input.Password autoComplete="off" maxLength={200} />
            </Form.Item>
            <Refusal error={put.error} />
          </Form>
        </Flex>
      )}
    </Modal>
  );
}
