import type { PointerEvent } from "react";
import { usePolicyTexts } from "../texts.ts";
import { barColour } from "./colours.ts";
import type { Ink } from "./day-view.tsx";
import { DAY, type DayPicture } from "./model.ts";
import type { Scale } from "./scale.ts";

interface OrderBandProps {
  readonly picture: DayPicture;
  readonly scale: Scale;
  readonly ink: Ink;
  readonly chosen: number;
  readonly onChoose: (minute: number) => void;
}

/** Minutes between two orders that can be followed: as many as are asked for. */
const STEP = 10;

/** When orders are placed, each part in the colour of its rule. Pointing at it follows the order of that minute. */
export function OrderBand({ picture, scale, ink, chosen, onChoose }: OrderBandProps) {
  const t = usePolicyTexts();
  const { top, height } = scale.band;
  const choose = (event: PointerEvent<SVGRectElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const minute = ((event.clientX - left) / width) * DAY;
    onChoose(Math.min(DAY - STEP, Math.max(0, Math.floor(minute / STEP) * STEP)));
  };
  return (
    <g>
      <text x={0} y={top + height / 2 - 3} fill={ink.text} fontWeight={600} fontSize={13}>
        {t("ordered")}
      </text>
      <text x={0} y={top + height / 2 + 13} fill={ink.quiet} fontSize={11}>
        {t("ordered.hint")}
      </text>
      {picture.rules.map(({ name, spans }, rule) =>
        spans.map(({ from, to }) => {
          const width = scale.x(to) - scale.x(from);
          return (
            <g key={`${name} ${from}`}>
              <rect
                x={scale.x(from) + 1}
                y={top}
                width={Math.max(1, width - 2)}
                height={height}
                rx={7}
                fill={barColour(rule)}
              />
              {width < 44 ? null : (
                <text
                  x={scale.x(from) + width / 2}
                  y={top + height / 2 + 4}
                  fill="#ffffff"
                  fontWeight={600}
                  textAnchor="middle"
                >
                  {width < 84 ? name.split("–", 1)[0] : name}
                </text>
              )}
            </g>
          );
        }),
      )}
      {picture.silent.map(({ from, to }) => (
        <rect
          key={from}
          x={scale.x(from)}
          y={top + height + 3}
          width={scale.x(to) - scale.x(from)}
          height={4}
          rx={2}
          fill={ink.quiet}
        />
      ))}
      <g style={{ pointerEvents: "none" }}>
        <line
          x1={scale.x(chosen)}
          x2={scale.x(chosen)}
          y1={top - 5}
          y2={top + height}
          stroke={ink.text}
          strokeWidth={2}
        />
        <circle cx={scale.x(chosen)} cy={top - 6} r={5} fill={ink.text} stroke={ink.ground} strokeWidth={2} />
      </g>
      <rect
        x={scale.x(0)}
        y={top - 12}
        width={scale.day}
        height={height + 14}
        fill="transparent"
        style={{ cursor: "crosshair", touchAction: "none" }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          choose(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) choose(event);
        }}
      />
    </g>
  );
}
