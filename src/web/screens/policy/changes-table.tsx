import { Table, Typography } from "antd";
import type { Change } from "../../api/policy.ts";
import { useWords } from "../../parts/words.ts";
import { pointerWords, valueWords } from "./pointer-words.ts";
import { usePolicyTexts } from "./texts.ts";

/** What differs between two policies, in words. */
export function ChangesTable({ changes }: { readonly changes: readonly Change[] }) {
  const t = usePolicyTexts();
  const tellers = { t, words: useWords() };
  if (changes.length === 0) return <Typography.Text type="secondary">{t("change.none")}</Typography.Text>;
  return (
    <Table<Change>
      size="small"
      pagination={false}
      rowKey="pointer"
      dataSource={[...changes]}
      scroll={{ x: "max-content" }}
      columns={[
        { title: t("change.key"), render: (_, { pointer }) => pointerWords(pointer, tellers) },
        {
          title: t("change.from"),
          render: (_, { pointer, from }) => (
            <Typography.Text type="secondary" className="foreign" style={{ maxWidth: 320, display: "block" }}>
              {valueWords(from, pointer, tellers)}
            </Typography.Text>
          ),
        },
        {
          title: t("change.to"),
          render: (_, { pointer, to }) => (
            <Typography.Text strong className="foreign" style={{ maxWidth: 320, display: "block" }}>
              {valueWords(to, pointer, tellers)}
            </Typography.Text>
          ),
        },
      ]}
    />
  );
}
