import { Link } from "@tanstack/react-router";
import { Badge, Button, Card, Col, Empty, Flex, Row, Skeleton, Typography } from "antd";
import { useMay } from "../../api/session.ts";
import { type Today as TodayFigures, useToday } from "../../api/today.ts";
import { useLocale } from "../../locale.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFigureTexts } from "../../parts/figure-texts.ts";
import { useFormats } from "../../parts/formats.ts";
import { LiftStory } from "../../parts/lift.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useShop } from "../../shell/shop.ts";
import { Due } from "./due.tsx";
import { Figures } from "./figures.tsx";
import { Pausing } from "./pausing.tsx";
import { Sent } from "./sent.tsx";
import { useTodayTexts } from "./texts.ts";
import { Troubles } from "./troubles.tsx";

/** What staff see first every morning: what is broken, what is due, what went out and what came back. */
export function Today() {
  const t = useTodayTexts();
  const shop = useShop();
  const [locale] = useLocale();
  const { data: today, error, isLive, refetch } = useToday(shop.slug, locale);
  return (
    <Screen
      title={t("title")}
      about={today === undefined ? undefined : <LiveSign at={today.at} isLive={isLive} />}
      actions={<Pausing />}
    >
      {today === undefined ? (
        error === null ? (
          <Waiting />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Content today={today} />
      )}
    </Screen>
  );
}

function Content({ today }: { readonly today: TodayFigures }) {
  const t = useFigureTexts();
  return (
    <>
      <Troubles troubles={today.troubles} />
      {isUntouched(today) ? <Untouched /> : null}
      <Figures today={today} />
      <Row gutter={[12, 12]}>
        <Col xs={24} lg={12}>
          <Due today={today} />
        </Col>
        <Col xs={24} sm={12} lg={5}>
          <Sent sent={today.sent} />
        </Col>
        <Col xs={24} sm={12} lg={7}>
          <Card
            size="small"
            title={<h2 className="card-title">{t("lift.title")}</h2>}
            extra={<Typography.Text type="secondary">{t("lift.month")}</Typography.Text>}
            style={{ height: "100%" }}
          >
            <LiftStory lift={today.lift} />
          </Card>
        </Col>
      </Row>
    </>
  );
}

/** Nothing waits, went out or came lately: most likely no shop is connected. */
const isUntouched = ({ waiting, sent, week, lift }: TodayFigures): boolean =>
  waiting.orders + sent.length + week.orders + lift.treated.orders + lift.held_out.orders === 0;

function Untouched() {
  const t = useTodayTexts();
  const may = useMay();
  return (
    <Card>
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <Flex vertical gap={4} align="center">
            <Typography.Text strong>{t("empty")}</Typography.Text>
            <Typography.Text type="secondary">{t("empty_about")}</Typography.Text>
          </Flex>
        }
      >
        {may("GET /api/v1/shops/:slug/keys") ? (
          <Link to="/start">
            <Button type="primary">{t("empty_start")}</Button>
          </Link>
        ) : null}
      </Empty>
    </Card>
  );
}

function LiveSign({ at, isLive }: { readonly at: string; readonly isLive: boolean }) {
  const t = useTodayTexts();
  const { day, clock } = useFormats();
  return (
    <span role="status">
      {day(at)} <Badge status={isLive ? "success" : "warning"} style={{ marginInline: 4 }} />
      {isLive ? t("live.on") : t("live.off", { at: clock(at) })}
    </span>
  );
}

const Waiting = () => (
  <Row gutter={[12, 12]} aria-busy>
    {[0, 1, 2, 3].map((at) => (
      <Col key={at} xs={12} lg={6}>
        <Card size="small">
          <Skeleton active title={false} paragraph={{ rows: 3 }} />
        </Card>
      </Col>
    ))}
    <Col span={24}>
      <Card size="small">
        <Skeleton active paragraph={{ rows: 4 }} />
      </Card>
    </Col>
  </Row>
);
