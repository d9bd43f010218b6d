import { Alert, Flex, Statistic } from "antd";
import type { Simulation } from "../../../api/simulations.ts";
import { useFormats } from "../../../parts/formats.ts";
import { usePolicyTexts } from "../texts.ts";
import { Comparison } from "./comparison.tsx";
import { Examples } from "./examples.tsx";

export type Played = NonNullable<Simulation["result"]>;

/** What would have been otherwise: in figures, then order by order. */
export function Outcome({ result }: { readonly result: Played }) {
  const t = usePolicyTexts();
  const { count, moment } = useFormats();
  if (result.draft.orders === 0) return <Alert type="info" showIcon title={t("simulate.none")} />;
  const figures = [
    { key: "orders", value: result.draft.orders },
    { key: "changed", value: result.changed },
    { key: "gained", value: result.gained },
    { key: "lost", value: result.lost },
  ] as const;
  return (
    <Flex vertical gap={18}>
      <Flex wrap gap={32}>
        {figures.map(({ key, value }) => (
          <Statistic key={key} title={t(`simulate.${key}`)} value={count(value)} />
        ))}
      </Flex>
      {result.truncated ? <Alert type="info" showIcon title={t("simulate.truncated")} /> : null}
      {result.draft.shop_paused_at === null ? null : (
        <Alert type="warning" showIcon title={t("simulate.paused", { when: moment(result.draft.shop_paused_at) })} />
      )}
      <Comparison result={result} />
      <Examples result={result} />
    </Flex>
  );
}
