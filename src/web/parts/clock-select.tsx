import { Select } from "antd";
import { useState } from "react";
import { clockOf, minutesOf } from "./clock.ts";

interface ClockSelectProps {
  /** `HH:MM`; `24:00` may end a day. */
  readonly value: string;
  readonly onChange: (clock: string) => void;
  readonly label: string;
  /** The first and last that are offered. */
  readonly least?: string;
  readonly most?: string;
  readonly disabled?: boolean;
}

const STEP = 30;

/** A time of day: each half hour to choose from, any minute to type. */
export function ClockSelect({
  value,
  onChange,
  label,
  least = "00:00",
  most = "24:00",
  disabled = false,
}: ClockSelectProps) {
  const [typed, setTyped] = useState("");
  const [first, last] = [minutesOf(least) ?? 0, minutesOf(most) ?? 1_440];
  const offered = new Set([value]);
  for (let at = Math.ceil(first / STEP) * STEP; at <= last; at += STEP) offered.add(clockOf(at));
  const meant = readTyped(typed);
  if (meant !== null && meant >= first && meant <= last) offered.add(clockOf(meant));
  return (
    <Select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(clock) => {
        setTyped("");
        onChange(clock);
      }}
      showSearch={{
        onSearch: setTyped,
        filterOption: (text, option) =>
          meant === null ? String(option?.value ?? "").startsWith(text) : option?.value === clockOf(meant),
      }}
      options={[...offered].sort().map((clock) => ({ value: clock, label: clock }))}
      style={{ width: 92 }}
    />
  );
}

/** `9:15`, `0915` and `9：15` are meant alike. */
function readTyped(text: string): number | null {
  const match = /^(\d{1,2})[:：]?(\d{2})$/.exec(text.trim());
  return match === null ? null : minutesOf(`${(match[1] ?? "").padStart(2, "0")}:${match[2]}`);
}
