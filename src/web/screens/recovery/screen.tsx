import { Card, Col, Empty, Flex, Row, Skeleton, Typography } from "antd";
import type { ReactNode } from "react";
import { useFunnel, useLift, useRecovery } from "../../api/stats.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFigureTexts } from "../../parts/figure-texts.ts";
import { useFormats } from "../../parts/formats.ts";
import { LiftStory } from "../../parts/lift.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useShop } from "../../shell/shop.ts";
import { Agents } from "./agents.tsx";
import { Cuts } from "./cuts.tsx";
import { Downloads } from "./downloads.tsx";
import { Funnel } from "./funnel.tsx";
import { Headline } from "./headline.tsx";
import { Heat } from "./heat.tsx";
import { LiftDetails } from "./lift-details.tsx";
import { Lost } from "./lost.tsx";
import { PeriodBar } from "./period-bar.tsx";
import { Reasons } from "./reasons.tsx";
import { spanBefore } from "./search.ts";
import { useRecoveryTexts } from "./texts.ts";
import { useQuestion } from "./use-question.ts";

/** What reminding brought in a period, how sure that is, and where the rest went. */
export function Recovery() {
  const t = useRecoveryTexts();
  const question = useQuestion();
  const { data, error, refetch } = useRecovery(question, "shop");
  return (
    <Screen title={t("title")} about={t("about")} actions={<Downloads />}>
      <PeriodBar currencies={data?.currencies ?? []} />
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Card>
            <Skeleton active paragraph={{ rows: 10 }} />
          </Card>
        ) : null
      ) : data.totals.orders === 0 ? (
        <Nothing />
      ) : (
        <Figures />
      )}
    </Screen>
  );
}

function Figures() {
  const t = useRecoveryTexts();
  const { count } = useFormats();
  const question = useQuestion();
  const { data: recovery } = useRecovery(question, "shop");
  const { data: before } = useRecovery({ ...question, ...spanBefore(question) }, "shop");
  const { data: funnel, error, refetch } = useFunnel(question);
  const waiting = funnel?.outcomes.find(({ outcome }) => outcome === "waiting")?.orders ?? 0;
  return (
    <>
      {recovery === undefined ? null : <Headline recovery={recovery} before={before} />}
      {waiting === 0 ? null : (
        <Typography.Text type="secondary">{t("open", { orders: count(waiting) })}</Typography.Text>
      )}
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      <Row gutter={[12, 12]}>
        <Col xs={24} lg={12}>
          <Part title={t("funnel")}>{funnel === undefined ? <Skeleton active /> : <Funnel funnel={funnel} />}</Part>
        </Col>
        <Col xs={24} lg={12}>
          <LiftPart />
        </Col>
      </Row>
      <Cuts />
      <Heat />
      <Row gutter={[12, 12]}>
        <Col xs={24} lg={9}>
          <Part title={t("lost")}>{funnel === undefined ? <Skeleton active /> : <Lost funnel={funnel} />}</Part>
        </Col>
        <Col xs={24} lg={15}>
          <Reasons />
        </Col>
      </Row>
      <Agents />
    </>
  );
}

function LiftPart() {
  const t = useFigureTexts();
  const { slug } = useShop();
  const { data: lift, error, refetch } = useLift(slug);
  return (
    <Part title={t("lift.title")}>
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {lift === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : null
      ) : (
        <Flex vertical gap={12}>
          <LiftStory lift={lift} />
          <LiftDetails lift={lift} />
        </Flex>
      )}
    </Part>
  );
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Card size="small" title={<h2 className="card-title">{title}</h2>} style={{ height: "100%" }}>
    {children}
  </Card>
);

function Nothing() {
  const t = useRecoveryTexts();
  return (
    <Card>
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <Flex vertical gap={4}>
            <Typography.Text strong>{t("empty")}</Typography.Text>
            <Typography.Text type="secondary">{t("empty_about")}</Typography.Text>
          </Flex>
        }
      />
    </Card>
  );
}
