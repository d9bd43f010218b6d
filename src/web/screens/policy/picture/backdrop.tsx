import { useLocale } from "../../../locale.ts";
import { useFormats } from "../../../parts/formats.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Ink } from "./day-view.tsx";
import { DAY, type DayPicture } from "./model.ts";
import { hoursApart, type Scale } from "./scale.ts";

interface BackdropProps {
  readonly picture: DayPicture;
  readonly scale: Scale;
  readonly ink: Ink;
}

/** The clock: days, hours, the hours in which buyers are left alone, holidays, and when the parcels leave. */
export function Backdrop({ picture, scale, ink }: BackdropProps) {
  return (
    <g>
      <defs>
        <pattern id="quiet" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" stroke={ink.quiet} strokeWidth="1.2" opacity="0.28" />
        </pattern>
      </defs>
      <Days picture={picture} scale={scale} ink={ink} />
      <Hours picture={picture} scale={scale} ink={ink} />
      {picture.lanes.map(({ channel, open }, lane) => (
        <g key={channel}>
          {picture.dates.map((date, day) => (
            <OpenHours
              key={date}
              {...{ scale, ink, open, lane, day }}
              isHoliday={picture.holidays.some(({ from }) => from === day * DAY)}
            />
          ))}
        </g>
      ))}
      <Cutoffs picture={picture} scale={scale} ink={ink} />
    </g>
  );
}

function OpenHours({
  scale,
  ink,
  open,
  lane,
  day,
  isHoliday,
}: {
  readonly scale: Scale;
  readonly ink: Ink;
  readonly open: DayPicture["lanes"][number]["open"];
  readonly lane: number;
  readonly day: number;
  readonly isHoliday: boolean;
}) {
  const place = scale.lanes[lane];
  if (place === undefined) return null;
  const { top, height } = place;
  const left = scale.x(day * DAY);
  return (
    <>
      <rect x={left} y={top} width={scale.day} height={height} fill={ink.track} />
      <rect x={left} y={top} width={scale.day} height={height} fill="url(#quiet)" />
      {open === null || isHoliday ? null : (
        <>
          <rect
            x={scale.x(day * DAY + open.from)}
            y={top}
            width={scale.x(open.to) - scale.x(open.from)}
            height={height}
            rx={6}
            fill={ink.ground}
          />
          <rect
            x={scale.x(day * DAY + open.from)}
            y={top}
            width={scale.x(open.to) - scale.x(open.from)}
            height={height}
            rx={6}
            fill={ink.open}
            stroke={ink.line}
          />
        </>
      )}
    </>
  );
}

function Days({ picture, scale, ink }: BackdropProps) {
  const t = usePolicyTexts();
  const { day: dayText } = useFormats();
  const [locale] = useLocale();
  const weekday = (date: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
  return picture.dates.map((date, day) => {
    const isHoliday = picture.holidays.some(({ from }) => from === day * DAY);
    const name = day < 3 ? t(day === 0 ? "day.0" : day === 1 ? "day.1" : "day.2") : t("day.n", { count: day });
    const full = `${weekday(date)}${isHoliday ? ` · ${t("holiday")}` : ""}`;
    return (
      <g key={date}>
        <line
          x1={scale.x(day * DAY)}
          x2={scale.x(day * DAY)}
          y1={8}
          y2={scale.axis - 14}
          stroke={ink.line}
          strokeWidth={day === 0 ? 0 : 1}
        />
        <text x={scale.x(day * DAY) + 8} y={22} fill={ink.text} fontWeight={600} fontSize={13}>
          {name}
          {scale.day < 90 ? null : (
            <tspan fill={ink.quiet} fontWeight={400} fontSize={12} dx={8}>
              {scale.day > 210 ? `${dayText(date)} ${full}` : full}
            </tspan>
          )}
        </text>
      </g>
    );
  });
}

function Hours({ picture, scale, ink }: BackdropProps) {
  const apart = hoursApart(scale.day);
  const marks = Array.from({ length: Math.round((picture.dates.length * 24) / apart) + 1 }, (_, at) => at * apart);
  return marks.map((hour) => {
    const isMidnight = hour % 24 === 0;
    const isEnd = hour === picture.dates.length * 24;
    return (
      <g key={hour}>
        {isMidnight ? null : (
          <line
            x1={scale.x(hour * 60)}
            x2={scale.x(hour * 60)}
            y1={scale.band.top}
            y2={scale.axis - 14}
            stroke={ink.line}
            strokeDasharray="1 4"
          />
        )}
        {isEnd ? null : (
          <text x={scale.x(hour * 60)} y={scale.axis} fill={ink.quiet} fontSize={11} textAnchor="middle">
            {String(hour % 24).padStart(2, "0")}
            {scale.day > 300 ? ":00" : ""}
          </text>
        )}
      </g>
    );
  });
}

function Cutoffs({ picture, scale, ink }: BackdropProps) {
  const t = usePolicyTexts();
  const under = scale.band.top + scale.band.height;
  return picture.cutoffs.map((minute) => {
    const x = scale.x(minute);
    const clock = `${String(Math.floor((minute % DAY) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    return (
      <g key={minute}>
        <line
          x1={x}
          x2={x}
          y1={under + 8}
          y2={scale.axis - 14}
          stroke={ink.mark}
          strokeDasharray="5 3"
          opacity={0.75}
        />
        <text x={x + 5} y={under + 20} fill={ink.mark} fontSize={11}>
          {scale.day > 150 ? t("cutoff.at", { clock }) : clock}
        </text>
      </g>
    );
  });
}
