import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Flex, Form, Input, Modal } from "antd";
import { useState } from "react";
import { POLICY, publishPolicy, readPolicy } from "../../../api/policy.ts";
import { RequestError } from "../../../api/request.ts";
import { Refusal } from "../../../parts/failure.tsx";
import { useShop } from "../../../shell/shop.ts";
import { ChangesTable } from "../changes-table.tsx";
import { changesBetween } from "../local-changes.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Draft } from "../use-draft.ts";
import { Stale } from "./stale.tsx";

interface PublishModalProps {
  readonly draft: Draft;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What changes, why, and the publication; where somebody else was faster, what they changed, and the ways on. */
export function PublishModal({ draft, isOpen, onClose }: PublishModalProps) {
  const t = usePolicyTexts();
  const { slug } = useShop();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const publish = useMutation({
    mutationFn: () => publishPolicy(slug, draft.policy, reason.trim(), draft.etag),
    onSuccess: async ({ version }) => {
      const read = await readPolicy(slug);
      draft.rebase(read, read.value.policy);
      void queries.invalidateQueries({ queryKey: [POLICY] });
      void message.success(t("publish.done", { version }));
      setReason("");
      onClose();
    },
  });
  const isStale = publish.error instanceof RequestError && publish.error.status === 409;
  return (
    <Modal
      open={isOpen}
      width={760}
      title={isStale ? t("stale.title") : t("publish.title")}
      okText={t("publish.ok")}
      cancelText={t("cancel")}
      confirmLoading={publish.isPending}
      onOk={() => publish.mutate()}
      okButtonProps={{ disabled: isStale || !draft.isDirty }}
      onCancel={onClose}
      afterOpenChange={(open) => {
        if (!open) publish.reset();
      }}
    >
      {isStale ? (
        <Stale draft={draft} onDecided={() => publish.reset()} onTaken={onClose} />
      ) : (
        <Flex vertical gap={14}>
          <ChangesTable changes={changesBetween(draft.base.policy, draft.policy)} />
          <Form layout="vertical" component="div">
            <Form.Item label={t("publish.reason")} extra={t("publish.reason.hint")} style={{ margin: 0 }}>
              <Input.TextArea
                aria-label={t("publish.reason")}
                maxLength={500}
                autoSize={{ minRows: 2 }}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            </Form.Item>
          </Form>
          <Alert type="info" showIcon title={t("publish.effect")} />
          <Refusal error={publish.error} />
        </Flex>
      )}
    </Modal>
  );
}
