import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card, Empty, Flex, Skeleton } from "antd";
import { useState } from "react";
import { EXPERIMENTS, readExperiments } from "../../api/experiments.ts";
import { useMay } from "../../api/session.ts";
import { Failure } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { ExperimentCard } from "./experiment-card.tsx";
import { StartModal } from "./start-modal.tsx";
import { useExperimentsTexts } from "./texts.ts";

export function Experiments() {
  const t = useExperimentsTexts();
  const parts = usePartTexts();
  const may = useMay();
  const { slug } = useShop();
  const [isStarting, setStarting] = useState(false);
  const list = useInfiniteQuery({
    queryKey: [EXPERIMENTS, slug],
    queryFn: ({ pageParam }) => readExperiments(slug, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });
  const all = (list.data?.pages ?? []).flatMap(({ data }) => data);
  return (
    <Screen
      title={t("title")}
      about={t("about")}
      actions={
        may("POST /api/v1/experiments") ? (
          <Button type="primary" onClick={() => setStarting(true)}>
            {t("start")}
          </Button>
        ) : undefined
      }
    >
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {list.isSuccess && all.length === 0 ? <NoneYet /> : null}
      {all.map((experiment) => (
        <ExperimentCard key={experiment.id} experiment={experiment} />
      ))}
      {list.hasNextPage ? (
        <Button
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          style={{ alignSelf: "center" }}
        >
          {parts("more")}
        </Button>
      ) : null}
      <StartModal isOpen={isStarting} onClose={() => setStarting(false)} />
    </Screen>
  );
}

function NoneYet() {
  const t = useExperimentsTexts();
  return (
    <Card>
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <Flex vertical gap={4}>
            <strong>{t("empty")}</strong>
            <span>{t("empty.how")}</span>
          </Flex>
        }
      >
        <Link to="/templates" search={{}}>
          {t("to_templates")}
        </Link>
      </Empty>
    </Card>
  );
}
