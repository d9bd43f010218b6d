import { Card, Flex, Tooltip, Typography } from "antd";
import { useMemo } from "react";
import type { Today } from "../../api/today.ts";
import { CHANNEL_COLOURS, CHANNEL_ORDER, type ColouredChannel } from "../../parts/channel-colours.ts";
import { useFormats } from "../../parts/formats.ts";
import { OrdersLink } from "../../parts/orders-link.tsx";
import { useWords } from "../../parts/words.ts";
import { useTodayTexts } from "./texts.ts";

const HOURS = 12;
const HOUR = 3_600_000;
const HEIGHT = 132;

interface DueHour {
  readonly hour: string;
  readonly total: number;
  readonly channels: readonly { readonly channel: ColouredChannel; readonly reminders: number }[];
}

/** Every hour of the next twelve, also those in which nothing is due. */
function hoursOf({ at, due }: Today): DueHour[] {
  const first = Math.floor(Date.parse(due[0] !== undefined && due[0].hour < at ? due[0].hour : at) / HOUR) * HOUR;
  return Array.from({ length: HOURS }, (_, index) => {
    const start = first + index * HOUR;
    const own = due.filter(({ hour }) => Date.parse(hour) >= start && Date.parse(hour) < start + HOUR);
    const channels = CHANNEL_ORDER.map((channel) => ({
      channel,
      reminders: own.reduce((sum, one) => sum + (one.channel === channel ? one.reminders : 0), 0),
    })).filter(({ reminders }) => reminders > 0);
    return {
      hour: new Date(start).toISOString(),
      total: channels.reduce((sum, { reminders }) => sum + reminders, 0),
      channels,
    };
  });
}

/** What is to be sent in the next hours, a column an hour, a colour a channel. */
export function Due({ today }: { readonly today: Today }) {
  const t = useTodayTexts();
  const words = useWords();
  const { count, clock } = useFormats();
  const hours = useMemo(() => hoursOf(today), [today]);
  const total = hours.reduce((sum, one) => sum + one.total, 0);
  const most = Math.max(...hours.map((one) => one.total), 1);
  const used = CHANNEL_ORDER.filter((channel) =>
    hours.some((one) => one.channels.some((own) => own.channel === channel)),
  );
  const ofChannels = ({ channels }: DueHour) =>
    channels
      .map(({ channel, reminders }) =>
        t("due_channel", { channel: words(`channel.${channel}`), count: count(reminders) }),
      )
      .join(" · ");
  const sayHour = (one: DueHour) =>
    t("due_hour", { hour: clock(one.hour).slice(0, 2), count: count(one.total), channels: ofChannels(one) });

  return (
    <Card
      size="small"
      title={<h2 className="card-title">{t("due")}</h2>}
      extra={
        total === 0 ? null : <OrdersLink search={{ status: "unpaid", state: "planned" }}>{t("due_list")}</OrdersLink>
      }
      style={{ height: "100%" }}
    >
      {total === 0 ? (
        <Flex vertical gap={4} style={{ paddingBlock: 24 }}>
          <Typography.Text strong>{t("due_none")}</Typography.Text>
          <Typography.Text type="secondary">{t("due_none_about")}</Typography.Text>
        </Flex>
      ) : (
        <Flex vertical gap={12}>
          <div
            role="img"
            aria-label={t("due_label", {
              hours: hours
                .filter((one) => one.total > 0)
                .map(sayHour)
                .join("; "),
            })}
            style={{ display: "grid", gridTemplateColumns: `repeat(${HOURS}, 1fr)`, gap: 6 }}
          >
            {hours.map((one) => (
              <Tooltip key={one.hour} title={one.total === 0 ? null : sayHour(one)}>
                <div>
                  <div style={{ height: HEIGHT, display: "flex", flexDirection: "column", justifyContent: "flex-end" }}>
                    <span className="figure" style={{ textAlign: "center", fontSize: 12, lineHeight: "18px" }}>
                      {one.total === 0 ? "" : count(one.total)}
                    </span>
                    <div style={{ borderRadius: "4px 4px 0 0", overflow: "hidden" }}>
                      {[...one.channels].reverse().map(({ channel, reminders }) => (
                        <div
                          key={channel}
                          style={{
                            height: Math.max((reminders / most) * (HEIGHT - 20), 2),
                            background: CHANNEL_COLOURS[channel],
                          }}
                        />
                      ))}
                    </div>
                  </div>
                  <div className="axis figure">{clock(one.hour).slice(0, 2)}</div>
                </div>
              </Tooltip>
            ))}
          </div>
          <Flex wrap gap={16} justify="space-between">
            <Flex wrap gap={16}>
              {used.map((channel) => (
                <Legend key={channel} channel={channel} />
              ))}
            </Flex>
            <Typography.Text type="secondary">
              {t("due_about")} · {t("due_total", { count: count(total) })}
            </Typography.Text>
          </Flex>
        </Flex>
      )}
    </Card>
  );
}

export function Legend({ channel }: { readonly channel: ColouredChannel }) {
  const words = useWords();
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6 }}>
      <span aria-hidden style={{ width: 10, height: 10, borderRadius: 3, background: CHANNEL_COLOURS[channel] }} />
      {words(`channel.${channel}`)}
    </span>
  );
}
