import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { App } from "#src/app.ts";
import type { Channel, SendRequest } from "#src/domain/channel.ts";
import { type Clock, instant } from "#src/domain/instant.ts";
import { testApp, testShop, until } from "#tests/support/app.ts";
import { emptyDatabase, type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created } from "#tests/support/journey.ts";
import { askApi, sendWebhook, type TestShop } from "#tests/support/send-webhook.ts";

/** Tuesday noon in Shanghai. */
const NOON = Date.parse("2026-11-17T12:00:00+08:00");
/** Everything is due when it is ordered, by SMS alone. */
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
  held_out: 0,
};

function handClock(start: number) {
  let now = start;
  const clock: Clock = { kind: "injected", now: () => instant(now) };
  return {
    clock,
    moveTo(at: number) {
      now = at;
    },
  };
}

/** An SMS provider that keeps what it is asked, and answers at once or when it is let. */
function smsProvider() {
  const sent: SendRequest[] = [];
  let gate: PromiseWithResolvers<void> | null = null;
  const channel: Channel = {
    name: "sms",
    provider: "held",
    caller: "machine",
    async send(request) {
      sent.push(request);
      await gate?.promise;
      return { kind: "accepted", providerId: request.contactId };
    },
    cancel: async () => undefined,
  };
  return {
    channels: { sms: channel },
    orders: () => sent.flatMap(({ orders }) => orders.map(({ id }) => id)),
    hold() {
      gate = Promise.withResolvers();
      return gate.resolve;
    },
  };
}

describe("the service", () => {
  let database: TestDatabase;
  const running: App[] = [];
  const build = async (...args: Parameters<typeof testApp>) => {
    const app = await testApp(...args);
    running.push(app);
    return app;
  };
  const order = (shop: TestShop, id: string) => sendWebhook(shop, created(id, new Date(NOON).toISOString()));
  const stateOf = async (shop: TestShop, id: string) => {
    const { reminders, contacts } = await askApi<{ reminders: { state: string }[]; contacts: { state: string }[] }>(
      shop,
      `orders/${id}`,
    );
    return [...reminders, ...contacts].map(({ state }) => state).join(" ");
  };

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.stop()));
    await database.drop();
  });

  it("sends what is due when the clock is stepped, and nothing before", async () => {
    const { clock, moveTo } = handClock(NOON);
    const sms = smsProvider();
    const app = await build(database.url, { clock, channels: sms.channels });
    const shop = await testShop(app, await app.start("api", "worker"), "stepped");
    await askApi(shop, "policy", { ...AT_ONCE, slots: [{ orders: "00:00-24:00", remind: { after: "2h" } }] });
    await order(shop, "o-1");
    expect(await app.nextDue()).toBe(NOON + 2 * 3_600_000);

    moveTo(NOON + 2 * 3_600_000 - 1);
    expect(await app.dispatchOnce()).toBe(0);
    moveTo(NOON + 2 * 3_600_000);
    expect(await app.dispatchOnce()).toBe(1);
    await app.whenIdle();
    expect(sms.orders()).toEqual(["o-1"]);
    expect(await stateOf(shop, "o-1")).toBe("done accepted");
    expect(await app.nextDue()).toBeNull();
  });

  it("does the whole job when each role has a process of its own, and two of a kind never send twice", async () => {
    const { clock } = handClock(NOON);
    const sms = smsProvider();
    const roles = ["api", "scheduler", "scheduler", "worker", "worker"] as const;
    const apps = await Promise.all(roles.map(() => build(database.url, { clock, channels: sms.channels })));
    const urls = await Promise.all(apps.map((app, at) => app.start(roles[at] ?? "all")));
    const [app, url = ""] = [apps[0], urls[0]];
    if (!app) throw new Error("no app");
    const shop = await testShop(app, url, "roles");
    await askApi(shop, "policy", AT_ONCE);
    const ids = Array.from({ length: 40 }, (_, n) => `o-${n}`);
    await Promise.all(ids.map((id) => order(shop, id)));
    await until("every order is reminded", () => (sms.orders().length >= ids.length ? true : null));
    await app.whenIdle();
    expect(sms.orders().toSorted()).toEqual(ids.toSorted());
  });

  it("answers how it is in every role, and takes webhooks in the role api alone", async () => {
    const worker = await build(database.url);
    const url = await worker.start("worker");
    for (const path of ["healthz", "readyz"]) expect((await fetch(`${url}/${path}`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("cuifu_reminders");
    expect((await fetch(`${url}/webhooks/any`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/api/v1/orders`)).status).toBe(404);
  });

  it("finishes the send under way when it stops, and begins no other", async () => {
    const { clock } = handClock(NOON);
    const sms = smsProvider();
    const release = sms.hold();
    const app = await build(database.url, { clock, channels: sms.channels });
    const shop = await testShop(app, await app.start("all"), "drained");
    await askApi(shop, "policy", AT_ONCE);
    await order(shop, "o-1");
    await until("it is handed over", () => (sms.orders().length > 0 ? true : null));
    const stopping = app.stop();
    await until("it listens no more", async () => {
      const answer = await fetch(`${shop.url}/healthz`).catch(() => null);
      return answer === null ? true : null;
    });
    release();
    await stopping;

    const other = await build(database.url, { clock, channels: sms.channels });
    const again = { ...shop, url: await other.start("api") };
    expect(await stateOf(again, "o-1")).toBe("done accepted");
  });

  it("puts calls of the agent desk on the list, and takes them off when the order is paid", async () => {
    const { clock } = handClock(NOON);
    const app = await build(database.url, { clock }, "channels: { call: { provider: agent } }");
    const shop = await testShop(app, await app.start("all"), "desk");
    await askApi(shop, "policy", { ...AT_ONCE, steps: [{ channel: "call" }] });
    await order(shop, "o-1");
    await until("the call is on the list", async () =>
      (await stateOf(shop, "o-1")) === "done accepted" ? true : null,
    );
    await sendWebhook(
      shop,
      created("o-1", new Date(NOON).toISOString(), { type: "order.paid", order: { version: 2 } }),
    );
    expect(await stateOf(shop, "o-1")).toBe("done cancelled");
  });

  it("is stopped once, however often it is asked, and also where it never started", async () => {
    const app = await build(database.url);
    await Promise.all([app.stop(), app.stop()]);
    await expect(app.nextDue()).rejects.toThrow();
  });

  it("refuses a database that is not migrated, and names the command that mends it", async () => {
    const empty = await emptyDatabase();
    try {
      await expect(build(empty.url)).rejects.toThrow(/cuifu migrate/);
    } finally {
      await empty.drop();
    }
  });

  it("refuses a provider without its settings, by their names", async () => {
    await expect(build(database.url, {}, "channels: { sms: { provider: aliyun } }")).rejects.toThrow(
      /channels\.sms\.access_key_id: expected a key.*channels\.sms\.sign_name/,
    );
  });
});
