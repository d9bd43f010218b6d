import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { useMay } from "../../api/session.ts";
import { Screen } from "../../parts/screen.tsx";
import { Complaints } from "./complaints.tsx";
import { SuppressionList } from "./list.tsx";
import type { SuppressionsTab } from "./route.ts";
import { useSuppressionsTexts } from "./texts.ts";

/** Who is left alone, and who complained. */
export function Suppressions() {
  const t = useSuppressionsTexts();
  const may = useMay();
  const navigate = useNavigate();
  const { tab } = useSearch({ from: "/shell/suppressions" });
  const tabs: { key: SuppressionsTab; label: string; children: React.ReactNode }[] = [
    ...(may("GET /api/v1/suppressions")
      ? [{ key: "list" as const, label: t("list"), children: <SuppressionList /> }]
      : []),
    ...(may("GET /api/v1/complaints")
      ? [{ key: "complaints" as const, label: t("complaints"), children: <Complaints /> }]
      : []),
  ];
  return (
    <Screen title={t("title")} about={t("about")}>
      <Tabs
        activeKey={tab ?? tabs[0]?.key ?? "list"}
        onChange={(next) => void navigate({ to: "/suppressions", search: next === "complaints" ? { tab: next } : {} })}
        items={tabs}
        destroyOnHidden
      />
    </Screen>
  );
}
