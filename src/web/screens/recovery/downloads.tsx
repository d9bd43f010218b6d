import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useMay } from "../../api/session.ts";
import { exportAddress } from "../../api/stats.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

const TABLES = ["orders", "contacts", "calls", "conversions", "stats"] as const;
const FORMATS = ["csv", "parquet"] as const;

/** The tables of the period as files; none of them has personal data. */
export function Downloads() {
  const t = useRecoveryTexts();
  const may = useMay();
  const { shop, from, to } = useQuestion();
  if (!may("GET /api/v1/exports/:file")) return null;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: FORMATS.map((format) => ({
          type: "group",
          key: format,
          label: t(`download.${format}`),
          children: TABLES.map((table) => ({
            key: `${table}.${format}`,
            label: (
              <a href={exportAddress(`${table}.${format}`, { shop, from, to })} download>
                {t(`table.${table}`)}
              </a>
            ),
          })),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />}>{t("downloads")}</Button>
    </Dropdown>
  );
}
