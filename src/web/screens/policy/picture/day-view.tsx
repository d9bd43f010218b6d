import { theme } from "antd";
import type { Policy } from "../../../api/policy.ts";
import { useWords } from "../../../parts/words.ts";
import { useIsDark } from "../../../theme.ts";
import { ruleWords } from "../rule-words.ts";
import { usePolicyTexts } from "../texts.ts";
import { Backdrop } from "./backdrop.tsx";
import { Lanes } from "./lanes.tsx";
import type { DayPicture } from "./model.ts";
import { OrderBand } from "./order-band.tsx";
import { OrderPath } from "./order-path.tsx";
import { scaleOf } from "./scale.ts";
import "../../../parts/unseen.css";
import { useWidth } from "./use-width.ts";

interface DayViewProps {
  readonly picture: DayPicture;
  readonly policy: Policy;
  /** The minute of the day of the order that is followed. */
  readonly chosen: number;
  readonly onChoose: (minute: number) => void;
}

/** Narrower than this it scrolls in a box of its own: an hour must stay wide enough to point at. */
const LEAST_WIDTH = 760;

/** When orders are placed, above, and when their reminders go, below, by one clock that runs to the right. */
export function DayView({ picture, policy, chosen, onChoose }: DayViewProps) {
  const t = usePolicyTexts();
  const words = useWords();
  const isDark = useIsDark();
  const { token } = theme.useToken();
  const [place, measured] = useWidth();
  const scale = scaleOf(picture, Math.max(LEAST_WIDTH, measured));
  const ink = {
    isDark,
    text: token.colorText,
    quiet: token.colorTextDescription,
    line: token.colorBorder,
    track: isDark ? "rgba(255,255,255,0.035)" : "rgba(0,0,0,0.025)",
    open: isDark ? "rgba(255,255,255,0.075)" : token.colorBgContainer,
    mark: token.colorError,
    ground: token.colorBgContainer,
  };
  return (
    <figure style={{ margin: 0 }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where it is too wide, keys scroll it */}
      <div ref={place} tabIndex={0} style={{ overflowX: "auto", overflowY: "hidden", position: "relative" }}>
        {measured === 0 ? (
          <div style={{ height: 380 }} />
        ) : (
          <svg width={scale.width} height={scale.height} fontSize={12} style={{ display: "block" }} aria-hidden="true">
            <Backdrop picture={picture} scale={scale} ink={ink} />
            <Lanes picture={picture} policy={policy} scale={scale} ink={ink} />
            <OrderBand picture={picture} scale={scale} ink={ink} chosen={chosen} onChoose={onChoose} />
            <OrderPath picture={picture} scale={scale} ink={ink} chosen={chosen} />
          </svg>
        )}
      </div>
      <figcaption className="unseen">
        {t("picture.label")}
        <ul>
          {policy.slots.map((rule) => (
            <li key={rule.orders}>{ruleWords(rule, t)}</li>
          ))}
          {policy.steps.map(({ channel }) => (
            <li key={channel}>{words(`channel.${channel}`)}</li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** Colours that the parts of the picture share. */
export interface Ink {
  readonly isDark: boolean;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly track: string;
  readonly open: string;
  readonly mark: string;
  readonly ground: string;
}
