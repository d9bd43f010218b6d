import { Link } from "@tanstack/react-router";
import { Result } from "antd";
import { usePartTexts } from "./texts.ts";

export function NotFound() {
  const t = usePartTexts();
  return <Result status="404" subTitle={t("failure.missing")} extra={<Link to="/">{t("home")}</Link>} />;
}
