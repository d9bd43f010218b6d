import { GlobalOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { LOCALES, useLocale } from "../locale.ts";
import { APPEARANCES, chooseAppearance, useAppearance } from "../theme.ts";
import { useShellTexts } from "./texts.ts";

const NAMES = { "zh-CN": "简体中文", en: "English" } as const;

/** Language and appearance: of this browser, for whoever uses it, signed in or not. */
export function ViewMenu() {
  const t = useShellTexts();
  const [locale, changeLocale] = useLocale();
  const appearance = useAppearance();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        multiple: true,
        selectedKeys: [locale, appearance],
        items: [
          {
            type: "group",
            key: "locales",
            label: t("language"),
            children: LOCALES.map((one) => ({ key: one, label: NAMES[one], onClick: () => changeLocale(one) })),
          },
          {
            type: "group",
            key: "appearances",
            label: t("appearance"),
            children: APPEARANCES.map((one) => ({
              key: one,
              label: t(`appearance.${one}`),
              onClick: () => chooseAppearance(one),
            })),
          },
        ],
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={`${t("language")}, ${t("appearance")}`} />
    </Dropdown>
  );
}
