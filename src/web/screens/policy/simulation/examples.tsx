import { Link } from "@tanstack/react-router";
import { Flex, Table, Tag, Typography } from "antd";
import type { PlayedReminders } from "../../../api/simulations.ts";
import { useFormats } from "../../../parts/formats.ts";
import { useWords } from "../../../parts/words.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Played } from "./outcome.tsx";

type Example = Played["examples"][number];

/** Orders that fare otherwise, by both policies. */
export function Examples({ result }: { readonly result: Played }) {
  const t = usePolicyTexts();
  const { examples } = result;
  if (examples.length === 0) return null;
  return (
    <Table<Example>
      size="small"
      rowKey="order"
      title={() => <Typography.Text strong>{t("simulate.examples", { count: examples.length })}</Typography.Text>}
      dataSource={examples}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={[
        {
          title: t("simulate.order"),
          render: (_, { order }) => (
            <Link to="/orders/$id" params={{ id: order }} className="foreign">
              {order}
            </Link>
          ),
        },
        { title: t("simulate.published"), render: (_, { published }) => <Reminders reminders={published} /> },
        { title: t("simulate.draft"), render: (_, { draft }) => <Reminders reminders={draft} /> },
      ]}
    />
  );
}

function Reminders({ reminders }: { readonly reminders: PlayedReminders }) {
  const t = usePolicyTexts();
  const words = useWords();
  const { moment } = useFormats();
  if (reminders.length === 0) return <Typography.Text type="secondary">{t("simulate.nothing")}</Typography.Text>;
  return (
    <Flex vertical gap={2}>
      {reminders.map(({ channel, due_at: due, state, reason, merged_into: merged }) => (
        <div key={channel}>
          <Tag>{words(`channel.${channel}`)}</Tag>
          {state === "planned" && due !== null ? (
            <span className="figure">{moment(due)}</span>
          ) : (
            <Typography.Text type="secondary">
              {t("simulate.nothing")}
              {reason === null ? "" : ` · ${words(`stop.${reason}`)}`}
            </Typography.Text>
          )}
          {merged === undefined ? null : (
            <Typography.Text type="secondary"> {t("simulate.merged", { order: merged })}</Typography.Text>
          )}
        </div>
      ))}
    </Flex>
  );
}
