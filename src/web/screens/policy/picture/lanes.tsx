import type { Policy } from "../../../api/policy.ts";
import { clockOf } from "../../../parts/clock.ts";
import { useWords } from "../../../parts/words.ts";
import { stepWords } from "../rule-words.ts";
import { usePolicyTexts } from "../texts.ts";
import { flowColour } from "./colours.ts";
import type { Ink } from "./day-view.tsx";
import { DAY, type DayPicture, type Flow } from "./model.ts";
import { ribbon, type Scale } from "./scale.ts";

interface LanesProps {
  readonly picture: DayPicture;
  readonly policy: Policy;
  readonly scale: Scale;
  readonly ink: Ink;
}

/** One lane a step of the ladder: when its reminders go, and from which orders they come. */
export function Lanes({ picture, policy, scale, ink }: LanesProps) {
  const t = usePolicyTexts();
  const words = useWords();
  return picture.lanes.map(({ channel, open, flows }, lane) => {
    const place = scale.lanes[lane];
    const step = policy.steps[lane];
    if (place === undefined || step === undefined) return null;
    return (
      <g key={channel}>
        {flows.map((flow) => (
          <path
            key={`${flow.rule} ${flow.ordered.from} ${flow.from}`}
            d={flowPath(flow, lane, scale)}
            fill={flowColour(flow.rule, ink.isDark)}
            opacity={lane === 0 ? 0.2 : 0.11}
          />
        ))}
        {flows.map((flow) => (
          <Pill key={`${flow.rule} ${flow.ordered.from} ${flow.from}`} {...{ flow, flows, lane, scale, ink }} />
        ))}
        <text x={0} y={place.top + place.height / 2 - 3} fill={ink.text} fontWeight={600} fontSize={13}>
          {words(`channel.${channel}`)}
        </text>
        <text x={0} y={place.top + place.height / 2 + 14} fill={ink.quiet} fontSize={11}>
          {stepWords(step, lane, t)}
        </text>
        {flows.length > 0 ? null : (
          <text x={scale.x(DAY / 2)} y={place.top + place.height / 2 + 4} fill={ink.quiet} textAnchor="middle">
            {open === null ? t("lane.closed") : t("lane.empty")}
          </text>
        )}
      </g>
    );
  });
}

/** From the orders, or from the step before, down to the reminders. */
function flowPath(flow: Flow, lane: number, scale: Scale): string {
  const bottom = scale.row(lane, flow.rule);
  const { band } = scale;
  if (lane === 0 || flow.before === null) return ribbon(scale, flow.ordered, band.top + band.height, flow, bottom);
  return ribbon(scale, flow.before, scale.row(lane - 1, flow.rule), flow, bottom);
}

function Pill({
  flow,
  flows,
  lane,
  scale,
  ink,
}: {
  readonly flow: Flow;
  /** All of the lane. */
  readonly flows: readonly Flow[];
  readonly lane: number;
  readonly scale: Scale;
  readonly ink: Ink;
}) {
  const colour = flowColour(flow.rule, ink.isDark);
  const y = scale.row(lane, flow.rule);
  const [left, right] = [scale.x(flow.from), scale.x(flow.to)];
  const side = labelSide(flow, flows, scale);
  return (
    <g>
      <rect x={left} y={y - 6} width={Math.max(4, right - left)} height={12} rx={6} fill={ink.ground} />
      <rect
        x={left}
        y={y - 6}
        width={Math.max(4, right - left)}
        height={12}
        rx={6}
        fill={colour}
        fillOpacity={0.3}
        stroke={colour}
      />
      {flow.dues.map((due, index) => (
        <line
          // biome-ignore lint/suspicious/noArrayIndexKey: two orders may be due in one minute
          key={`${due} ${index}`}
          x1={scale.x(due)}
          x2={scale.x(due)}
          y1={y - 3.5}
          y2={y + 3.5}
          stroke={colour}
          strokeWidth={1.3}
          opacity={0.75}
        />
      ))}
      {side === null ? null : (
        <text
          x={side === "right" ? right + 5 : left - 5}
          y={y + 4}
          fill={ink.text}
          fontSize={11}
          textAnchor={side === "right" ? "start" : "end"}
        >
          {clockOf(flow.from % DAY)}–{clockOf(((flow.to - 1) % DAY) + 1)}
        </text>
      )}
    </g>
  );
}

/** CSS pixels that a label takes. */
const LABEL = 84;

/** On which side of a pill there is room to write its time; null where there is none, or where it is written already. */
function labelSide(flow: Flow, flows: readonly Flow[], { x }: Scale): "left" | "right" | null {
  const others = flows.filter((one) => one.rule === flow.rule && one !== flow);
  const isFree = (from: number, to: number) => others.every((one) => x(one.to) < from || x(one.from) > to);
  // Of those that lie on one another the first tells.
  const first = flows.find((one) => one.rule === flow.rule && one.from <= flow.to && one.to >= flow.from);
  if (first !== flow) return null;
  const apart = others.filter((one) => one.from > flow.to || one.to < flow.from);
  if (apart.every((one) => x(one.to) < x(flow.to) || x(one.from) > x(flow.to) + LABEL)) return "right";
  return isFree(x(flow.from) - LABEL, x(flow.from) - 1) ? "left" : null;
}
