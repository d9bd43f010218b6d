import { Card, Flex, Typography, theme } from "antd";
import type { Today } from "../../api/today.ts";
import { CHANNEL_COLOURS, CHANNEL_ORDER } from "../../parts/channel-colours.ts";
import { useFormats } from "../../parts/formats.ts";
import { Legend } from "./due.tsx";
import { useTodayTexts } from "./texts.ts";

/** What went out since midnight, a bar a channel. */
export function Sent({ sent }: Pick<Today, "sent">) {
  const t = useTodayTexts();
  const { count } = useFormats();
  const { token } = theme.useToken();
  const of = new Map(sent.map((one) => [one.channel, one.count]));
  const shown = CHANNEL_ORDER.filter((channel) => (of.get(channel) ?? 0) > 0);
  const most = Math.max(...sent.map((one) => one.count), 1);
  return (
    <Card size="small" title={<h2 className="card-title">{t("sent")}</h2>} style={{ height: "100%" }}>
      <Flex vertical gap={14}>
        {shown.length === 0 ? <Typography.Text strong>{t("sent_none")}</Typography.Text> : null}
        {shown.map((channel) => {
          const own = of.get(channel) ?? 0;
          return (
            <div key={channel}>
              <Flex justify="space-between" style={{ marginBottom: 4 }}>
                <Legend channel={channel} />
                <span className="figure">{t("count", { count: count(own) })}</span>
              </Flex>
              <div aria-hidden style={{ height: 8, borderRadius: 4, background: token.colorFillSecondary }}>
                <div
                  style={{
                    height: 8,
                    borderRadius: 4,
                    width: `${(own / most) * 100}%`,
                    background: CHANNEL_COLOURS[channel],
                  }}
                />
              </div>
            </div>
          );
        })}
        <Typography.Text type="secondary">{t("sent_about")}</Typography.Text>
      </Flex>
    </Card>
  );
}
