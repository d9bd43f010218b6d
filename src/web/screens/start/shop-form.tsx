import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Form, Input, Select } from "antd";
import { useMemo } from "react";
import { ME } from "../../api/session.ts";
import { createShop, type NewShop, SHOPS, type ShopSecrets } from "../../api/shops.ts";
import { useLocale } from "../../locale.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useStartTexts } from "./texts.ts";

/** ISO 3166-1 codes that are offered first: the others can be typed. */
const COUNTRIES = "CN HK TW MO SG MY TH VN ID PH JP KR US CA GB DE FR IT ES NL AU NZ BR MX AE".split(" ");
const CURRENCIES = "CNY HKD TWD SGD MYR THB VND IDR PHP JPY KRW USD CAD GBP EUR AUD NZD BRL MXN AED".split(" ");
const LANGUAGES = ["zh-CN", "en"];

interface ShopFormProps {
  readonly onCreated: (made: { readonly shop: NewShop; readonly secrets: ShopSecrets }) => void;
}

export function ShopForm({ onCreated }: ShopFormProps) {
  const t = useStartTexts();
  const [locale] = useLocale();
  const queries = useQueryClient();
  const names = useMemo(
    () => ({
      region: new Intl.DisplayNames(locale, { type: "region" }),
      currency: new Intl.DisplayNames(locale, { type: "currency" }),
      language: new Intl.DisplayNames(locale, { type: "language" }),
    }),
    [locale],
  );
  const create = useMutation({
    mutationFn: createShop,
    onSuccess: async (secrets, shop) => {
      onCreated({ shop, secrets });
      await Promise.all([queries.invalidateQueries({ queryKey: ME }), queries.invalidateQueries({ queryKey: SHOPS })]);
    },
  });
  const search = { optionFilterProp: "label" as const };
  return (
    <Form<NewShop>
      layout="vertical"
      requiredMark={false}
      initialValues={{
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        country: locale === "zh-CN" ? "CN" : "US",
        currency: locale === "zh-CN" ? "CNY" : "USD",
        locale,
      }}
      onFinish={(shop) => create.mutate(shop)}
      style={{ maxWidth: 640 }}
    >
      <Form.Item name="name" label={t("name")} extra={t("name_hint")} rules={[{ required: true, max: 100 }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="slug"
        label={t("slug")}
        extra={t("slug_hint")}
        rules={[{ required: true, pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, message: t("slug_hint") }]}
      >
        <Input autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Flex wrap gap="0 16px">
        <Form.Item name="timezone" label={t("timezone")} rules={[{ required: true }]} style={{ flex: "1 1 220px" }}>
          <Select
            showSearch
            options={Intl.supportedValuesOf("timeZone").map((zone) => ({
              value: zone,
              label: zone.replaceAll("_", " "),
            }))}
          />
        </Form.Item>
        <Form.Item name="country" label={t("country")} rules={[{ required: true }]} style={{ flex: "1 1 180px" }}>
          <Select
            showSearch={search}
            options={COUNTRIES.map((code) => ({ value: code, label: `${names.region.of(code) ?? code} (${code})` }))}
          />
        </Form.Item>
        <Form.Item name="currency" label={t("currency")} rules={[{ required: true }]} style={{ flex: "1 1 180px" }}>
          <Select
            showSearch={search}
            options={CURRENCIES.map((code) => ({ value: code, label: `${names.currency.of(code) ?? code} (${code})` }))}
          />
        </Form.Item>
        <Form.Item name="locale" label={t("locale")} style={{ flex: "1 1 180px" }}>
          <Select options={LANGUAGES.map((code) => ({ value: code, label: names.language.of(code) ?? code }))} />
        </Form.Item>
      </Flex>
      <Refusal error={create.error} />
      <Button type="primary" htmlType="submit" loading={create.isPending} style={{ marginTop: 8 }}>
        {t("create")}
      </Button>
    </Form>
  );
}
