import { Link, useLocation } from "@tanstack/react-router";
import { Menu } from "antd";
import { useMay } from "../api/session.ts";
import { NAVIGATION, type NavigationEntry } from "./navigation.ts";
import { useChosenShop } from "./shop.ts";
import { useShellTexts } from "./texts.ts";

/** The screens that the one who is signed in may open. */
export function SideMenu({ onChosen }: { readonly onChosen: () => void }) {
  const t = useShellTexts();
  const may = useMay();
  const shop = useChosenShop();
  const { pathname } = useLocation();
  const isShown = ({ needs, isOfShop }: NavigationEntry) => may(needs) && (shop !== null || !isOfShop);
  const groups = NAVIGATION.map((group) => group.filter(isShown)).filter((group) => group.length > 0);
  const chosen = groups
    .flat()
    .findLast(({ to }) => (to === "/" ? pathname === "/" : `${pathname}/`.startsWith(`${to}/`)));
  const items = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [{ type: "divider" as const, key: `divider-${index}` }]),
    ...group.map(({ to, text, icon: Icon, isOutside }) => ({
      key: to,
      icon: <Icon />,
      label: isOutside ? <a href={to}>{t(text)}</a> : <Link to={to}>{t(text)}</Link>,
    })),
  ]);
  return (
    <nav aria-label={t("menu")}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={chosen === undefined ? [] : [chosen.to]}
        onClick={onChosen}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  );
}
