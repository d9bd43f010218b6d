/** The screens, in the order in which a day's work goes through them. */
import {
  BarChartOutlined,
  BlockOutlined,
  ClockCircleOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FileSearchOutlined,
  MessageOutlined,
  PhoneOutlined,
  SettingOutlined,
  ShopOutlined,
  ShoppingOutlined,
  StopOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import type { ShellKey } from "./texts.ts";

export interface NavigationEntry {
  /** Where it leads; `isOutside` where that is no screen of the page's own. */
  readonly to: string;
  readonly text: ShellKey;
  readonly icon: ComponentType;
  /** Shown to those who may call this route, as `Me.may` names it; queues are for admins, as the audit log is. */
  readonly needs: string;
  /** Whether it shows one shop's own. */
  readonly isOfShop: boolean;
  readonly isOutside?: boolean;
}

export const NAVIGATION: readonly (readonly NavigationEntry[])[] = [
  [
    { to: "/", text: "today", icon: DashboardOutlined, needs: "GET /api/v1/today", isOfShop: true },
    { to: "/orders", text: "orders", icon: ShoppingOutlined, needs: "GET /api/v1/orders", isOfShop: true },
    { to: "/desk", text: "desk", icon: PhoneOutlined, needs: "POST /api/v1/call-tasks/lease", isOfShop: true },
    { to: "/recovery", text: "recovery", icon: BarChartOutlined, needs: "GET /api/v1/stats/recovery", isOfShop: true },
  ],
  [
    { to: "/templates", text: "templates", icon: MessageOutlined, needs: "GET /api/v1/templates", isOfShop: true },
    {
      to: "/experiments",
      text: "experiments",
      icon: ExperimentOutlined,
      needs: "GET /api/v1/experiments",
      isOfShop: true,
    },
    { to: "/policy", text: "policy", icon: ClockCircleOutlined, needs: "GET /api/v1/policy", isOfShop: true },
    {
      to: "/suppressions",
      text: "suppressions",
      icon: StopOutlined,
      needs: "GET /api/v1/suppressions",
      isOfShop: true,
    },
  ],
  [
    { to: "/shops", text: "shops", icon: ShopOutlined, needs: "GET /api/v1/shops/:slug/keys", isOfShop: false },
    { to: "/staff", text: "staff", icon: TeamOutlined, needs: "GET /api/v1/staff", isOfShop: false },
    { to: "/audit", text: "audit", icon: FileSearchOutlined, needs: "GET /api/v1/audit", isOfShop: false },
    {
      to: "/queues",
      text: "queues",
      icon: BlockOutlined,
      needs: "GET /api/v1/audit",
      isOfShop: false,
      isOutside: true,
    },
    { to: "/settings", text: "settings", icon: SettingOutlined, needs: "GET /api/v1/settings", isOfShop: false },
  ],
];
