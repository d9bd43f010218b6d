import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { setPassword } from "../../api/session.ts";
import { PASSWORD_LENGTH } from "../../shell/password-form.tsx";
import { Door } from "./door.tsx";
import { LinkRefusal } from "./setup.tsx";
import { useDoorTexts } from "./texts.ts";

/** A new password, by the link that an admin handed over. */
export function Reset() {
  const t = useDoorTexts();
  const { token } = useSearch({ from: "/reset" });
  const reset = useMutation({ mutationFn: ({ password }: { password: string }) => setPassword(token, password) });
  return (
    <Door title={t("reset")}>
      {reset.isSuccess ? (
        <Alert
          type="success"
          showIcon
          title={t("reset_done")}
          action={
            <Link to="/sign-in" search={{}}>
              {t("sign_in")}
            </Link>
          }
        />
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={(fields: { password: string }) => reset.mutate(fields)}>
          <Form.Item
            name="password"
            label={t("password")}
            extra={t("password_hint")}
            rules={[{ required: true, ...PASSWORD_LENGTH, message: t("password_hint") }]}
          >
            <Input.Password autoComplete="new-password" autoFocus />
          </Form.Item>
          <LinkRefusal error={reset.error} />
          <Button type="primary" htmlType="submit" block loading={reset.isPending} style={{ marginTop: 16 }}>
            {t("save")}
          </Button>
        </Form>
      )}
    </Door>
  );
}
