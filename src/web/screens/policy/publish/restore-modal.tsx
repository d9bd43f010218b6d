import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Flex, Form, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { POLICY, type PolicyVersion, readPolicy, restorePolicy } from "../../../api/policy.ts";
import { Refusal } from "../../../parts/failure.tsx";
import { useShop } from "../../../shell/shop.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Draft } from "../use-draft.ts";

interface RestoreModalProps {
  readonly version: PolicyVersion | null;
  readonly draft: Draft;
  readonly onClose: () => void;
}

/** Publishes an earlier version once more. */
export function RestoreModal({ version, draft, onClose }: RestoreModalProps) {
  const t = usePolicyTexts();
  const { slug } = useShop();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const restore = useMutation({
    mutationFn: async (wanted: number) => {
      await restorePolicy(slug, wanted, reason.trim(), draft.etag);
      return await readPolicy(slug);
    },
    onSuccess: (read) => {
      // What somebody was editing meanwhile stays theirs, now on top of it.
      draft.rebase(read, draft.isDirty ? draft.policy : read.value.policy);
      void queries.invalidateQueries({ queryKey: [POLICY] });
      void message.success(t("versions.restore.done"));
      setReason("");
      onClose();
    },
  });
  return (
    <Modal
      open={version !== null}
      title={t("versions.restore.title", { version: version?.version ?? 0 })}
      okText={t("versions.restore")}
      cancelText={t("cancel")}
      confirmLoading={restore.isPending}
      onOk={() => {
        if (version !== null) restore.mutate(version.version);
      }}
      onCancel={onClose}
      afterOpenChange={(open) => {
        if (!open) restore.reset();
      }}
    >
      <Flex vertical gap={12}>
        <Typography.Text>{t("versions.restore.text")}</Typography.Text>
        <Form layout="vertical" component="div">
          <Form.Item label={t("publish.reason")} style={{ margin: 0 }}>
            <Input.TextArea
              aria-label={t("publish.reason")}
              maxLength={500}
              autoSize={{ minRows: 2 }}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </Form.Item>
        </Form>
        <Refusal error={restore.error} />
      </Flex>
    </Modal>
  );
}
