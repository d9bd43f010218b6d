import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { createTodayLook, type Today } from "../journey/look-at-today.ts";
import type { Shop } from "../store/shops.ts";
import { createLiveLooks } from "./live-looks.ts";
import { readLocale } from "./locale.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import { todayJson } from "./today-json.ts";

/** Milliseconds between two lines that only keep the connection open. */
const HEARTBEAT = 15_000;

/** `today`: how the day goes. `live`: the same each time it changes, as server-sent events, until the service stops. */
export function todayApi({ ctx, closing }: Pick<HttpDeps, "ctx" | "closing">): Hono {
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
      await tell(out, news, shop, locale);
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

async function tell(out: SSEStreamingApi, news: News, shop: Shop, locale: string): Promise<void> {
  let told = "";
  try {
    for (let today = await news.next(); today !== "over"; today = await news.next()) {
      if (today === null) {
        await out.write(": still here\n\n");
        continue;
      }
      const { at, ...figures } = todayJson(today, shop, locale);
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
