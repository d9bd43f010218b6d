import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { JourneyContext } from "../journey/context.ts";
import { createTodayLook, type Today } from "../journey/look-at-today.ts";
import { isStillAdmitted } from "./guard.ts";
import { createLiveLooks } from "./live-looks.ts";
import { readLocale } from "./locale.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import type { StaffAuth } from "./staff-auth.ts";
import { todayJson } from "./today-json.ts";

/** Milliseconds between two lines that only keep the connection open. */
const HEARTBEAT = 15_000;
/** Milliseconds for which whoever listens is taken to be still allowed to. */
const ADMITTED = 5_000;

/** `today`: how the day goes. `live`: the same each time it changes, as server-sent events, until the service or the session ends. */
export function todayApi(deps: Pick<HttpDeps, "ctx" | "closing"> & { readonly auth: StaffAuth }): Hono {
  const { ctx, closing } = deps;
  const look = createTodayLook(ctx);
  const looks = createLiveLooks(ctx, look, closing);
  const app = new Hono();
  app.get("/today", async (c) => {
    const { shop } = c.get("caller");
    const locale = readLocale(c, shop);
    return reply(c, todayJson(await look(shop), shop, locale));
  });
  app.get("/live", (c) => {
    const { shop } = c.get("caller");
    const locale = readLocale(c, shop);
    return stream(c, async (out) => {
      const news = newsOf((hear) => looks.listen(shop, hear), closing);
      out.onAbort(news.end);
      const mayHear = keptFor(ctx.realTime, ADMITTED, () => isStillAdmitted(c, deps));
      try {
        await tell(out, news, mayHear, (today) => todayJson(today, shop, locale));
      } catch (error) {
        // Whoever listens connects again, and is answered then.
        ctx.log.warn({ err: error }, "a live view ended");
      }
    });
  });
  return app;
}

function stream(c: Context, tell: (out: SSEStreamingApi) => Promise<void>): Response {
  const response = streamSSE(c, tell);
  // A connection that stays when the stream has ended would hold up the service's stop.
  response.headers.set("connection", "close");
  // What a proxy would keep back until there is enough of it.
  response.headers.set("x-accel-buffering", "no");
  return response;
}

/** The latest look that nobody has taken yet, for one who listens. */
interface News {
  /** The next look; null where there was none for a heartbeat's time; `over` once there will be none. */
  next(): Promise<Today | null | "over">;
  end(): void;
}

function newsOf(listen: (hear: (today: Today) => void) => () => void, closing: AbortSignal): News {
  let latest: Today | null = null;
  let wake = (): void => undefined;
  const leave = listen((today) => {
    latest = today;
    wake();
  });
  let over = closing.aborted;
  const end = (): void => {
    over = true;
    leave();
    closing.removeEventListener("abort", end);
    wake();
  };
  closing.addEventListener("abort", end);
  return {
    end,
    async next() {
      if (latest === null && !over) {
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, HEARTBEAT);
          wake = () => {
            clearTimeout(late);
            resolve();
          };
        });
      }
      const news = latest;
      latest = null;
      return over ? "over" : news;
    },
  };
}

/** Asks anew once what it was told is older than so many milliseconds; the first time is later too. */
function keptFor(
  { monotonic }: JourneyContext["realTime"],
  milliseconds: number,
  ask: () => Promise<boolean>,
): () => Promise<boolean> {
  let asked = monotonic();
  return async () => {
    if (monotonic() - asked < milliseconds) return true;
    asked = monotonic();
    return await ask();
  };
}

async function tell(
  out: SSEStreamingApi,
  news: News,
  mayHear: () => Promise<boolean>,
  show: (today: Today) => ReturnType<typeof todayJson>,
): Promise<void> {
  let told = "";
  try {
    for (let today = await news.next(); today !== "over"; today = await news.next()) {
      if (!(await mayHear())) return;
      if (today === null) {
        await out.write(": still here\n\n");
        continue;
      }
      const { at, ...figures } = show(today);
      const now = JSON.stringify(figures);
      // The time alone is no news.
      if (now === told) continue;
      told = now;
      await out.writeSSE({ event: "today", data: JSON.stringify({ at, ...figures }) });
    }
  } finally {
    news.end();
  }
}
