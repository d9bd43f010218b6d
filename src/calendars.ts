/** The public holidays this process goes by: those that come with cuifu, and what `config/calendars.yaml` says beside them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { ConfigError } from "./config.ts";
import { type CalendarSource, calendarOf } from "./domain/calendar.ts";
import { overlaidCalendars, readOverrides } from "./domain/calendar-overrides.ts";

const FILE = fileURLToPath(new URL("../config/calendars.yaml", import.meta.url));

/** Without the file, those that come with cuifu. @throws ConfigError where it says what it can't. */
export function loadCalendars(file: string = FILE): CalendarSource {
  const text = readText(file);
  if (text === null) return calendarOf;
  const read = readOverrides(parseText(text));
  if (read.ok) return overlaidCalendars(read.overrides);
  throw new ConfigError(
    read.errors.map(({ pointer, detail }) => `config/calendars.yaml: ${pointer} ${detail}`).join("; "),
  );
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parseText(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    throw new ConfigError("config/calendars.yaml: expected YAML without doubled keys");
  }
}
