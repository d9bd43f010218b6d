import { useMutation } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";
import { changePassword } from "../api/session.ts";
import { Refusal } from "../parts/failure.tsx";
import { useShellTexts } from "./texts.ts";

export const PASSWORD_LENGTH = { min: 8, max: 128 };

interface Fields {
  readonly current: string;
  readonly wanted: string;
}

export function PasswordForm({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useShellTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useMutation({
    mutationFn: ({ current, wanted }: Fields) => changePassword(current, wanted),
    onSuccess: () => {
      void message.success(t("password_changed"));
      onClose();
    },
  });
  return (
    <Modal
      open={isOpen}
      title={t("change_password")}
      okText={t("save")}
      cancelText={t("cancel")}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterOpenChange={(open) => {
        if (open) return;
        form.resetFields();
        change.reset();
      }}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => change.mutate(fields)}>
        <Form.Item name="current" label={t("current_password")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="wanted"
          label={t("new_password")}
          extra={t("new_password_hint")}
          rules={[{ required: true, ...PASSWORD_LENGTH }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Refusal error={change.error} />
      </Form>
    </Modal>
  );
}
