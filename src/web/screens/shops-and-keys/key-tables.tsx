import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Modal, Skeleton, Table, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { useMay } from "../../api/session.ts";
import { createKey, keysOf, readKeys, revokeKey, revokeSecret, rotateSecret, type ShopKeys } from "../../api/shops.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { Failure, Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { Sideways } from "../../parts/sideways.tsx";
import { PlatformTable } from "./platform-table.tsx";
import { useShopsTexts } from "./texts.ts";

interface Shown {
  readonly title: string;
  readonly secret: string;
}

/** The keys and secrets of one shop: made, rotated, revoked. */
export function KeyTables({ slug }: { readonly slug: string }) {
  const t = useShopsTexts();
  const may = useMay();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [shown, setShown] = useState<Shown | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: keysOf(slug), queryFn: () => readKeys(slug) });
  const act = useMutation({
    mutationFn: (doIt: () => Promise<Shown | null>) => doIt(),
    onSuccess: async (made) => {
      setShown(made);
      await queries.invalidateQueries({ queryKey: keysOf(slug) });
    },
  });
  const make = async () => ({ title: t("new_key_title"), secret: (await createKey(slug)).api_key });
  const rotate = async () => ({ title: t("new_secret_title"), secret: (await rotateSecret(slug)).webhook_secret });
  const ask = (title: string, content: string, doIt: () => Promise<Shown | null>, danger = false) =>
    void modal.confirm({
      title,
      content,
      okText: danger ? t("revoke") : t("rotate"),
      cancelText: t("cancel"),
      okButtonProps: { danger },
      onOk: () => act.mutate(doIt),
    });

  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  return (
    <Flex vertical gap={16}>
      <Refusal error={act.error} />
      <Section
        title={t("api_keys")}
        action={
          may("POST /api/v1/shops/:slug/keys") ? (
            <Button size="small" onClick={() => act.mutate(make)}>
              {t("new_key")}
            </Button>
          ) : null
        }
      >
        <ApiKeys
          rows={data.api_keys}
          onRevoke={(id) =>
            ask(t("revoke_key_ask"), t("revoke_key_about"), () => revokeKey(slug, id).then(() => null), true)
          }
        />
      </Section>
      <Section
        title={t("webhook_secrets")}
        action={
          may("POST /api/v1/shops/:slug/webhook-secrets") ? (
            <Button size="small" onClick={() => ask(t("rotate_ask"), t("rotate_about"), rotate)}>
              {t("rotate")}
            </Button>
          ) : null
        }
      >
        <WebhookSecrets
          rows={data.webhook_secrets}
          onRevoke={(id) =>
            ask(t("revoke_secret_ask"), t("revoke_secret_about"), () => revokeSecret(slug, id).then(() => null), true)
          }
        />
      </Section>
      <Section title={t("platforms")} action={null}>
        <PlatformTable slug={slug} secrets={data.platform_secrets} />
      </Section>
      <Modal
        open={shown !== null}
        title={shown?.title}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        footer={
          <Button type="primary" onClick={() => setShown(null)}>
            {t("done")}
          </Button>
        }
      >
        {shown === null ? null : <CopyField label={t("once")} text={shown.secret} />}
      </Modal>
    </Flex>
  );
}

function Section(props: { readonly title: string; readonly action: ReactNode; readonly children: ReactNode }) {
  return (
    <section>
      <Flex justify="space-between" align="center" wrap gap={8} style={{ marginBottom: 8 }}>
        <Typography.Title level={3} style={{ fontSize: 14, margin: 0 }}>
          {props.title}
        </Typography.Title>
        {props.action}
      </Flex>
      {props.children}
    </section>
  );
}

interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly onRevoke: (id: string) => void;
}

/** The column of a table of which each row may be revoked. */
const revoking = (t: ReturnType<typeof useShopsTexts>, onRevoke: (id: string) => void, may: boolean) => ({
  title: t("actions"),
  key: "act",
  align: "end" as const,
  render: (_: unknown, { id }: { readonly id: string }) =>
    may ? (
      <Button size="small" type="link" danger onClick={() => onRevoke(id)}>
        {t("revoke")}
      </Button>
    ) : null,
});

function ApiKeys({ rows, onRevoke }: Rows<ShopKeys["api_keys"][number]>) {
  const t = useShopsTexts();
  const may = useMay();
  const { moment } = useFormats();
  return (
    <Sideways label={t("api_keys")}>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={[...rows]}
        columns={[
          { title: t("prefix"), dataIndex: "prefix", render: (prefix: string) => <code>{prefix}…</code> },
          { title: t("made"), dataIndex: "created_at", render: moment },
          {
            title: t("used"),
            dataIndex: "last_used_at",
            render: (at: string | null | undefined) => (at ? moment(at) : t("never")),
          },
          revoking(t, onRevoke, may("DELETE /api/v1/shops/:slug/keys/:id")),
        ]}
      />
    </Sideways>
  );
}

function WebhookSecrets({ rows, onRevoke }: Rows<ShopKeys["webhook_secrets"][number]>) {
  const t = useShopsTexts();
  const may = useMay();
  const { moment } = useFormats();
  return (
    <Sideways label={t("webhook_secrets")}>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={[...rows]}
        columns={[
          { title: t("made"), dataIndex: "created_at", render: moment },
          {
            title: t("until"),
            dataIndex: "expires_at",
            render: (at: string | null) => (at === null ? t("stays") : moment(at)),
          },
          revoking(t, onRevoke, rows.length > 1 && may("DELETE /api/v1/shops/:slug/webhook-secrets/:id")),
        ]}
      />
    </Sideways>
  );
}
