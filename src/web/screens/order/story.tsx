import {
  ApiOutlined,
  BulbOutlined,
  CarryOutOutlined,
  CheckCircleOutlined,
  CommentOutlined,
  DollarOutlined,
  LinkOutlined,
  PhoneOutlined,
  ScheduleOutlined,
  SendOutlined,
  StopOutlined,
} from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Card, Empty, Flex, Skeleton, Timeline, Typography } from "antd";
import type { ComponentType } from "react";
import type { StoryEntry } from "../../api/orders.ts";
import { useMay } from "../../api/session.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { useOrderTexts } from "./texts.ts";
import { useOrderPlace, useStory } from "./use-order.ts";

const ICONS = {
  event: ApiOutlined,
  payment: DollarOutlined,
  plan: ScheduleOutlined,
  decision: CarryOutOutlined,
  contact: SendOutlined,
  receipt: CheckCircleOutlined,
  click: LinkOutlined,
  call: PhoneOutlined,
  reply: CommentOutlined,
  reason: BulbOutlined,
  stop: StopOutlined,
} as const satisfies Record<StoryEntry["kind"], ComponentType>;

const COLOURS = {
  event: "gray",
  payment: "green",
  plan: "gray",
  decision: "gray",
  contact: "blue",
  receipt: "blue",
  click: "blue",
  call: "blue",
  reply: "blue",
  reason: "gray",
  stop: "red",
} as const satisfies Record<StoryEntry["kind"], string>;

/** Everything that happened to the order, first to last; read again while it is open. */
export function Story() {
  const t = useOrderTexts();
  return (
    <Card
      title={<h2 className="card-title">{t("story")}</h2>}
      extra={<Typography.Text type="secondary">{t("story_live")}</Typography.Text>}
    >
      <Entries />
    </Card>
  );
}

function Entries() {
  const t = useOrderTexts();
  const story = useStory();
  if (story.data === undefined) {
    return story.error === null ? (
      <Skeleton active paragraph={{ rows: 6 }} />
    ) : (
      <Failure error={story.error} onRetry={() => void story.refetch()} />
    );
  }
  if (story.data.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("story_none")} />;
  return (
    <Timeline
      items={story.data.map((entry, number) => {
        const Icon = ICONS[entry.kind];
        return {
          key: `${number} ${entry.at}`,
          color: COLOURS[entry.kind],
          icon: <Icon aria-label={t(`kind.${entry.kind}`)} />,
          content: <Entry entry={entry} />,
        };
      })}
    />
  );
}

function Entry({ entry }: { readonly entry: StoryEntry }) {
  const { moment } = useFormats();
  return (
    <Flex vertical gap={2}>
      <Flex wrap gap="0 12px" justify="space-between">
        <Typography.Text strong className="foreign">
          {entry.title}
        </Typography.Text>
        <Typography.Text type="secondary" className="figure">
          <time dateTime={entry.at}>{moment(entry.at)}</time>
        </Typography.Text>
      </Flex>
      {entry.text === "" ? null : (
        <Typography.Paragraph className="foreign" style={{ margin: 0, whiteSpace: "pre-line" }}>
          {entry.kind === "reply" ? `“${entry.text}”` : entry.text}
        </Typography.Paragraph>
      )}
      <Details entry={entry} />
    </Flex>
  );
}

/** Ways on: the words that were sent, and the other orders that a message named. */
function Details({ entry: { detail } }: { readonly entry: StoryEntry }) {
  const t = useOrderTexts();
  const may = useMay();
  const { id } = useOrderPlace();
  const { template, orders } = detail;
  const others = Array.isArray(orders) ? orders.filter((other) => other !== id) : [];
  const isTemplateShown = typeof template === "string" && may("GET /api/v1/templates/:id");
  if (others.length === 0 && !isTemplateShown) return null;
  return (
    <Flex wrap gap="0 12px" style={{ fontSize: 12 }}>
      {isTemplateShown ? (
        <Link to="/templates/$id" params={{ id: template }} className="foreign">
          {t("template", { id: template })}
        </Link>
      ) : null}
      {others.length === 0 ? null : (
        <span className="foreign">
          {t("orders_too")}
          {others.map((other) => (
            <span key={other}>
              {" "}
              <Link to="/orders/$id" params={{ id: other }}>
                {other}
              </Link>
            </span>
          ))}
        </span>
      )}
    </Flex>
  );
}
