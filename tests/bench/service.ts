/** cuifu as it is installed, in a process of its own, with one shop. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Machine, query, type Running } from "./machine.ts";
import type { Place } from "./places.ts";

const SLUG = "bench";
const LAUNCHER = "bin/cuifu.mjs";
const PROVIDER_SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

/** A database with one shop in it; the service is started on it as often as wanted. */
export interface Installation {
  readonly databaseUrl: string;
  readonly place: Place;
  readonly secret: string;
  /** `cuifu …` */
  command(...args: readonly string[]): Promise<string>;
  start(): Promise<Running>;
  /** Publishes a policy; missing keys take the defaults. The service must be running. */
  publish(service: Running, policy: object): Promise<void>;
  /** Where the shop's webhooks go. */
  webhookUrl(service: Running): string;
  /** What every process of it is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Reads `/api/v1/<path>` of the shop to its end. @returns its bytes. */
  size(service: Running, path: string): Promise<number>;
}

/** @param providerUrl where SMS go; null prints every message. */
export async function install(machine: Machine, place: Place, providerUrl: string | null): Promise<Installation> {
  const databaseUrl = await machine.database("migrated");
  const config = path.join(machine.folder, `${path.basename(databaseUrl)}.yaml`);
  const sms =
    providerUrl === null
      ? "{ provider: console }"
      : `{ provider: http, url: "${providerUrl}", secret: "${PROVIDER_SECRET}" }`;
  await writeFile(config, `channels: { sms: ${sms} }\n`);
  const environment = {
    PORT: "0",
    DATABASE_URL: databaseUrl,
    CUIFU_CONFIG: config,
    CUIFU_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
    LOG_LEVEL: "warn",
  };
  const command = (...args: readonly string[]) => machine.finish(LAUNCHER, args, environment);
  const { timezone, country, currency } = place;
  const where = ["--timezone", timezone, "--country", country, "--currency", currency, "--locale", "zh-CN"];
  const made = await command("shop", "create", "--slug", SLUG, "--name", "暖木", ...where, "--json");
  const { webhook_secret, api_key }: { webhook_secret: string; api_key: string } = JSON.parse(made);
  return {
    databaseUrl,
    place,
    secret: webhook_secret,
    command,
    start: () => machine.start(LAUNCHER, ["start"], environment),
    async publish({ url }, policy) {
      const response = await fetch(`${url}/api/v1/policy`, {
        method: "PUT",
        headers: { authorization: `Bearer ${api_key}`, "content-type": "application/json" },
        body: JSON.stringify(policy),
      });
      if (!response.ok) throw new Error(`the policy was answered ${response.status}: ${await response.text()}`);
      // A running service knows a published policy after a second at most.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    },
    environment,
    async size({ url }, path) {
      const response = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${api_key}` } });
      if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += chunk.length;
      return bytes;
    },
    webhookUrl: ({ url }) => `${url}/webhooks/${SLUG}`,
  };
}

/** A policy under which each order gets one SMS, whenever the table says: what is measured is how fast it goes out. */
export const ONE_SMS = {
  slots: [{ orders: "00:00-24:00", remind: { after: "1d" } }],
  min_delay: "0m",
  hours: { default: "08:00-21:00", call: "08:00-21:00" },
  steps: [{ channel: "sms" }],
  caps: { shop: { count: 1_000_000_000 } },
  held_out: 0,
};

/** Makes every planned reminder fall due between `from` and `to` (epoch milliseconds), evenly, in the order of the ids. */
export async function spreadDue({ databaseUrl }: Installation, from: number, to: number): Promise<void> {
  await query(
    databaseUrl,
    `UPDATE reminders SET due_at = to_timestamp($1::float8 / 1000) + v.share * make_interval(secs => $2),
       not_after = to_timestamp($1::float8 / 1000) + interval '2 hours'
     FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1)::float8 / count(*) OVER () AS share
       FROM reminders WHERE state = 'planned' AND due_at < now() + interval '3 days') AS v
     WHERE reminders.id = v.id`,
    [from, (to - from) / 1_000],
  );
  await query(databaseUrl, "VACUUM ANALYZE");
}
