import { Card, DatePicker, Flex, Segmented, Select, Typography } from "antd";
import dayjs from "dayjs";
import { dayIn } from "../../parts/days.ts";
import { useFormats } from "../../parts/formats.ts";
import { useShop } from "../../shell/shop.ts";
import { chosenSpan, PRESETS, type Preset, spanBefore } from "./search.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useChooseSearch, useRecoverySearch } from "./use-question.ts";

const OWN = "own";

/** Which days, and in which currency where the shop sells in several. */
export function PeriodBar({ currencies }: { readonly currencies: readonly string[] }) {
  const t = useRecoveryTexts();
  const { day } = useFormats();
  const { timezone, currency: usual } = useShop();
  const search = useRecoverySearch();
  const choose = useChooseSearch();
  const { from, to } = chosenSpan(search, timezone);
  const before = spanBefore({ from, to });
  const today = dayIn(timezone);
  const currency = search.currency ?? usual;
  const offered = currencies.includes(currency) ? currencies : [currency, ...currencies];
  return (
    <Card size="small">
      <Flex wrap gap={12} align="center">
        <div style={{ maxWidth: "100%", overflowX: "auto" }}>
          <Segmented<Preset | typeof OWN>
            aria-label={t("period.label")}
            value={search.from === undefined ? (search.period ?? "30d") : OWN}
            options={[
              ...PRESETS.map((preset) => ({ value: preset, label: t(`period.${preset}`) })),
              { value: OWN, label: t("period.own") },
            ]}
            onChange={(value) => choose(value === OWN ? { from, to } : { period: value })}
          />
        </div>
        <DatePicker.RangePicker
          aria-label={t("period.own")}
          value={[dayjs(from), dayjs(to)]}
          allowClear={false}
          disabledDate={(at) => at.format("YYYY-MM-DD") > today}
          onChange={(days) => {
            const [first, last] = days ?? [];
            if (first && last) choose({ from: first.format("YYYY-MM-DD"), to: last.format("YYYY-MM-DD") });
          }}
          style={{ maxWidth: 260 }}
        />
        {offered.length < 2 ? null : (
          <Flex gap={8} align="center">
            <Select
              aria-label={t("currency")}
              value={currency}
              options={offered.map((code) => ({ value: code, label: code }))}
              onChange={(code) => choose({ currency: code })}
              style={{ width: 88 }}
            />
            <Typography.Text type="secondary">{t("currency_about")}</Typography.Text>
          </Flex>
        )}
        <Typography.Text type="secondary">
          {t("period.before", { from: day(before.from), to: day(before.to) })}
        </Typography.Text>
      </Flex>
    </Card>
  );
}
