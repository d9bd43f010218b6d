import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, Radio, Typography } from "antd";
import { useState } from "react";
import {
  addComplaint,
  type Complaint,
  type ComplaintState,
  type ComplaintWish,
  followComplaint,
} from "../../api/suppressions.ts";
import { useShop } from "../../shell/shop.ts";
import { useSuppressionsTexts } from "./texts.ts";
import { WhoRefusal } from "./who-refusal.tsx";

interface FormProps {
  readonly onDone: () => void;
}

/** After a complaint both lists have changed: who complains is left alone. */
function useReread(): () => Promise<void> {
  const client = useQueryClient();
  const { slug: shop } = useShop();
  return async () => {
    await client.invalidateQueries({ queryKey: ["complaints", shop] });
    await client.invalidateQueries({ queryKey: ["suppressions", shop] });
  };
}

interface Fields {
  readonly kind: "order" | "phone" | "email";
  readonly who: string;
  readonly text?: string;
}

function wishOf({ kind, who, text = "" }: Fields): ComplaintWish {
  const words = text.trim() === "" ? {} : { text: text.trim() };
  switch (kind) {
    case "order":
      return { order: who.trim(), ...words };
    case "phone":
      return { phone: who.trim(), ...words };
    case "email":
      return { email: who.trim(), ...words };
    default:
      return kind satisfies never;
  }
}

export function ComplaintForm({ onDone }: FormProps) {
  const t = useSuppressionsTexts();
  const { message } = App.useApp();
  const { slug: shop } = useShop();
  const reread = useReread();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch("kind", form) ?? "order";
  const add = useMutation({
    mutationFn: (fields: Fields) => addComplaint(shop, wishOf(fields)),
    onSuccess: async () => {
      await reread();
      void message.success(t("complaint_added"));
      onDone();
    },
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: "order" }}
      onFinish={(fields) => add.mutate(fields)}
    >
      <Typography.Paragraph type="secondary">{t("complaint_about")}</Typography.Paragraph>
      <Form.Item name="kind" label={t("kind")}>
        <Radio.Group options={(["order", "phone", "email"] as const).map((value) => ({ value, label: t(value) }))} />
      </Form.Item>
      <Form.Item name="who" label={t(kind)} rules={[{ required: true, whitespace: true }]}>
        <Input autoComplete="off" autoFocus maxLength={254} />
      </Form.Item>
      <Form.Item name="text" label={t("complaint_text")}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={4_000} />
      </Form.Item>
      <Buttons error={add.error} isSaving={add.isPending} onCancel={onDone} />
    </Form>
  );
}

export function StepForm({ complaint, onDone }: FormProps & { readonly complaint: Complaint }) {
  const t = useSuppressionsTexts();
  const { message } = App.useApp();
  const { slug: shop } = useShop();
  const reread = useReread();
  const [isEmpty, setEmpty] = useState(false);
  const follow = useMutation({
    mutationFn: (step: { readonly state: ComplaintState; readonly note?: string }) => {
      const note = step.note?.trim() ?? "";
      return followComplaint(shop, complaint.id, { state: step.state, ...(note === "" ? {} : { note }) });
    },
    onSuccess: async () => {
      await reread();
      void message.success(t("followed"));
      onDone();
    },
  });
  const save = (step: { readonly state: ComplaintState; readonly note?: string }) => {
    const changes = step.state !== complaint.state || (step.note ?? "").trim() !== "";
    setEmpty(!changes);
    if (changes) follow.mutate(step);
  };
  return (
    <Form layout="vertical" requiredMark={false} initialValues={{ state: complaint.state }} onFinish={save}>
      <Form.Item name="state" label={t("state")}>
        <Radio.Group
          options={(["open", "in_progress", "resolved"] as const).map((value) => ({
            value,
            label: t(`state.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="note" label={t("note")} extra={t("note_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4_000} autoFocus />
      </Form.Item>
      {isEmpty ? (
        <Alert type="error" role="alert" showIcon title={t("follow_needed")} style={{ marginBottom: 12 }} />
      ) : null}
      <Buttons error={follow.error} isSaving={follow.isPending} onCancel={onDone} />
    </Form>
  );
}

interface ButtonsProps {
  readonly error: Error | null;
  readonly isSaving: boolean;
  readonly onCancel: () => void;
}

function Buttons({ error, isSaving, onCancel }: ButtonsProps) {
  const t = useSuppressionsTexts();
  return (
    <Flex vertical gap={12}>
      <WhoRefusal error={error} />
      <Flex gap={8} justify="end">
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={isSaving}>
          {t("save")}
        </Button>
      </Flex>
    </Flex>
  );
}
