import { Hono } from "hono";
import { phaseAt } from "../domain/breaker.ts";
import type { RealTime } from "../journey/context.ts";
import type { Tx } from "../store/connect.ts";
import { readTroubles } from "../store/provider-troubles.ts";
import { allShops } from "../store/shops.ts";
import { countEndedReminders, readOpenStanding } from "../store/standing.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { Standing } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";
import type { HttpDeps } from "./server.ts";

type HealthDeps = Pick<HttpDeps, "ctx" | "metrics" | "queueCounts" | "isReady">;

/** Milliseconds for which the gauges that the database is asked for are kept. */
const KEPT_FOR = 5_000;
/** What takes a whole table to count is counted seldom: it is kept this many times as long as it took. */
const WHOLE_TABLE = 100;

/** `/healthz`: the process lives. `/readyz`: it can work. `/metrics`: for Prometheus. */
export function health(deps: HealthDeps): Hono {
  const { metrics, isReady, ctx } = deps;
  const standing = createStandingReader(deps);
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const ready = await isReady().catch((error: unknown) => {
      ctx.log.warn({ err: error }, "not ready");
      return false;
    });
    if (ready) return c.json({ status: "ready" });
    throw new HttpProblem(503, {
      detail: "Database or queue can't be reached, or the database is not migrated",
      headers: { "retry-after": "5" },
    });
  });
  app.get("/metrics", async (c) => {
    const text = await metrics.expose(await standing());
    return c.body(text, 200, { "content-type": metrics.contentType });
  });
  return app;
}

/** What stands in database and queue; null where the database can't be reached. */
function createStandingReader({ ctx, queueCounts }: HealthDeps): () => Promise<Standing | null> {
  const ended = keep(ctx.realTime, () => acrossShops(ctx, countEndedReminders), WHOLE_TABLE);
  return keep(ctx.realTime, async () => {
    try {
      const { open, pausedProviders } = await acrossShops(ctx, async (tx) => ({
        open: await readOpenStanding(tx),
        pausedProviders: await pausedNow(tx, ctx),
      }));
      // The queue may be away by itself: what the database knows is told all the same.
      const queues = await queueCounts().catch((error: unknown) => {
        ctx.log.warn({ err: error }, "the queue could not be counted");
        return [];
      });
      return { ...open, pausedProviders, reminders: new Map([...(await ended()), ...open.reminders]), queues };
    } catch (error) {
      ctx.log.warn({ err: error }, "the gauges could not be read");
      return null;
    }
  });
}

async function pausedNow(tx: Tx, { clock }: HealthDeps["ctx"]): Promise<string[]> {
  const troubles = await readTroubles(tx);
  const now = troubles.size === 0 ? null : await readClock(tx, clock);
  return [...troubles].flatMap(([key, trouble]) => (now !== null && phaseAt(trouble, now) !== "closed" ? [key] : []));
}

async function acrossShops<T>({ db }: HealthDeps["ctx"], read: (tx: Tx) => Promise<T>): Promise<T> {
  const shops = (await allShops(db)).map(({ id }) => id);
  return await inShops(db, { shops }, read);
}

/** Reads when asked, one at a time, and keeps what was read (or why it was not), at least `factor` times as long as it took. */
function keep<T>({ monotonic }: Pick<RealTime, "monotonic">, read: () => Promise<T>, factor = 0): () => Promise<T> {
  let known: { until: number; readonly value: Promise<T> } | null = null;
  return async () => {
    const now = monotonic();
    if (known !== null && now < known.until) return await known.value;
    const asked = { until: Number.POSITIVE_INFINITY, value: read() };
    known = asked;
    try {
      return await asked.value;
    } finally {
      const ended = monotonic();
      asked.until = ended + Math.max(KEPT_FOR, factor * (ended - now));
    }
  };
}
