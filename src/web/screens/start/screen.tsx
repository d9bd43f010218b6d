import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Flex, Result, Spin, Steps, Typography } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { type NewShop, readNewestOrder, type ShopSecrets } from "../../api/shops.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Screen } from "../../parts/screen.tsx";
import { firstWebhook } from "./first-webhook.ts";
import { ShopForm } from "./shop-form.tsx";
import { ShopSecretsShown } from "./shop-secrets.tsx";
import { useStartTexts } from "./texts.ts";

interface Made {
  readonly shop: NewShop;
  readonly secrets: ShopSecrets;
}

/** The way in for an empty system: a shop, a first signed order, and its arrival. */
export function Start() {
  const t = useStartTexts();
  const may = useMay();
  const [made, setMade] = useState<Made | null>(null);
  const { data: order = null } = useQuery({
    queryKey: ["newest-order", made?.shop.slug],
    queryFn: () => readNewestOrder(made?.shop.slug ?? ""),
    enabled: made !== null,
    refetchInterval: ({ state }) => (state.data ? false : 2_000),
  });
  if (!may("POST /api/v1/shops")) return <Result status="info" title={t("no_shop_for_you")} />;
  const step = made === null ? 0 : order === null ? 1 : 2;
  return (
    <Screen title={t("title")} about={t("about")}>
      <Steps
        current={step}
        size="small"
        items={[{ title: t("step_shop") }, { title: t("step_webhook") }, { title: t("step_event") }]}
      />
      <Card>{made === null ? <ShopForm onCreated={setMade} /> : <ShopSecretsShown secrets={made.secrets} />}</Card>
      {made === null ? null : (
        <Card>
          <CopyField
            label={t("run")}
            isProgram
            text={firstWebhook({ ...made.shop, secret: made.secrets.webhook_secret, address: location.origin })}
          />
        </Card>
      )}
      {made === null ? null : <Arrival slug={made.shop.slug} order={order} />}
    </Screen>
  );
}

function Arrival({ slug, order }: { readonly slug: string; readonly order: string | null }) {
  const t = useStartTexts();
  if (order === null) {
    return (
      <Card>
        <Flex gap={16} align="center" role="status">
          <Spin />
          <div>
            <Typography.Text strong>{t("waiting")}</Typography.Text>
            <br />
            <Typography.Text type="secondary">{t("waiting_about")}</Typography.Text>
          </div>
        </Flex>
      </Card>
    );
  }
  return (
    <Alert
      type="success"
      showIcon
      role="status"
      title={t("arrived", { id: order })}
      description={
        <Flex vertical gap={12} align="start">
          {t("arrived_about")}
          <Flex gap={8} wrap>
            <LinkButton type="primary" to="/orders/$id" params={{ id: order }} search={{ shop: slug }}>
              {t("open_order")}
            </LinkButton>
            <LinkButton to="/" search={{ shop: slug }}>
              {t("to_today")}
            </LinkButton>
          </Flex>
        </Flex>
      }
    />
  );
}
