import { CheckCircleFilled } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Flex, Typography, theme } from "antd";
import { useMay } from "../../api/session.ts";
import type { Trouble } from "../../api/today.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { useAskToSwitch } from "./pausing.tsx";
import { useTodayTexts } from "./texts.ts";

/** What goes wrong and what to do about it, the worst first; a calm line where nothing does. */
export function Troubles({ troubles }: { readonly troubles: readonly Trouble[] }) {
  const t = useTodayTexts();
  const { token } = theme.useToken();
  if (troubles.length === 0) {
    return (
      <Flex gap={10} align="baseline" role="status">
        <CheckCircleFilled style={{ color: token.colorSuccess }} />
        <span>
          <Typography.Text strong>{t("well")}</Typography.Text>{" "}
          <Typography.Text type="secondary">{t("well_about")}</Typography.Text>
        </span>
      </Flex>
    );
  }
  const worstFirst = [...troubles].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  return (
    <Flex vertical gap={8} role="status">
      {worstFirst.map((trouble) => (
        <One key={`${trouble.kind} ${trouble.since} ${trouble.detail.channel ?? ""}`} trouble={trouble} />
      ))}
    </Flex>
  );
}

function One({ trouble }: { readonly trouble: Trouble }) {
  const t = useTodayTexts();
  const { moment } = useFormats();
  const { severity, text, advice, since } = trouble;
  return (
    <Alert
      type={severity}
      showIcon
      title={
        <span className="foreign">
          <Typography.Text strong>{t(`trouble.${severity}`)}</Typography.Text> {text}
        </span>
      }
      description={
        <Flex wrap gap={12} justify="space-between" align="center">
          <div style={{ minWidth: 0 }}>
            <div className="foreign">{advice}</div>
            <Typography.Text type="secondary">{t("trouble.since", { at: moment(since) })}</Typography.Text>
          </div>
          <Remedy trouble={trouble} />
        </Flex>
      }
    />
  );
}

/** Where the trouble can be dealt with, for those who may. */
function Remedy({ trouble: { kind, detail } }: { readonly trouble: Trouble }) {
  const t = useTodayTexts();
  const may = useMay();
  const ask = useAskToSwitch();
  switch (kind) {
    case "sending_paused":
    case "cap_reached": {
      if (detail.every_shop === true || !may("PUT /api/v1/sending")) return null;
      const channel = detail.channel;
      const isChannel = channel === "call" || channel === "im" || channel === "sms" || channel === "email";
      return (
        <Button onClick={() => ask({ paused: false, channel: isChannel ? channel : null })}>
          {t("trouble.resume")}
        </Button>
      );
    }
    case "provider_paused":
      return may("GET /api/v1/settings") ? <Link to="/settings">{t("trouble.settings")}</Link> : null;
    case "shop_silent":
      return may("GET /api/v1/shops/:slug/keys") ? <Link to="/shops">{t("trouble.shop")}</Link> : null;
    case "reminders_late":
    case "queue_behind":
      return (
        <OrdersLink search={{ state: kind === "queue_behind" ? "queued" : "planned" }}>
          {t("trouble.orders")}
        </OrdersLink>
      );
    case "reminders_failed":
    case "unknown_contacts":
    case "quarantined":
      return null;
    default:
      return kind satisfies never;
  }
}
