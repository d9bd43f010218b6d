/** How quickly figures are answered over 5,000,000 contacts, what a change costs, and what reading everything takes. */
import type { ShopId } from "#src/domain/brand.ts";
import { checkStats } from "#src/journey/check-stats.ts";
import { type Db, LONG_STATEMENT, openDatabase } from "#src/store/connect.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Figure, percentile, type Target } from "./figure.ts";
import { type Machine, query } from "./machine.ts";
import { placeByDay } from "./places.ts";
import { type Installation, install } from "./service.ts";
import { type FilledShops, fillShops } from "./stats-data.ts";
import { askEverything, countChanged, type Exported, exportByApi, exportByCommand, timed } from "./stats-measures.ts";

/** Fewer for a quick look: `STATS_CONTACTS=100000 npm run bench -- stats`. */
const CONTACTS = Number(process.env.STATS_CONTACTS ?? 5_000_000);
const EXPORTED = Math.min(1_000_000, CONTACTS / 2);
const COUNTED = ["stats_daily", "stats_orders", "stats_buyers", "stats_arms", "stats_agents", "stats_calls"];

const atMost = (limit: number): Target => ({ of: "value", is: "at most", limit });
const figure = (what: string, value: number, unit: string, target: Target | null = null): Figure => ({
  what,
  value,
  unit,
  baseline: null,
  target,
});

/** What one would ask the tables without sums that are kept. */
const FROM_THE_TABLES = `
  SELECT c.channel, count(DISTINCT o.id), count(DISTINCT v.order_id), sum(v.amount) FROM orders o
  JOIN contact_orders p ON p.order_id = o.id JOIN contacts c ON c.id = p.contact_id
  LEFT JOIN conversions v ON v.contact_id = c.id AND v.order_id = o.id AND v.recovered
  WHERE o.shop_id = $1 AND o.placed_at > now() - interval '365 days' GROUP BY c.channel`;

/** The busy shop, and two small ones beside it. */
async function shopsOf(cuifu: Installation): Promise<FilledShops> {
  const { timezone, country, currency } = cuifu.place;
  const where = ["--timezone", timezone, "--country", country, "--currency", currency];
  for (const slug of ["small", "smaller"])
    await cuifu.command("shop", "create", "--slug", slug, "--name", slug, ...where);
  const [bench, ...others] = await query<{ id: ShopId }>(cuifu.databaseUrl, "SELECT id FROM shops ORDER BY id");
  if (!bench) throw new Error("no shop");
  return [bench.id, ...others.map(({ id }) => id)];
}

/** Since when the shop's last `EXPORTED` contacts were made. */
async function exportedSince(url: string, shopId: number): Promise<string> {
  const [row] = await query<{ since: string }>(
    url,
    `SELECT (claimed_at + interval '1 day')::date::text AS since FROM contacts WHERE shop_id = $1
     ORDER BY claimed_at DESC OFFSET ${EXPORTED} LIMIT 1`,
    [shopId],
  );
  if (!row) throw new Error("too few contacts");
  return row.since;
}

async function fill(machine: Machine, cuifu: Installation, shops: FilledShops, currency: string): Promise<Figure[]> {
  let filled = { contacts: 0, orders: 0 };
  const took = await timed(async () => {
    filled = await fillShops(cuifu.databaseUrl, { shops, contacts: CONTACTS, currency }, machine.tell);
  });
  machine.tell(`  ${filled.contacts} contacts filled in ${Math.round(took / 1_000)} s`);
  let counted = 0;
  const count = await timed(async () => {
    counted = Number(/counted (\d+)/.exec(await cuifu.command("recount", "--shop", "bench"))?.[1]);
  });
  machine.tell(`  ${counted} orders counted in ${Math.round(count / 1_000)} s`);
  for (const slug of ["small", "smaller"]) await cuifu.command("recount", "--shop", slug);
  await query(cuifu.databaseUrl, `VACUUM ANALYZE ${COUNTED.join(", ")}`);
  return [figure("cuifu recount", counted / (count / 1_000), "orders/s")];
}

async function changes(cuifu: Installation, db: Db, shopId: ShopId): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [orders, limit] of [
    [1, 100],
    [100, 500],
    [10_000, 20_000],
  ] as const) {
    const taken: number[] = [];
    for (let look = 0; look < (orders > 1_000 ? 1 : 5); look++) {
      taken.push(await countChanged(cuifu.databaseUrl, db, shopId, orders));
    }
    const what = `${orders.toLocaleString("en")} late changes counted`;
    figures.push(figure(what, percentile(taken, 0.5), "ms", atMost(limit)));
  }
  return figures;
}

const exported = (what: string, { seconds, peak }: Exported): Figure[] => [
  figure(`${what}, ${EXPORTED.toLocaleString("en")} rows`, seconds, "s"),
  figure(`${what}, memory at most`, peak, "MB", atMost(600)),
];

async function exports(machine: Machine, cuifu: Installation, shopId: ShopId): Promise<Figure[]> {
  const from = await exportedSince(cuifu.databaseUrl, shopId);
  const service = await cuifu.start();
  const figures: Figure[] = [];
  for (const format of ["csv", "parquet"] as const) {
    const byApi = await exportByApi(service, cuifu, `contacts.${format}?from=${from}`);
    machine.tell(`  contacts.${format}: ${byApi.megabytes.toFixed(0)} MB`);
    figures.push(...exported(`exports/contacts.${format}`, byApi));
    figures.push(...exported(`cuifu export, ${format}`, await exportByCommand(machine, cuifu, format, from)));
  }
  await service.stop();
  return figures;
}

async function run(machine: Machine): Promise<Figure[]> {
  const place = placeByDay();
  const cuifu = await install(machine, place, null);
  const shops = await shopsOf(cuifu);
  const shopId = shops[0];
  const counted = await fill(machine, cuifu, shops, place.currency);
  const plain = await timed(() => query(cuifu.databaseUrl, FROM_THE_TABLES, [shopId]));
  const service = await cuifu.start();
  const answers = await askEverything(service, cuifu);
  await service.stop();
  machine.tell(`  the slowest: ${answers.slowest.question}`);
  const database = openDatabase(cuifu.databaseUrl, {
    max: 2,
    applicationName: "cuifu bench",
    longest: LONG_STATEMENT,
  });
  try {
    const changed = await changes(cuifu, database.db, shopId);
    const files = await exports(machine, cuifu, shopId);
    const looked = await timed(async () => {
      const faults = await checkStats({ db: database.db, clock: { kind: "database" } });
      if (faults.length > 0) throw new Error(`statistics do not add up: ${JSON.stringify(faults)}`);
    });
    return [
      {
        ...figure("answers over HTTP, p95", percentile(answers.all, 0.95), "ms", atMost(200)),
        baseline: { what: "one of them from the tables", value: plain },
      },
      figure("the slowest question, p95", answers.slowest.p95, "ms", atMost(200)),
      figure("stats/lift, p95", answers.lift, "ms", atMost(200)),
      ...changed,
      ...counted,
      ...files,
      figure("the doctor's check that figures add up", looked / 1_000, "s", atMost(180)),
    ];
  } finally {
    await database.close();
  }
}

export default {
  about: "figures over 5,000,000 contacts of two years, changes, exports, the check",
  run,
} satisfies Benchmark;
