/** Whether a million planned reminders in the table make the service larger or later. */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { type Figure, median } from "./figure.ts";
import { takeOrders } from "./load/run-load.ts";
import { type Machine, query } from "./machine.ts";
import { startProvider } from "./messages.ts";
import { placeByDay } from "./places.ts";
import { type Installation, install, ONE_SMS, spreadDue } from "./service.ts";

const MANY_ORDERS = 333_334;
/** What falls due while it is measured. */
const DUE = 2_000;
const SPAN = 20_000;
const SETTLE = 3_000;
/** Milliseconds between two looks at the memory; the last so many count. */
const LOOK_EVERY = 500;
const LOOKS_COUNTED = 20;

interface Measured {
  /** Of the service's process, in MB of resident memory. */
  readonly memory: number;
  /** Seconds from falling due to the claim. */
  readonly lateness: number;
}

/** The orders of a year ago's sellers: open, planned for later, three reminders each. */
const FILL_ORDERS = `
  INSERT INTO orders (shop_id, external_id, status, was_unpaid, placed_at, amount, currency, refunded, registers,
    first_seen_at, arm, eligible, planned, updated_at)
  SELECT shops.id, 'planned-' || n, 'unpaid', true, now(), 19900, shops.currency, 0, sha256(n::text::bytea) ||
    sha512(n::text::bytea) || sha512(('a' || n)::bytea) || sha512(('b' || n)::bytea) || sha512(('c' || n)::bytea),
    now(), 'treated', true, true, now()
  FROM shops, generate_series(1, $1::int) AS n`;
const FILL_REMINDERS = `
  INSERT INTO reminders (shop_id, order_id, purpose, channel, step, state, due_at, not_after, rule, policy_version, updated_at)
  SELECT orders.shop_id, orders.id, 'payment_reminder', c.channel, c.step - 1, 'planned',
    now() + interval '5 days' + random() * interval '5 days', now() + interval '11 days', '00:00-24:00', 1, now()
  FROM orders, unnest(ARRAY['call', 'im', 'sms']) WITH ORDINALITY AS c(channel, step)
  WHERE orders.external_id LIKE 'planned-%'`;
const LATENESS = `
  SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM c.claimed_at - r.due_at))::float8 AS p99,
    count(*)::int AS sent
  FROM reminders r JOIN contacts c ON c.id = r.contact_id WHERE c.claimed_at >= to_timestamp($1::float8 / 1000)`;

/** Resident memory of a process, in MB. */
async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1_024;
}

/** A fresh service takes some orders in and sends what falls due. */
async function measure(machine: Machine, cuifu: Installation, first: number): Promise<Measured> {
  const service = await cuifu.start();
  await cuifu.publish(service, ONE_SMS);
  await takeOrders(machine, cuifu, service, { first, count: DUE });
  const due = Date.now() + SETTLE;
  await spreadDue(cuifu, due, due + SPAN);
  const looks: number[] = [];
  while (Date.now() < due + SPAN + SETTLE) {
    await sleep(LOOK_EVERY);
    looks.push(await memoryOf(service.pid));
  }
  await service.stop();
  const [row] = await query<{ p99: number | null; sent: number }>(cuifu.databaseUrl, LATENESS, [due]);
  if (row?.sent !== DUE || row.p99 === null) throw new Error(`${row?.sent} of ${DUE} reminders were sent`);
  return { memory: median(looks.slice(-LOOKS_COUNTED)), lateness: row.p99 };
}

async function run(machine: Machine): Promise<Figure[]> {
  const provider = await startProvider(machine);
  const cuifu = await install(machine, placeByDay(), provider.sendUrl);
  const few = await measure(machine, cuifu, 0);
  machine.tell(`  few planned: ${few.memory.toFixed(0)} MB, lateness p99 ${few.lateness.toFixed(2)} s`);
  await query(cuifu.databaseUrl, FILL_ORDERS, [MANY_ORDERS]);
  await query(cuifu.databaseUrl, FILL_REMINDERS);
  const many = await measure(machine, cuifu, DUE);
  machine.tell(`  1,000,000 planned: ${many.memory.toFixed(0)} MB, lateness p99 ${many.lateness.toFixed(2)} s`);
  await provider.stop();
  return [
    {
      what: "memory with 1,000,000 planned",
      value: many.memory,
      unit: "MB",
      baseline: { what: "with few", value: few.memory },
      target: { of: "ratio", is: "at most", limit: 1.15 },
    },
    {
      what: "lateness with 1,000,000 planned, p99",
      value: many.lateness,
      unit: "s",
      baseline: { what: "with few", value: few.lateness },
      target: { of: "value", is: "at most", limit: 2 },
    },
  ];
}

export default {
  about: "100 reminders a second fall due beside few, then beside a million, that are planned for later",
  run,
} satisfies Benchmark;
