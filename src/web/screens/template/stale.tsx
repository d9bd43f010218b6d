import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Modal, Skeleton, Typography } from "antd";
import { readTemplate, type Template } from "../../api/templates.ts";
import { Failure } from "../../parts/failure.tsx";
import { useShop } from "../../shell/shop.ts";
import { DiffView } from "./diff-view.tsx";
import { useTemplateTexts } from "./texts.ts";

interface StaleProps {
  readonly id: string;
  readonly mine: string;
  /** Saves mine after theirs. */
  readonly onKeep: (etag: string | null) => void;
  readonly onTake: (theirs: Template) => void;
  readonly onClose: () => void;
}

/** Somebody else changed the words since they were read: what theirs are, and the two ways on. Nothing is lost meanwhile. */
export function Stale({ id, mine, onKeep, onTake, onClose }: StaleProps) {
  const t = useTemplateTexts();
  const { slug } = useShop();
  const latest = useQuery({
    queryKey: ["template-latest", slug, id],
    queryFn: () => readTemplate(slug, id),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal open title={t("stale")} width={720} onCancel={onClose} footer={null}>
      {latest.isError ? <Failure error={latest.error} onRetry={() => void latest.refetch()} /> : null}
      {latest.isPending ? <Skeleton active /> : null}
      {latest.data === undefined ? null : (
        <Flex vertical gap={12}>
          <Typography.Text>{t("stale.text")}</Typography.Text>
          <Typography.Text strong>
            {t("stale.theirs")} · {t("version", { version: latest.data.value.latest })}
          </Typography.Text>
          <DiffView before={mine} after={latest.data.value.version.text} />
          <Flex wrap gap={8}>
            <Button type="primary" onClick={() => onKeep(latest.data.etag)}>
              {t("stale.keep")}
            </Button>
            <Button onClick={() => onTake(latest.data.value)}>{t("stale.take")}</Button>
          </Flex>
        </Flex>
      )}
    </Modal>
  );
}
