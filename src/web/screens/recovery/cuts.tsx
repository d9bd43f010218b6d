import { Card, Flex, Segmented, Select, Skeleton } from "antd";
import { useRecovery } from "../../api/stats.ts";
import { Failure } from "../../parts/failure.tsx";
import { CutChart } from "./cut-chart.tsx";
import { CutTable } from "./cut-table.tsx";
import { useKeyName } from "./key-name.ts";
import { CUTS, METRICS, type Metric } from "./search.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useChooseSearch, useQuestion, useRecoverySearch } from "./use-question.ts";

/** The same orders by whatever one wants to know, as a picture and as a table. */
export function Cuts() {
  const t = useRecoveryTexts();
  const names = useKeyName();
  const { by = "day", metric = "net" } = useRecoverySearch();
  const choose = useChooseSearch();
  const { data, error, refetch } = useRecovery(useQuestion(), by);
  return (
    <Card
      size="small"
      title={<h2 className="card-title">{t("cuts")}</h2>}
      extra={
        <Segmented<Metric>
          size="small"
          aria-label={t("metric_label")}
          value={metric}
          options={METRICS.map((one) => ({ value: one, label: t(`metric.${one}`) }))}
          onChange={(value) => choose({ metric: value })}
        />
      }
    >
      <Flex vertical gap={16}>
        <Select
          aria-label={t("cuts_label")}
          value={by}
          options={CUTS.map((cut) => ({ value: cut, label: names.cut(cut) }))}
          onChange={(value) => choose({ by: value })}
          style={{ width: 180 }}
        />
        {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
        {data === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 8 }} />
          ) : null
        ) : (
          <>
            <CutChart recovery={data} by={by} metric={metric} />
            <CutTable key={by} recovery={data} by={by} />
          </>
        )}
      </Flex>
    </Card>
  );
}
