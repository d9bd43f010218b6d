/** Colours and measures of the page, for light and dark. Every text has a contrast of 4.5 at least (WCAG 2.2, 1.4.3). */
import { type ThemeConfig, theme } from "antd";
import { useSyncExternalStore } from "react";

export const APPEARANCES = ["auto", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEPT = "cuifu.appearance";
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", () => tell());

const tell = () => {
  for (const listener of listeners) listener();
};
const keptAppearance = (): Appearance => {
  const kept = localStorage.getItem(KEPT);
  return APPEARANCES.find((one) => one === kept) ?? "auto";
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};
const isDarkNow = (): boolean => {
  const appearance = keptAppearance();
  return appearance === "auto" ? system.matches : appearance === "dark";
};

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, keptAppearance);
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDarkNow);

export function chooseAppearance(appearance: Appearance): void {
  localStorage.setItem(KEPT, appearance);
  tell();
}

const SHARED = {
  borderRadius: 8,
  fontFamily: "inherit",
  controlHeight: 34,
  // Those who asked their system for less motion get none.
  motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
} as const;

export const LIGHT: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...SHARED,
    colorPrimary: "#0b6b5d",
    colorInfo: "#0b6b5d",
    colorLink: "#0b6b5d",
    colorSuccess: "#217a2c",
    colorWarning: "#9a5b00",
    colorError: "#c22b2b",
    // What is derived from colours this dark is too dull to read them on.
    colorInfoBg: "#e4f2ef",
    colorInfoBorder: "#b5d9d1",
    colorSuccessBg: "#e6f4e7",
    colorSuccessBorder: "#b5dab9",
    colorWarningBg: "#fff3dc",
    colorWarningBorder: "#efcf98",
    colorErrorBg: "#fdeaea",
    colorErrorBorder: "#f0b9b9",
    colorPrimaryBg: "#e4f2ef",
    colorPrimaryBgHover: "#d3eae5",
    colorBgLayout: "#f4f6f5",
    colorTextTertiary: "rgba(0,0,0,0.6)",
    colorTextDescription: "rgba(0,0,0,0.6)",
    colorTextPlaceholder: "rgba(0,0,0,0.58)",
    colorTextDisabled: "rgba(0,0,0,0.45)",
  },
  components: {
    Layout: { siderBg: "#ffffff", headerBg: "#ffffff" },
    Menu: { itemSelectedBg: "#e4f2ef", itemHeight: 36 },
  },
};

export const DARK: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...SHARED,
    colorPrimary: "#2bb39c",
    colorInfo: "#2bb39c",
    colorLink: "#4cc7b3",
    colorSuccess: "#5cbf68",
    colorWarning: "#e0a13c",
    colorError: "#f0716b",
    colorPrimaryBg: "#15302b",
    colorPrimaryBgHover: "#1a3d36",
    colorBgLayout: "#101413",
    colorBgContainer: "#181d1c",
    colorTextTertiary: "rgba(255,255,255,0.62)",
    colorTextDescription: "rgba(255,255,255,0.62)",
    colorTextPlaceholder: "rgba(255,255,255,0.6)",
  },
  components: {
    Layout: { siderBg: "#181d1c", headerBg: "#181d1c" },
    Menu: { itemSelectedBg: "#15302b", itemSelectedColor: "#5fd6c3", itemHeight: 36 },
    Button: { primaryColor: "#04110f" },
  },
};
