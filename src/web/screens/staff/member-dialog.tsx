import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Radio, Select, Typography } from "antd";
import type { StaffRole } from "../../api/session.ts";
import { readShops, SHOPS } from "../../api/shops.ts";
import { changeMember, createMember, type Member, type NewMember, STAFF } from "../../api/staff.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useShellTexts } from "../../shell/texts.ts";
import { useStaffTexts } from "./texts.ts";

const ROLES: readonly StaffRole[] = ["agent", "editor", "analyst", "admin"];

interface MemberDialogProps {
  readonly edited: Member | "new" | null;
  readonly onClose: () => void;
  /** With the link to hand over, where somebody is new. */
  readonly onDone: (made: { readonly name: string; readonly link: string } | null) => void;
}

export function MemberDialog({ edited, onClose, onDone }: MemberDialogProps) {
  const t = useStaffTexts();
  const shell = useShellTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<NewMember>();
  const role = Form.useWatch("role", form);
  const { data: shops } = useQuery({ queryKey: SHOPS, queryFn: readShops, enabled: edited !== null });
  const save = useMutation({
    mutationFn: async (fields: NewMember) => {
      if (edited === "new") {
        const { link } = await createMember({ ...fields, shops: fields.shops ?? [] });
        return link === undefined ? null : { name: fields.name, link };
      }
      if (edited !== null) await changeMember(edited.id, { name: fields.name, role: fields.role, shops: fields.shops });
      return null;
    },
    onSuccess: async (made) => {
      onDone(made);
      await queries.invalidateQueries({ queryKey: STAFF });
    },
  });
  const isNew = edited === "new";
  return (
    <Modal
      open={edited !== null}
      title={t(isNew ? "add" : "edit")}
      okText={t("save")}
      cancelText={t("cancel")}
      destroyOnHidden
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => save.reset()}
    >
      <Form<NewMember>
        form={form}
        key={isNew ? "new" : edited?.id}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={isNew || edited === null ? { role: "agent", shops: [] } : { ...edited }}
        onFinish={(fields) => save.mutate(fields)}
      >
        <Form.Item name="name" label={t("name")} rules={[{ required: true, max: 100 }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="username" label={t("username")} extra={t("username_hint")} rules={[{ required: isNew }]}>
          <Input disabled={!isNew} autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="role" label={t("role")}>
          <Radio.Group style={{ display: "flex", flexDirection: "column", gap: 8 }}>
            {ROLES.map((one) => (
              <Radio key={one} value={one}>
                {shell(`role.${one}`)} <Typography.Text type="secondary">{t(`about.${one}`)}</Typography.Text>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item
          name="shops"
          label={t("shops")}
          extra={role === "admin" ? t("shops_hint_admin") : null}
          rules={[{ required: role !== "admin" }]}
        >
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={shops?.data.map(({ slug, name }) => ({ value: slug, label: name })) ?? []}
          />
        </Form.Item>
        <Refusal error={save.error} />
      </Form>
    </Modal>
  );
}
