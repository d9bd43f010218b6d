import { useQuery } from "@tanstack/react-query";
import { Card, Descriptions, Skeleton, Table, Typography } from "antd";
import { readSettings, type Settings as Shown } from "../../api/settings.ts";
import { Failure } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useWords } from "../../parts/words.ts";
import { useChosenShop } from "../../shell/shop.ts";
import { useSettingsTexts } from "./texts.ts";

export function Settings() {
  const t = useSettingsTexts();
  const shop = useChosenShop()?.slug ?? null;
  const { data, error, refetch } = useQuery({ queryKey: ["settings", shop], queryFn: () => readSettings(shop) });
  return (
    <Screen title={t("title")} about={t("about")}>
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active /> : null}
      {data === undefined ? null : (
        <>
          <Channels channels={data.channels} />
          <Service settings={data} />
        </>
      )}
    </Screen>
  );
}

function Channels({ channels }: Pick<Shown, "channels">) {
  const t = useSettingsTexts();
  const words = useWords();
  const named = (provider: string) =>
    provider === "agent" || provider === "console" || provider === "http" ? t(`provider.${provider}`) : provider;
  const said = (providers: Shown["channels"][number]["providers"]) => {
    const [first, second] = providers;
    if (first === undefined) return t("off");
    return second === undefined
      ? named(first.provider)
      : `${named(first.provider)} · ${t("fallback", { name: named(second.provider) })}`;
  };
  return (
    <Card title={<h2 className="card-title">{t("channels")}</h2>}>
      <Table
        size="small"
        rowKey="channel"
        pagination={false}
        dataSource={[...channels]}
        columns={[
          { title: t("channel"), key: "channel", render: (_, { channel }) => words(`channel.${channel}`) },
          { title: t("provider"), key: "provider", render: (_, { providers }) => said(providers) },
        ]}
      />
    </Card>
  );
}

function Service({ settings }: { readonly settings: Shown }) {
  const t = useSettingsTexts();
  const { versions } = settings;
  return (
    <Card title={<h2 className="card-title">{t("service")}</h2>}>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        size="small"
        items={[
          {
            key: "url",
            label: t("public_url"),
            children: settings.public_url ?? <Typography.Text type="warning">{t("no_public_url")}</Typography.Text>,
          },
          { key: "queue", label: t("queue"), children: t(`queue.${settings.queue}`) },
          { key: "roles", label: t("roles"), children: settings.roles.join(", ") },
          { key: "version", label: t("version"), children: versions.cuifu },
          { key: "node", label: t("node"), children: versions.node },
          { key: "postgresql", label: t("postgresql"), children: versions.postgresql },
          { key: "api", label: t("api"), children: <a href="/api/docs">{t("open")}</a> },
        ]}
      />
    </Card>
  );
}
