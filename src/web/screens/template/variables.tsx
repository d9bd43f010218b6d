import { Button, Flex, Typography } from "antd";
import { useTemplateTexts } from "./texts.ts";

/** Those that are usually wanted; docs/templates.md has all. */
const VARIABLES = [
  "buyer.name",
  "order.id",
  "order.amount",
  "order.amount_spoken",
  "order.goods",
  "order.unnamed",
  "pay_url",
  "shop.name",
  "count",
  "total",
  "total_spoken",
  "opt_out_url",
  "buyer.kind",
] as const;

const PHRASES = [
  { key: "if_known", before: "{% if buyer.name %}", after: "{% endif %}" },
  { key: "if_several", before: "{% if count > 1 %}", after: "{% endif %}" },
] as const;

/** What messages can name, to put in by a click. @param onInsert puts texts before and after the cursor. */
export function Variables({ onInsert }: { readonly onInsert: (before: string, after: string) => void }) {
  const t = useTemplateTexts();
  return (
    <div>
      <Typography.Text type="secondary">{t("text.hint")}</Typography.Text>
      <Flex wrap gap={6} style={{ marginTop: 6 }}>
        {VARIABLES.map((name) => (
          <Button key={name} size="small" title={`{{ ${name} }}`} onClick={() => onInsert(`{{ ${name} }}`, "")}>
            {t(`var.${name}`)}
          </Button>
        ))}
        {PHRASES.map(({ key, before, after }) => (
          <Button
            key={key}
            size="small"
            type="dashed"
            title={`${before} … ${after}`}
            onClick={() => onInsert(before, after)}
          >
            {t(key)}
          </Button>
        ))}
      </Flex>
    </div>
  );
}
