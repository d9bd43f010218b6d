/** The main job as a shop sees it: orders in over HTTP, reminders out at its gateway, reports back, figures at the end. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Command, runCuifu, startCuifu, startNode, TEST_KEY, until } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type LedgerLine, readLedger } from "#tests/support/fake-provider.ts";
import { middayZone } from "#tests/support/midday-zone.ts";
import { askApi, postSigned, sendWebhook, type TestShop } from "#tests/support/send-webhook.ts";

const CHANNELS = ["call", "im", "sms"] as const;
const GATEWAY_SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const GATEWAY = fileURLToPath(new URL("../support/fake-provider.ts", import.meta.url));
/** Everything is due the moment it is ordered, on every channel. */
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "call" }, { channel: "im", after: "0m" }, { channel: "sms", after: "0m" }],
  held_out: 0,
};

interface ApiOrder {
  readonly id: string;
  readonly status: string;
  readonly reminders: readonly { readonly channel: string; readonly state: string; readonly reason: string | null }[];
  readonly contacts: readonly { readonly id: string; readonly channel: string; readonly state: string }[];
  readonly conversion: { readonly recovered: boolean; readonly channel: string } | null;
}

interface Figures {
  readonly orders: number;
  readonly planned: number;
  readonly reminded: number;
  readonly recovered: number;
  readonly recovered_amount: string;
}

/** Buyers 0 to 49 order once, 0 to 9 a second time. */
const ORDERS = [...Array.from({ length: 50 }, (_, n) => ({ id: `o-${n}`, buyer: n })), ...second()];
const PAID_BEFORE = new Set(["o-20", "o-21", "o-22", "o-23", "o-24", "o-25", "o-26", "o-27"]);
const PAID_FIRST = new Set(["o-26", "o-27"]);
const CANCELLED_BEFORE = new Set(["o-30", "o-31"]);
const OPEN = ORDERS.filter(({ id }) => !PAID_BEFORE.has(id) && !CANCELLED_BEFORE.has(id));
const PAID_AFTER = ["o-0", "o-0-b", "o-40", "o-41", "o-42"];

function second() {
  return Array.from({ length: 10 }, (_, n) => ({ id: `o-${n}-b`, buyer: n }));
}

describe("the main job", () => {
  let database: TestDatabase;
  let folder: string;
  let gateway: Command;
  let service: Command;
  let shop: TestShop;
  let placedAt: string;
  const zone = middayZone();
  const ledger = (): LedgerLine[] => readLedger(path.join(folder, "ledger"));

  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-main-job-"));
    gateway = startNode([GATEWAY, "--secret", GATEWAY_SECRET, "--ledger", path.join(folder, "ledger")]);
    const url = `${(await gateway.firstLine).replace("ready ", "")}/send`;
    const settings = { provider: "http", url, secret: GATEWAY_SECRET };
    const file = path.join(folder, "cuifu.yaml");
    await writeFile(file, JSON.stringify({ channels: { call: settings, im: settings, sms: settings } }));
    const environment = {
      DATABASE_URL: database.url,
      CUIFU_SECRET_KEY: TEST_KEY,
      CUIFU_CONFIG: file,
      PORT: "0",
      LOG_LEVEL: "warn",
    };
    service = startCuifu(["start"], environment);
    const options = "--slug nuan --name 暖木 --timezone Asia/Shanghai --country CN --currency CNY --json";
    const made = await runCuifu(["shop", "create", ...options.split(" ")], environment);
    const { webhook_secret: webhookSecret, api_key: apiKey } = JSON.parse(made.stdout);
    shop = { url: (await service.firstLine).replace("ready ", ""), slug: "nuan", webhookSecret, apiKey };
    await askApi(shop, "policy", POLICY);
    placedAt = new Date().toISOString();
  });
  afterAll(async () => {
    service?.process.kill("SIGKILL");
    gateway?.process.kill("SIGKILL");
    await Promise.all([service?.finished, gateway?.finished]);
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const order = (type: string, { id, buyer }: { id: string; buyer: number }) => ({
    type,
    timestamp: new Date().toISOString(),
    data: {
      order: {
        id,
        placed_at: placedAt,
        paid_at: type === "order.paid" ? new Date().toISOString() : null,
        amount: "100.00",
        currency: "CNY",
        pay_url: `https://shop.example/pay/${id}`,
        items: [{ sku: "A1", title: "毛衣", quantity: 1, price: "100.00" }],
      },
      buyer: {
        id: `b-${buyer}`,
        name: "王芳",
        phone: `+861380013${8000 + buyer}`,
        im: { wecom: `wm-${buyer}` },
        timezone: zone,
        consent: { call: { given: true, at: "2026-01-01T00:00:00Z", source: "checkout" } },
      },
    },
  });
  const orders = async () => (await askApi<{ data: ApiOrder[] }>(shop, "orders?limit=100")).data;
  /** Every order when nothing of it is under way any more. */
  const settled = (what: string) =>
    until(what, async () => {
      const all = await orders();
      const done = all.every(({ reminders }) => reminders.every(({ state }) => !UNDER_WAY.has(state)));
      return done ? new Map(all.map((one) => [one.id, one])) : null;
    });

  it("takes every order in once, however often and in whatever order it is told", async () => {
    await askApi(shop, "sending", { paused: true });
    const told = await Promise.all(
      ORDERS.map(async (one, at) => {
        if (PAID_FIRST.has(one.id)) expect(await sendWebhook(shop, order("order.paid", one))).toBe("applied");
        const body = order("order.created", one);
        // Every fourth webhook is posted three times at once.
        const copies = at % 4 === 0 ? 3 : 1;
        return await Promise.all(Array.from({ length: copies }, () => sendWebhook(shop, body, `created-${one.id}`)));
      }),
    );
    expect(told.flat().filter((outcome) => outcome === "duplicate")).toHaveLength(2 * Math.ceil(ORDERS.length / 4));
    for (const one of ORDERS) {
      if (PAID_BEFORE.has(one.id) && !PAID_FIRST.has(one.id)) await sendWebhook(shop, order("order.paid", one));
      if (CANCELLED_BEFORE.has(one.id)) await sendWebhook(shop, order("order.cancelled", one));
    }
    expect(await orders()).toHaveLength(ORDERS.length);
    expect(ledger()).toEqual([]);
  });

  it("reminds each open order once on each channel, and no order that was paid or cancelled", async () => {
    await askApi(shop, "sending", { paused: false });
    const all = await settled("every reminder has ended");
    const named = ledger().flatMap(({ channel, orders: ids }) => ids.map((id) => `${channel} ${id}`));
    expect(named.toSorted()).toEqual(
      OPEN.flatMap(({ id }) => CHANNELS.map((channel) => `${channel} ${id}`)).toSorted(),
    );
    for (const { id } of OPEN)
      expect(all.get(id)?.reminders.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    for (const id of PAID_BEFORE)
      expect(all.get(id)?.reminders.map(({ reason }) => reason)).toEqual(["paid", "paid", "paid"]);
    for (const id of CANCELLED_BEFORE)
      expect(all.get(id)?.reminders.every(({ reason }) => reason === "cancelled")).toBe(true);
  });

  it("sends one message about both orders of a buyer", () => {
    const about = new Map(ledger().map((line) => [`${line.channel} ${line.orders.toSorted()}`, line]));
    for (const channel of CHANNELS) {
      for (let n = 0; n < 10; n++) expect(about.has(`${channel} o-${n},o-${n}-b`)).toBe(true);
    }
  });

  it("learns from the gateway what was delivered, and that a buyer wants no more", async () => {
    const report = async (line: LedgerLine, status: string, text?: string) => {
      const body = { contact_id: line.contact_id, status, text, at: new Date().toISOString() };
      expect((await postSigned(`${shop.url}/callbacks/http`, GATEWAY_SECRET, body)).status).toBe(204);
    };
    for (const line of ledger()) await report(line, "delivered");
    const [refused] = ledger().filter(({ channel, orders: ids }) => channel === "im" && ids.includes("o-45"));
    if (!refused) throw new Error("nothing was sent about o-45");
    await report(refused, "replied", "STOP");

    const contacts = (await orders()).flatMap((one) => one.contacts);
    expect(contacts.find(({ id }) => id === refused.contact_id)?.state).toBe("replied");
    expect(contacts.filter(({ id }) => id !== refused.contact_id).every(({ state }) => state === "delivered")).toBe(
      true,
    );
    const before = ledger().length;
    await sendWebhook(shop, order("order.created", { id: "o-45-again", buyer: 45 }));
    const again = (await settled("the order of the buyer who refused is decided")).get("o-45-again");
    expect(again?.reminders.map(({ reason }) => reason)).toEqual(["suppressed", "suppressed", "suppressed"]);
    expect(ledger()).toHaveLength(before);
  });

  it("credits what was paid afterwards, and its statistics add up", async () => {
    for (const one of ORDERS) if (PAID_AFTER.includes(one.id)) await sendWebhook(shop, order("order.paid", one));
    const all = await settled("the payments are taken in");
    for (const id of PAID_AFTER) expect(all.get(id)?.conversion?.recovered).toBe(true);
    for (const id of PAID_BEFORE) expect(all.get(id)?.conversion?.recovered ?? false).toBe(false);
    for (const by of ["channel", "slot", "day", "buyer", "grade"]) {
      const { totals, rows } = await until("the statistics know it", async () => {
        const stats = await askApi<{ totals: Figures; rows: Figures[] }>(shop, `stats/recovery?by=${by}`);
        return stats.totals.recovered === PAID_AFTER.length ? stats : null;
      });
      expect(totals).toMatchObject({
        orders: ORDERS.length + 1,
        reminded: OPEN.length,
        recovered: PAID_AFTER.length,
        recovered_amount: "500.00",
      });
      for (const figure of ["orders", "planned", "reminded", "recovered"] as const) {
        expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBe(totals[figure]);
      }
    }
  });

  it("stops when it is told to, having printed one line", async () => {
    service.process.kill("SIGTERM");
    const { code, stdout, stderr } = await service.finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `ready ${shop.url}\n` });
    expect(stderr).not.toMatch(/1380013|王芳|whsec_|ck_/);
  });
});

const UNDER_WAY = new Set(["planned", "queued", "claimed"]);
