/** A shop with orders, for tests of the page: the whole service on a clock that is moved by hand, and a browser. */
import { PassThrough } from "node:stream";
import type { App } from "#src/app.ts";
import { instant, toIso } from "#src/domain/instant.ts";
import type { Role } from "#src/domain/role.ts";
import { testApp, testShop } from "./app.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import type { SignedInStaff } from "./http-service.ts";
import { about, created } from "./journey.ts";
import { openBrowser, staffOn, type TestBrowser } from "./page.ts";
import { askApi, sendWebhook, type TestShop } from "./send-webhook.ts";

export interface PageShop {
  readonly app: App;
  readonly shop: TestShop;
  readonly browser: TestBrowser;
  /** By the service's clock. */
  now(): Date;
  /** Signs in somebody new. */
  staff(role: Role): Promise<SignedInStaff>;
  /** Posts an unpaid order, placed now. */
  order(id: string, over?: { order?: object; buyer?: object }): Promise<void>;
  pay(id: string): Promise<void>;
  /** Moves the clock on, and sends what is due. */
  later(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
/** A Tuesday, when the shop is awake. */
const MORNING = Date.parse("2026-03-10T10:00:00+08:00");

/** Everybody is called at once and gets a text message two hours later; calls are made by people. */
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  caps: { person: { count: 50, per: "7d" } },
  steps: [{ channel: "call" }, { channel: "sms", after: "2h" }],
  consent: { call: "not_required", sms: "not_required" },
  held_out: 0,
};
const FILE = "channels: { call: { provider: agent }, im: { provider: console }, sms: { provider: console } }";

export async function openPageShop(): Promise<PageShop> {
  const database: TestDatabase = await testDatabase();
  let now = MORNING;
  const clock = { kind: "injected" as const, now: () => instant(now) };
  const app = await testApp(database.url, { clock, out: new PassThrough().resume() }, FILE);
  const url = await app.start("api", "worker");
  const shop = await testShop(app, url, "nuanmu");
  await askApi(shop, "policy", POLICY);
  const browser = await openBrowser(url);
  return {
    app,
    shop,
    browser,
    now: () => new Date(now),
    staff: (role) => staffOn(app, url, role),
    async order(id, over = {}) {
      const closes = { closes_at: toIso(instant(now + 24 * HOUR)), ...over.order };
      await sendWebhook(shop, created(id, toIso(instant(now)), { ...over, order: closes }));
    },
    async pay(id) {
      const at = toIso(instant(now));
      await sendWebhook(shop, about("order.paid", id, at, { paid_at: at }));
    },
    async later(milliseconds) {
      now += milliseconds;
      await app.dispatchOnce();
      await app.whenIdle();
    },
    async close() {
      await browser.close();
      await app.stop();
      await database.drop();
    },
  };
}
