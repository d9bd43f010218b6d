/** The demo: a shop that is not there, one day of its orders, and what reminding brought. */
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type App, createApp } from "../app.ts";
import { type Config, parseConfig } from "../config.ts";
import { createShop } from "../journey/create-shop.ts";
import { createStaff } from "../journey/create-staff.ts";
import { COMMAND_LINE } from "../journey/staff-scope.ts";
import { allGood, type Checks, createWatch, readStored } from "./checks.ts";
import { DEMO_DATE, MIDNIGHT } from "./orders.ts";
import { createOutbox, type Sent } from "./outbox.ts";
import { clockText, createClock, nothingTold, play } from "./play.ts";
import { createProgress, type Progress } from "./progress.ts";
import { checksLine, recoveryTable } from "./report.ts";
import { readRecovery, type ShopAccess } from "./shop-client.ts";
import { writeStory } from "./story.ts";

const SHOP = {
  slug: "nuanmu",
  name: "暖木毛衣店",
  timezone: "Asia/Shanghai",
  country: "CN",
  currency: "CNY",
  locale: "zh-CN",
};
const CHANNELS = "channels: { call: { provider: console }, im: { provider: console }, sms: { provider: console } }";

/** Known to all, for data that nobody needs: who is held out hangs on it, and the day is to be the same each time. */
const KEY = Buffer.alloc(32, "cuifu demo").toString("base64");

export interface DemoSetting {
  /** Of the environment: its address and log level are used, nothing else. */
  readonly config: Config;
  readonly out: NodeJS.WriteStream;
  readonly stopped: () => boolean;
  /** Called with the page still up; what it returns is waited for. */
  readonly atTheEnd: (shop: ShopAccess, login: Login) => Promise<void>;
}

/** What the page is signed in to with, for as long as the demo lasts. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Plays the day in a data folder of its own, which is gone afterwards. @returns whether everything went as it must. */
export async function runDemo({ config, out, stopped, atTheEnd }: DemoSetting): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), "cuifu-demo-"));
  try {
    const own = await demoConfig(config, folder);
    const clock = createClock(MIDNIGHT);
    const story = writeStory();
    const told = nothingTold();
    const watch = createWatch(told);
    const progress = createProgress(out);
    const samples = createSamples(progress);
    const outbox = createOutbox(createWriteStream(path.join(folder, "messages.log")), clock.now, (sent) => {
      watch.see(sent);
      samples.see(sent);
      story.react(sent);
    });
    out.write(`Starting cuifu with a PostgreSQL of its own in ${folder}\n`);
    const app = await createApp(own, { clock, channels: outbox.channels, durable: false });
    try {
      const shop = await openShop(app);
      out.write(
        `${SHOP.name} sells ${story.orders.length} orders on ${DEMO_DATE}, told to ${shop.url}/webhooks/${shop.slug}\n\n`,
      );
      await play({ app, clock, story, shop, progress, stopped }, told);
      if (stopped()) return true;
      progress.reach(1, `${clockText(clock.now())}  all reminders have ended`);
      progress.end();
      const checks: Checks = {
        ...(await readStored(app)),
        ordersPosted: story.orders.length,
        sent: outbox.sent.length,
        ...watch.counts,
      };
      const { applied, duplicate, stale } = told.outcomes;
      out.write(`\n${recoveryTable("reminded by", await readRecovery(shop, DEMO_DATE, "channel"))}\n`);
      out.write(`\n${recoveryTable("ordered at", await readRecovery(shop, DEMO_DATE, "slot"))}\n`);
      out.write(
        "\nEach order counts once: where the contact stands that won it back, else the last one that reached it.\n",
      );
      out.write(`\nwebhooks: ${applied} applied, ${duplicate} duplicates and ${stale} late ones changed nothing\n`);
      out.write(`${checksLine(checks)}\n`);
      await atTheEnd(shop, await openPage(app));
      return allGood(checks);
    } finally {
      progress.end();
      await app.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openShop(app: App): Promise<ShopAccess> {
  // No scheduler: the clock is stepped by hand, and what is due with it.
  const url = await app.start("api", "worker");
  const { shop, webhookSecret, apiKey } = await createShop(app.ctx, SHOP);
  return { url, slug: shop.slug, webhookSecret, apiKey };
}

async function openPage({ ctx }: App): Promise<Login> {
  const login = { username: "demo", password: randomBytes(9).toString("base64url") };
  await createStaff(ctx, { ...login, name: "Demo", role: "admin", shops: null }, COMMAND_LINE);
  return login;
}

async function demoConfig({ host, port, logLevel }: Config, folder: string): Promise<Config> {
  const free = port !== 0 && (await isFree(host, port));
  const environment = {
    HOST: host,
    PORT: String(free ? port : 0),
    CUIFU_DATA_DIR: folder,
    CUIFU_SECRET_KEY: KEY,
    LOG_LEVEL: logLevel === "info" ? "warn" : logLevel,
  };
  return parseConfig(environment, CHANNELS);
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });

/** Shows the first message of each channel and language as it goes out. */
function createSamples(progress: Progress) {
  const shown = new Set<string>();
  return {
    see({ at, channel, locale, text }: Sent): void {
      const kind = `${channel} ${locale}`;
      if (shown.has(kind)) return;
      shown.add(kind);
      progress.say(`      ${clockText(at)}  ${channel}: ${text.replaceAll(/\s+/g, " ")}`);
    },
  };
}
