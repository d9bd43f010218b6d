import { DownOutlined, PauseCircleOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { type Channel, type Sending, useSending, useSwitchSending } from "../../api/sending.ts";
import { useMay } from "../../api/session.ts";
import { CHANNEL_ORDER } from "../../parts/channel-colours.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { useTodayTexts } from "./texts.ts";

interface Switch {
  readonly paused: boolean;
  /** Null: every channel. */
  readonly channel: Channel | null;
}

/** Pauses or resumes the shop's sending once somebody has said that they mean it. */
export function useAskToSwitch(): (wanted: Switch) => void {
  const t = useTodayTexts();
  const words = useWords();
  const { modal, message } = App.useApp();
  const shop = useShop();
  const { data } = useSending(shop.slug);
  const { mutateAsync } = useSwitchSending(shop.slug);
  return (wanted) => {
    const { paused, channel } = wanted;
    const verb = paused ? "pause" : "resume";
    modal.confirm({
      title:
        channel === null ? t(`${verb}.ask_all`) : t(`${verb}.ask_channel`, { channel: words(`channel.${channel}`) }),
      content: t(`${verb}.about`),
      okText: t(paused ? "confirm_pause" : "confirm_resume"),
      okButtonProps: { danger: paused },
      cancelText: t("cancel"),
      onOk: async () => {
        try {
          await mutateAsync({ ...wanted, ifMatch: data?.etag ?? null });
          void message.success(t(`${verb}.done`));
        } catch (error) {
          modal.error({ title: t(paused ? "pause" : "trouble.resume"), content: <Refusal error={error} /> });
        }
      },
    });
  };
}

const isPausedByShop = ({ pauses }: Sending, channel: Channel | null) =>
  pauses.some((pause) => pause.scope === "shop" && pause.channel === channel);

/** The button that pauses, or resumes, all of the shop's sending or one channel. */
export function Pausing() {
  const t = useTodayTexts();
  const words = useWords();
  const may = useMay();
  const shop = useShop();
  const ask = useAskToSwitch();
  const { data } = useSending(shop.slug);
  if (!may("PUT /api/v1/sending") || data === undefined) return null;
  const sending = data.value;
  const entry = (channel: Channel | null) => {
    const isPaused = isPausedByShop(sending, channel);
    const verb = isPaused ? "resume" : "pause";
    return {
      key: channel ?? "all",
      danger: !isPaused,
      label: channel === null ? t(`${verb}.all`) : t(`${verb}.channel`, { channel: words(`channel.${channel}`) }),
      onClick: () => ask({ paused: !isPaused, channel }),
    };
  };
  const isByOperator = sending.pauses.some(({ scope }) => scope === "all");
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          ...(isByOperator ? [{ key: "operator", label: t("pause.by_operator"), disabled: true }] : []),
          entry(null),
          { type: "divider", key: "divider" },
          ...CHANNEL_ORDER.map(entry),
        ],
      }}
    >
      <Button icon={<PauseCircleOutlined />} danger={sending.paused}>
        {t(sending.paused ? "paused" : "pause")} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
