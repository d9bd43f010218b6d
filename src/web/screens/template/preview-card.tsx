import { Card, Flex, Input, Segmented, Skeleton, Tag } from "antd";
import { useState } from "react";
import type { Cell } from "../../api/templates.ts";
import { Failure } from "../../parts/failure.tsx";
import { MessageView } from "./message-view.tsx";
import { Problems } from "./problems.tsx";
import { useTemplateTexts } from "./texts.ts";
import { useTrial } from "./use-trial.ts";
import type { EditedWords } from "./use-words-draft.ts";

interface PreviewCardProps {
  readonly cell: Cell;
  readonly words: EditedWords;
  readonly isAllowed: boolean;
}

/** The words as the buyer gets them, as somebody types, about a sample or a real order. */
export function PreviewCard({ cell, words, isAllowed }: PreviewCardProps) {
  const t = useTemplateTexts();
  const [about, setAbout] = useState<"sample" | "order">("sample");
  const [order, setOrder] = useState("");
  const trial = useTrial(cell, words, about === "order" ? order : "", isAllowed);
  const problems = trial.data?.problems ?? [];
  const preview = trial.data?.preview ?? null;
  return (
    <Card
      title={<h2 style={{ font: "inherit", margin: 0 }}>{t("preview")}</h2>}
      extra={preview !== null && problems.length === 0 ? <Tag color="success">{t("fine")}</Tag> : null}
    >
      <Flex vertical gap={12}>
        <Flex wrap gap={8}>
          <Segmented
            aria-label={t("preview")}
            value={about}
            onChange={setAbout}
            options={[
              { value: "sample" as const, label: t("sample") },
              { value: "order" as const, label: t("order") },
            ]}
          />
          {about === "order" ? (
            <Input
              aria-label={t("order.placeholder")}
              placeholder={t("order.placeholder")}
              value={order}
              onChange={({ target }) => setOrder(target.value)}
              style={{ width: 180 }}
            />
          ) : null}
        </Flex>
        <Problems problems={problems} />
        {trial.isError ? <Failure error={trial.error} onRetry={() => void trial.refetch()} /> : null}
        {preview === null ? (
          trial.isFetching ? (
            <Skeleton active />
          ) : null
        ) : (
          <MessageView preview={preview} channel={cell.channel} source={words.text} />
        )}
      </Flex>
    </Card>
  );
}
