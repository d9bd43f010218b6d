import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Flex, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { sendTest, type Template } from "../../api/templates.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useShop } from "../../shell/shop.ts";
import { useTemplateTexts } from "./texts.ts";

interface TestSendProps {
  readonly template: Template;
  readonly isDirty: boolean;
}

/** Sends the latest version to an address of the shop's own. */
export function TestSend({ template, isDirty }: TestSendProps) {
  const t = useTemplateTexts();
  const { slug } = useShop();
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const send = useMutation({ mutationFn: () => sendTest(slug, template.id, template.latest, to.trim()) });
  const close = () => {
    setOpen(false);
    send.reset();
  };
  if (template.channel === "call_script") return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("test")}</Button>
      <Modal
        open={isOpen}
        title={t("test")}
        okText={t("test.send")}
        cancelText={t("cancel")}
        okButtonProps={{ disabled: to.trim() === "" }}
        confirmLoading={send.isPending}
        onOk={() => send.mutate()}
        onCancel={close}
      >
        <Flex vertical gap={12}>
          <Typography.Text>{t("test.hint")}</Typography.Text>
          {isDirty ? <Alert type="warning" showIcon title={t("test.unsaved")} /> : null}
          <Input
            aria-label={t("test.to")}
            placeholder={t("test.to")}
            value={to}
            onChange={({ target }) => setTo(target.value)}
          />
          <Refusal error={send.error} />
          {send.data === undefined ? null : send.data.result === "accepted" ? (
            <Alert type="success" showIcon role="status" title={t("test.accepted")} />
          ) : (
            <Alert
              type="error"
              showIcon
              role="alert"
              title={t("test.failed", { code: send.data.code ?? send.data.result })}
            />
          )}
        </Flex>
      </Modal>
    </>
  );
}
