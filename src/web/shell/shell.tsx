import { MenuOutlined } from "@ant-design/icons";
import { Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { Button, Drawer, Flex, Grid, Layout, Select, Typography } from "antd";
import { useEffect, useState } from "react";
import { useMe } from "../api/session.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { ShopProvider, useChooseShop, useChosenShop } from "./shop.ts";
import { SideMenu } from "./side-menu.tsx";
import { useShellTexts } from "./texts.ts";
import { ViewMenu } from "./view-menu.tsx";

/** What stands around every screen: where one can go, for which shop, as whom. */
export function Shell() {
  const t = useShellTexts();
  const shop = useChosenShop();
  const isWide = Grid.useBreakpoint().lg !== false;
  const [isMenuOpen, setMenuOpen] = useState(false);
  // Of what the outlet shows; the address may be on its way already.
  const pathname = useMatches().at(-1)?.pathname ?? "/";
  const navigate = useNavigate();
  const isAllowedWithoutShop = ["/start", "/shops", "/staff", "/audit", "/settings"].includes(pathname);
  // An empty system shows the way.
  useEffect(() => {
    if (shop === null && !isAllowedWithoutShop) void navigate({ to: "/start", replace: true });
  }, [shop, isAllowedWithoutShop, navigate]);

  return (
    <Layout style={{ minHeight: "100%" }}>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      {isWide ? (
        <Layout.Sider width={216} style={{ borderInlineEnd: "1px solid rgba(128,128,128,0.18)" }}>
          <div style={{ position: "sticky", top: 0, height: "100vh", overflowY: "auto" }}>
            <Brand />
            <SideMenu onChosen={() => undefined} />
          </div>
        </Layout.Sider>
      ) : (
        <Drawer
          open={isMenuOpen}
          onClose={() => setMenuOpen(false)}
          placement="left"
          size={260}
          title={<Brand />}
          styles={{ body: { padding: 0 } }}
        >
          <SideMenu onChosen={() => setMenuOpen(false)} />
        </Drawer>
      )}
      <Layout>
        <Layout.Header
          style={{
            padding: "0 16px",
            height: 56,
            lineHeight: "normal",
            borderBottom: "1px solid rgba(128,128,128,0.18)",
          }}
        >
          <Flex align="center" gap={8} style={{ height: "100%" }}>
            {isWide ? null : (
              <Button type="text" icon={<MenuOutlined />} aria-label={t("menu")} onClick={() => setMenuOpen(true)} />
            )}
            <ShopChoice />
            <div style={{ flex: 1 }} />
            <ViewMenu />
            <AccountMenu />
          </Flex>
        </Layout.Header>
        <Layout.Content id="content" tabIndex={-1} style={{ padding: isWide ? 24 : 12, outline: "none", minWidth: 0 }}>
          <ShopProvider value={shop}>{shop === null && !isAllowedWithoutShop ? null : <Outlet />}</ShopProvider>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

function ShopChoice() {
  const t = useShellTexts();
  const { shops } = useMe();
  const chosen = useChosenShop();
  const choose = useChooseShop();
  if (chosen === null) return null;
  if (shops.length === 1) {
    return (
      <Typography.Text strong ellipsis className="foreign" style={{ maxWidth: 240 }}>
        {chosen.name}
      </Typography.Text>
    );
  }
  return (
    <Select
      aria-label={t("shop")}
      value={chosen.slug}
      onChange={choose}
      showSearch={{ optionFilterProp: "label" }}
      options={shops.map(({ slug, name }) => ({ value: slug, label: name }))}
      style={{ width: 200, minWidth: 0, flexShrink: 1 }}
    />
  );
}
