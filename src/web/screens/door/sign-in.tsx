import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { RequestError } from "../../api/request.ts";
import { readSetup, signIn } from "../../api/session.ts";
import { Refusal } from "../../parts/failure.tsx";
import { Door } from "./door.tsx";
import { useDoorTexts } from "./texts.ts";

interface Fields {
  readonly username: string;
  readonly password: string;
}

/** Another site's address is none to go to. */
const ownAddress = (to: string | undefined): string => (to !== undefined && /^\/(?![/\\])/.test(to) ? to : "/");

export function SignIn() {
  const t = useDoorTexts();
  const { to } = useSearch({ from: "/sign-in" });
  const { data: setup } = useQuery({ queryKey: ["setup"], queryFn: readSetup });
  const enter = useMutation({
    mutationFn: ({ username, password }: Fields) => signIn(username, password),
    // A new page: nothing that was read before signing in stays in memory.
    onSuccess: () => location.assign(ownAddress(to)),
  });
  return (
    <Door title={t("sign_in")}>
      {setup?.needed ? <Alert type="info" showIcon title={t("first_title")} description={t("first")} /> : null}
      <Form layout="vertical" requiredMark={false} onFinish={(fields: Fields) => enter.mutate(fields)}>
        <Form.Item name="username" label={t("username")} rules={[{ required: true }]}>
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t("password")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <WrongPassword error={enter.error} />
        <Button type="primary" htmlType="submit" block loading={enter.isPending} style={{ marginTop: 16 }}>
          {t("sign_in")}
        </Button>
      </Form>
    </Door>
  );
}

function WrongPassword({ error }: { readonly error: Error | null }) {
  const t = useDoorTexts();
  if (!(error instanceof RequestError)) return <Refusal error={error} />;
  if (error.status === 429) return <Alert type="warning" showIcon role="alert" title={t("throttled")} />;
  if (error.status < 400 || error.status >= 500) return <Refusal error={error} />;
  return <Alert type="error" showIcon role="alert" title={t("wrong")} />;
}
