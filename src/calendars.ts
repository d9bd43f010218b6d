/** The public holidays this process goes by: those that come with cuifu, and what `config/calendars.yaml` says beside them. */
import { fileURLToPath } from "node:url";
import { ConfigError } from "./config.ts";
import { type CalendarSource, calendarOf } from "./domain/calendar.ts";
import { overlaidCalendars, readOverrides } from "./domain/calendar-overrides.ts";
import { readShippedYaml } from "./shipped-yaml.ts";

const FILE = fileURLToPath(new URL("../config/calendars.yaml", import.meta.url));

/** Without the file, those that come with cuifu. @throws ConfigError where it says what it can't. */
export function loadCalendars(file: string = FILE): CalendarSource {
  const found = readShippedYaml(file, "config/calendars.yaml");
  if (found === null) return calendarOf;
  const read = readOverrides(found.document);
  if (read.ok) return overlaidCalendars(read.overrides);
  throw new ConfigError(
    read.errors.map(({ pointer, detail }) => `config/calendars.yaml: ${pointer} ${detail}`).join("; "),
  );
}
