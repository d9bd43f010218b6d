import { PhoneOutlined } from "@ant-design/icons";
import { Flex, Tag, Typography, theme } from "antd";
import type { Cell, Preview } from "../../api/templates.ts";
import { useFormats } from "../../parts/formats.ts";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { addedParts } from "./added-parts.ts";
import { useTemplateTexts } from "./texts.ts";

interface MessageViewProps {
  readonly preview: Preview;
  readonly channel: Cell["channel"];
  /** The words in Liquid, to tell what the engine added. */
  readonly source: string;
}

/** The message as the buyer gets it, by the look of its channel, with what it costs. */
export function MessageView({ preview, channel, source }: MessageViewProps) {
  const { token } = theme.useToken();
  return (
    <Flex vertical gap={10}>
      <div
        style={{
          background: token.colorFillTertiary,
          borderRadius: 22,
          padding: 16,
          border: `1px solid ${token.colorBorderSecondary}`,
          minHeight: 160,
        }}
      >
        <Header channel={channel} preview={preview} />
        {channel === "email" ? (
          <Email preview={preview} />
        ) : (
          <Bubble preview={preview} channel={channel} source={source} />
        )}
      </div>
      <Figures preview={preview} channel={channel} />
    </Flex>
  );
}

function Header({ channel, preview }: Pick<MessageViewProps, "channel" | "preview">) {
  const t = useTemplateTexts();
  const words = useWords();
  const shop = useShop();
  if (channel === "email") {
    return (
      <div style={{ marginBottom: 10 }}>
        <Typography.Text type="secondary" className="foreign">
          {shop.name}
        </Typography.Text>
        <div className="foreign" style={{ fontWeight: 600, fontSize: 16 }}>
          {preview.subject}
        </div>
      </div>
    );
  }
  return (
    <Flex justify="center" gap={6} style={{ marginBottom: 12 }}>
      {channel === "call" || channel === "call_script" ? <PhoneOutlined aria-hidden /> : null}
      <Typography.Text type="secondary" className="foreign">
        {channel === "call" ? `${t("call.label")} · ${shop.name}` : `${words(`channel.${channel}`)} · ${shop.name}`}
      </Typography.Text>
    </Flex>
  );
}

function Email({ preview }: { readonly preview: Preview }) {
  const { token } = theme.useToken();
  return (
    <div
      className="foreign"
      style={{
        background: token.colorBgContainer,
        borderRadius: 8,
        padding: 14,
        whiteSpace: "pre-wrap",
        lineHeight: 1.7,
      }}
    >
      {preview.text}
    </div>
  );
}

function Bubble({ preview, channel, source }: MessageViewProps) {
  const { token } = theme.useToken();
  const shop = useShop();
  const parts =
    channel === "sms" ? addedParts(preview.text, source, shop.name) : { before: "", words: preview.text, after: "" };
  return (
    <div
      className="foreign"
      style={{
        background: channel === "im" ? token.colorPrimaryBg : token.colorBgContainer,
        borderRadius: "4px 16px 16px 16px",
        padding: "10px 14px",
        maxWidth: 420,
        whiteSpace: "pre-wrap",
        lineHeight: 1.7,
      }}
    >
      <Added text={parts.before} />
      {parts.words}
      <Added text={parts.after} />
    </div>
  );
}

/** What the engine put there itself. */
function Added({ text }: { readonly text: string }) {
  const { token } = theme.useToken();
  if (text === "") return null;
  return (
    <span style={{ color: token.colorTextTertiary, borderBottom: `1px dotted ${token.colorTextTertiary}` }}>
      {text}
    </span>
  );
}

function Figures({ preview, channel }: Pick<MessageViewProps, "preview" | "channel">) {
  const t = useTemplateTexts();
  const { sms, cost } = preview;
  const { money } = useFormats();
  return (
    <Flex wrap gap={6} align="center">
      {sms === null ? null : (
        <>
          <Tag color={sms.segments > 2 ? "warning" : "default"}>{t("sms.parts", { count: sms.segments })}</Tag>
          <Tag>{t("sms.units", { units: sms.units, encoding: sms.encoding })}</Tag>
        </>
      )}
      {channel === "call_script" ? null : (
        <Tag>{cost === null ? t("cost.none") : t("cost", { cost: money(cost.amount, cost.currency) })}</Tag>
      )}
      {sms === null ? null : <Typography.Text type="secondary">{t("sms.added")}</Typography.Text>}
    </Flex>
  );
}
