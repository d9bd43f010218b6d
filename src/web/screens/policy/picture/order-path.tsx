import { clockOf } from "../../../parts/clock.ts";
import type { Ink } from "./day-view.tsx";
import { DAY, type DayPicture } from "./model.ts";
import type { Scale } from "./scale.ts";

interface OrderPathProps {
  readonly picture: DayPicture;
  readonly scale: Scale;
  readonly ink: Ink;
  readonly chosen: number;
}

/** The way of one order: from when it was placed to each of its reminders. */
export function OrderPath({ picture, scale, ink, chosen }: OrderPathProps) {
  const stops = picture.lanes.flatMap(({ orders }, lane) => {
    const due = orders.get(chosen);
    return due === undefined ? [] : [{ lane, due: due.due, y: scale.row(lane, due.rule), x: scale.x(due.due) }];
  });
  const start = { x: scale.x(chosen), y: scale.band.top + scale.band.height };
  const line = stops.reduce(
    ({ path, from }, to) => {
      const middle = (from.y + to.y) / 2;
      return { path: `${path} C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`, from: to };
    },
    { path: `M${start.x},${start.y}`, from: start },
  );
  return (
    <g style={{ pointerEvents: "none" }}>
      <path d={line.path} fill="none" stroke={ink.text} strokeWidth={1.6} />
      {stops.map(({ lane, due, x, y }) => (
        <g key={lane}>
          <circle cx={x} cy={y} r={5} fill={ink.text} stroke={ink.ground} strokeWidth={2} />
          <text
            x={x}
            y={(scale.lanes[lane]?.top ?? y) - 5}
            textAnchor="middle"
            fontSize={12}
            fontWeight={600}
            fill={ink.text}
            stroke={ink.ground}
            strokeWidth={4}
            paintOrder="stroke"
          >
            {clockOf(due % DAY)}
          </text>
        </g>
      ))}
    </g>
  );
}
