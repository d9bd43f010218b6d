import { inspectRedis } from "../queue/inspect-redis.ts";
import { readServerClock } from "../store/diagnosis.ts";
import { type Check, type Finding, ok, warning, wrong } from "./check.ts";

/** Milliseconds: off by more, jobs and leases are judged wrongly; webhooks are refused from 300 s on. */
const OFF = { warning: 2_000, wrong: 60_000 };

/** This host, the database and Redis agree on the time. */
export const clocks: Check = {
  name: "clocks",
  needsDatabase: true,
  async look({ database, config }) {
    if (database === null) return [];
    const { redis } = config;
    const findings = [await compare("the database's", () => readServerClock(database.db))];
    if (redis === null) return findings;
    // Of a Redis that is away the queue's check tells.
    const ofRedis = await compare("Redis's", async () => (await inspectRedis(redis)).now).catch(() => null);
    return ofRedis === null ? findings : [...findings, ofRedis];
  },
};

/** Of two looks the second: the first has to connect. */
async function compare(whose: string, read: () => Promise<number>): Promise<Finding> {
  await read();
  const before = Date.now();
  const theirs = await read();
  return judgeClock(whose, { before, theirs, after: Date.now() });
}

/** What was read lies somewhere between asking and hearing; only what is off for certain counts. In milliseconds. */
export function judgeClock(
  whose: string,
  { before, theirs, after }: { readonly before: number; readonly theirs: number; readonly after: number },
): Finding {
  const off = Math.abs(theirs - (before + after) / 2);
  const certain = off - (after - before) / 2;
  const text = `this host's clock and ${whose} are ${Math.round(off)} ms apart`;
  const mend = "synchronise the clocks of both hosts (NTP)";
  if (certain > OFF.wrong) return wrong(text, mend);
  return certain > OFF.warning ? warning(text, mend) : ok(text);
}
