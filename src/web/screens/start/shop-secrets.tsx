import { Alert, Flex } from "antd";
import type { ShopSecrets } from "../../api/shops.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { useStartTexts } from "./texts.ts";

/** What a new shop was given, shown this once: it is kept nowhere. */
export function ShopSecretsShown({ secrets }: { readonly secrets: ShopSecrets }) {
  const t = useStartTexts();
  return (
    <Flex vertical gap={12}>
      <Alert type="warning" showIcon title={t("secrets_title")} description={t("secrets")} />
      <CopyField label={t("webhook_secret")} text={secrets.webhook_secret} />
      <CopyField label={t("api_key")} text={secrets.api_key} />
    </Flex>
  );
}
