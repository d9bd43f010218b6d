/** How quickly figures are answered over 5,000,000 contacts, and what a change costs. */
import { sql } from "drizzle-orm";
import type { OrderId, ShopId } from "#src/domain/brand.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { RECOVERY_CUTS } from "#src/domain/recovery.ts";
import { refreshShop } from "#src/journey/refresh-stats.ts";
import { type Db, openDatabase } from "#src/store/connect.ts";
import { orderFacts } from "#src/store/order-facts.ts";
import { readRecovery } from "#src/store/recovery-stats.ts";
import { countAgain, lockStats } from "#src/store/stats-refresh.ts";
import { inShops } from "#src/store/transaction.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Figure, percentile } from "./figure.ts";
import { type Machine, query } from "./machine.ts";
import { placeByDay } from "./places.ts";
import { install } from "./service.ts";
import { fillShop } from "./stats-data.ts";

/** Fewer for a quick look: `STATS_CONTACTS=100000 npm run bench -- stats`. */
const CONTACTS = Number(process.env.STATS_CONTACTS ?? 5_000_000);
const ORDERS = CONTACTS / 2;
/** Orders counted in one statement, as many as the service does. */
const STEP = 1_000;
const LOOKS = 20;
const CHANGED = 1_000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function countEverything(db: Db, shopId: ShopId): Promise<void> {
  for (let first = 1; first <= ORDERS; first += STEP) {
    const ids = Array.from({ length: Math.min(STEP, ORDERS - first + 1) }, (_, at) => (first + at) as OrderId);
    await inShops(db, { shops: [shopId] }, async (tx) => {
      await tx.execute(sql`SET LOCAL statement_timeout = 0`);
      await lockStats(tx, shopId);
      await countAgain(tx, shopId, ids);
    });
  }
}

/** Every cut, over all days, as the API answers it: what waits is counted first. */
async function answers(db: Db, shopId: ShopId): Promise<number[]> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    for (const by of RECOVERY_CUTS) {
      const question = { shop: { id: shopId, slug: "bench" }, from: "2000-01-01", to: "2100-01-01", by };
      times.push(
        await timed(async () => {
          await refreshShop({ db }, shopId);
          await inShops(db, { shops: [shopId] }, (tx) =>
            readRecovery(tx, { ...question, currency: "CNY" as CurrencyCode }),
          );
        }),
      );
    }
  }
  return times;
}

/** The same cut by channel, counted from the journey's own tables: what it costs without sums that are kept. */
const fromTheTables = (db: Db, shopId: ShopId): Promise<number> =>
  timed(() =>
    inShops(db, { shops: [shopId] }, async (tx) => {
      await tx.execute(sql`SET LOCAL statement_timeout = 0`);
      await tx.execute(sql`SELECT channel, count(*) FROM (${orderFacts(sql`o.shop_id = ${shopId}`)}) AS f
        (id, shop, day, currency, channel) GROUP BY channel`);
    }),
  );

async function run(machine: Machine): Promise<Figure[]> {
  const cuifu = await install(machine, placeByDay(), null);
  const [shop] = await query<{ id: ShopId }>(cuifu.databaseUrl, "SELECT id FROM shops WHERE slug = 'bench'");
  if (!shop) throw new Error("no shop");
  const database = openDatabase(cuifu.databaseUrl, { max: 2, applicationName: "cuifu bench" });
  const { db } = database;
  try {
    const filled = await timed(() => fillShop(cuifu.databaseUrl, shop.id, CONTACTS));
    machine.tell(`  filled in ${Math.round(filled / 1_000)} s`);
    const counted = await timed(() => countEverything(db, shop.id));
    machine.tell(`  counted in ${Math.round(counted / 1_000)} s`);
    await query(cuifu.databaseUrl, "VACUUM ANALYZE stats_daily, stats_orders, stats_buyers");
    const plain = await fromTheTables(db, shop.id);
    const times = await answers(db, shop.id);
    await query(
      cuifu.databaseUrl,
      `UPDATE orders SET refunded = refunded + 1 WHERE id IN
         (SELECT id FROM orders ORDER BY placed_at DESC LIMIT ${CHANGED})`,
    );
    const refresh = await timed(() => refreshShop({ db }, shop.id));
    return [
      {
        what: `stats/recovery, ${CONTACTS.toLocaleString("en")} contacts, p95`,
        value: percentile(times, 0.95),
        unit: "ms",
        baseline: { what: "counted from the tables", value: plain },
        target: { of: "value", is: "at most", limit: 200 },
      },
      { what: `${CHANGED} changed orders counted`, value: refresh, unit: "ms", baseline: null, target: null },
      {
        what: "counting all orders",
        value: ORDERS / (counted / 1_000),
        unit: "orders/s",
        baseline: null,
        target: null,
      },
    ];
  } finally {
    await database.close();
  }
}

export default { about: "figures over 5,000,000 contacts of 2,500,000 orders in 180 days", run } satisfies Benchmark;
