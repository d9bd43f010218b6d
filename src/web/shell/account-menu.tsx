import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, Grid } from "antd";
import { useState } from "react";
import { signOut, useMe } from "../api/session.ts";
import { PasswordForm } from "./password-form.tsx";
import { useShellTexts } from "./texts.ts";

export function AccountMenu() {
  const t = useShellTexts();
  const { staff } = useMe();
  const isWide = Grid.useBreakpoint().md !== false;
  const [isChanging, setChanging] = useState(false);
  // A new page: nothing of the old session stays in memory.
  const leave = () => signOut().finally(() => location.assign("/sign-in"));
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { type: "group", key: "who", label: `${staff.username} · ${t(`role.${staff.role}`)}` },
            { key: "password", label: t("change_password"), onClick: () => setChanging(true) },
            { key: "sign-out", label: t("sign_out"), onClick: () => void leave() },
          ],
        }}
      >
        <Button
          type="text"
          icon={<UserOutlined />}
          aria-label={isWide ? `${staff.name.slice(0, 24)}, ${t("account")}` : t("account")}
        >
          {isWide ? <span className="foreign">{staff.name.slice(0, 24)}</span> : null}
        </Button>
      </Dropdown>
      <PasswordForm isOpen={isChanging} onClose={() => setChanging(false)} />
    </>
  );
}
