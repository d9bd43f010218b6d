import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { RequestError } from "../../api/request.ts";
import { makeFirstAdmin } from "../../api/session.ts";
import { Refusal } from "../../parts/failure.tsx";
import { PASSWORD_LENGTH } from "../../shell/password-form.tsx";
import { Door } from "./door.tsx";
import { useDoorTexts } from "./texts.ts";

interface Fields {
  readonly username: string;
  readonly name: string;
  readonly password: string;
}

/** The first admin, by the link that the service printed. */
export function Setup() {
  const t = useDoorTexts();
  const { token } = useSearch({ from: "/setup" });
  const create = useMutation({
    mutationFn: (fields: Fields) => makeFirstAdmin({ ...fields, token }),
    onSuccess: () => location.assign("/"),
  });
  return (
    <Door title={t("setup")} about={t("setup_about")}>
      <Form layout="vertical" requiredMark={false} onFinish={(fields: Fields) => create.mutate(fields)}>
        <Form.Item name="name" label={t("name")} extra={t("name_hint")} rules={[{ required: true, max: 100 }]}>
          <Input autoComplete="name" autoFocus />
        </Form.Item>
        <Form.Item
          name="username"
          label={t("username")}
          extra={t("username_hint")}
          rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, message: t("username_hint") }]}
        >
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("password")}
          extra={t("password_hint")}
          rules={[{ required: true, ...PASSWORD_LENGTH, message: t("password_hint") }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <LinkRefusal error={create.error} />
        <Button type="primary" htmlType="submit" block loading={create.isPending} style={{ marginTop: 16 }}>
          {t("create")}
        </Button>
      </Form>
    </Door>
  );
}

/** Why a one-time link did not do. */
export function LinkRefusal({ error }: { readonly error: Error | null }) {
  const t = useDoorTexts();
  const isBadLink = error instanceof RequestError && [401, 403, 404, 410].includes(error.status);
  return isBadLink ? <Alert type="error" showIcon role="alert" title={t("bad_link")} /> : <Refusal error={error} />;
}
