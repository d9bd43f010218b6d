import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Badge, Card, Flex, Segmented, Select, Skeleton, Typography } from "antd";
import { type MatrixRow, readMatrix, TEMPLATES } from "../../api/templates.ts";
import { Failure } from "../../parts/failure.tsx";
import { useLocaleName } from "../../parts/locale-name.ts";
import { Screen } from "../../parts/screen.tsx";
import { SectionTabs } from "../../parts/section-tabs.tsx";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { Matrix } from "./matrix.tsx";
import { MEDIUMS, type TemplatesSearch } from "./search.ts";
import { useTemplatesTexts } from "./texts.ts";

export function Templates() {
  const t = useTemplatesTexts();
  const { slug } = useShop();
  const rows = useQuery({ queryKey: [TEMPLATES, slug, "matrix"], queryFn: () => readMatrix(slug, {}) });
  return (
    <Screen title={t("title")} about={t("about")}>
      {rows.isError ? <Failure error={rows.error} onRetry={() => void rows.refetch()} /> : null}
      {rows.isPending ? <Skeleton active paragraph={{ rows: 12 }} /> : null}
      {rows.data === undefined ? null : <Chosen rows={rows.data} />}
    </Screen>
  );
}

function Chosen({ rows }: { readonly rows: readonly MatrixRow[] }) {
  const t = useTemplatesTexts();
  const words = useWords();
  const localeName = useLocaleName();
  const shop = useShop();
  const navigate = useNavigate();
  const {
    channel = "sms",
    locale = shop.locale,
    purpose = "payment_reminder",
  } = useSearch({ from: "/shell/templates" });
  const go = (change: TemplatesSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  const here = rows.filter((row) => row.locale === locale && row.purpose === purpose);
  const locales = [...new Set([locale, ...rows.map((row) => row.locale)])];
  return (
    <Card styles={{ body: { paddingTop: 8 } }}>
      <SectionTabs
        label={t("channel")}
        value={channel}
        onChange={(next) => go({ channel: next })}
        items={MEDIUMS.map((one) => ({
          key: one,
          label: (
            <Badge
              size="small"
              offset={[8, -2]}
              color="#0b6b5d"
              count={here.filter((row) => row.channel === one && row.template !== null).length}
            >
              {words(`channel.${one}`)}
            </Badge>
          ),
        }))}
      />
      <Flex vertical gap={14}>
        <Flex wrap gap={12} align="center">
          <Select
            aria-label={t("locale")}
            value={locale}
            onChange={(next) => go({ locale: next })}
            options={locales.map((one) => ({ value: one, label: localeName(one) }))}
            style={{ width: 180 }}
          />
          <Segmented
            aria-label={t("purpose")}
            value={purpose}
            onChange={(next) =>
              void navigate({
                to: ".",
                search: ({ purpose: _, ...before }) => (next === "thank_you" ? { ...before, purpose: next } : before),
                replace: true,
              })
            }
            options={(["payment_reminder", "thank_you"] as const).map((one) => ({
              value: one,
              label: words(`purpose.${one}`),
            }))}
          />
          <Legend />
        </Flex>
        <Matrix rows={here.filter((row) => row.channel === channel)} cell={{ channel, locale, purpose }} />
        <Typography.Text type="secondary">{t("chain")}</Typography.Text>
      </Flex>
    </Card>
  );
}

function Legend() {
  const t = useTemplatesTexts();
  return (
    <Flex wrap gap={14} style={{ fontSize: 12 }}>
      {(["shop", "builtin", "falls"] as const).map((one) => (
        <Flex key={one} gap={6} align="center">
          <span aria-hidden="true" className={`source-${one}`} style={{ width: 12, height: 12, borderRadius: 3 }} />
          {t(`legend.${one}`)}
        </Flex>
      ))}
    </Flex>
  );
}
