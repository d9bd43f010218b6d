import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useEffect } from "react";
import { useLocale } from "./locale.ts";
import { nonce } from "./nonce.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";
import { DARK, LIGHT, useIsDark } from "./theme.ts";

export function Page() {
  const [locale] = useLocale();
  const isDark = useIsDark();
  dayjs.locale(locale === "zh-CN" ? "zh-cn" : "en");
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
    document.body.style.background = (isDark ? DARK : LIGHT).token?.colorBgLayout ?? "";
  }, [isDark]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={locale === "zh-CN" ? zhCN : enUS}
      theme={isDark ? DARK : LIGHT}
      button={{ autoInsertSpace: false }}
    >
      <App style={{ height: "100%" }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
