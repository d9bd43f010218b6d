import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { documentedFetch } from "#tests/support/documented.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { postAs, TEST_PLATFORMS } from "#tests/support/platform-shop.ts";

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:45:00Z" });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

interface Order {
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly placed_at: string;
  readonly buyer: { readonly id: string; readonly name: string; readonly phone: string };
  readonly reminders: readonly { readonly channel: string; readonly state: string; readonly reason: string | null }[];
}

const answerOf = async (response: Response) => [response.status, await response.json()];
const orderOf = (id: string) => service.shop.get<Order>(`orders/${id}`);

describe.each(TEST_PLATFORMS)("$name", (platform) => {
  const { orderId, ack } = platform;
  const post: (
    ...rest: Parameters<typeof postAs> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ) => Promise<Response> = (moment, over) => postAs(platform, service, moment, over);

  test("an unpaid order is planned, and its payment stops that", async () => {
    const first = await post(platform.unpaid(1), { id: "d-1" });
    expect(await answerOf(first)).toEqual([202, { event: "d-1", order: orderId(1), outcome: "applied", ...ack }]);
    const planned = await orderOf(orderId(1));
    expect(planned).toMatchObject({
      status: "unpaid",
      amount: "199.00",
      currency: "CNY",
      placed_at: "2026-03-10T02:14:58.000Z",
      buyer: { name: "王芳", phone: expect.stringMatching(/^\+86138\*+\d+$/) },
    });
    expect(planned.reminders.map(({ channel, state }) => [channel, state])).toContainEqual(["sms", "planned"]);

    expect((await post(platform.paid(1, 20))).status).toBe(202);
    const paid = await orderOf(orderId(1));
    expect(paid.status).toBe("paid");
    for (const { state, reason } of paid.reminders) {
      expect(["skipped", "cancelled"]).toContain(state);
      if (state === "cancelled") expect(reason).toBe("paid");
    }
  });

  test("the same delivery again is a duplicate; the same id with another body is another event", async () => {
    await post(platform.unpaid(2), { id: "d-2" });
    expect(await answerOf(await post(platform.unpaid(2), { id: "d-2" }))).toEqual([
      202,
      { event: "d-2", order: orderId(2), outcome: "duplicate", ...ack },
    ]);
    const other = await post(platform.paid(2, 20), { id: "d-2" });
    expect(await other.json()).toMatchObject({ event: "d-2", outcome: "applied" });
    expect((await orderOf(orderId(2))).status).toBe("paid");
    expect(await (await post(platform.unpaid(2))).json()).toMatchObject({ outcome: "stale" });
  });

  test("its events in any order, each as often as you like, end in one state", async () => {
    const states = new Set<string>();
    let n = 100;
    const sequences = fc.shuffledSubarray([0, 1, 2, 3, 0, 2], { minLength: 6 });
    for (const sequence of fc.sample(sequences, { numRuns: 8, seed: 7 })) {
      n += 1;
      const of = [platform.unpaid(n), platform.unpaid(n, 18), platform.cancelled(n, 25), platform.paid(n, 30)];
      for (const which of sequence) {
        const moment = of[which];
        if (moment === undefined) throw new Error("no such moment");
        expect((await post(moment, { id: `d-${n}-${which}` })).status).toBe(202);
      }
      const { status, amount, placed_at, reminders, ...rest } = await orderOf(orderId(n));
      const ends = reminders.map(({ channel, reason }) => [channel, reason]);
      states.add(JSON.stringify({ status, amount, placed_at, ends, paid_at: Reflect.get(rest, "paid_at") }));
    }
    expect([...states]).toHaveLength(1);
    expect([...states][0]).toContain('"status":"paid"');
  });

  test("paid on delivery is not reminded", async () => {
    await post(platform.onDelivery(3));
    for (const { state } of (await orderOf(orderId(3))).reminders) expect(state).toBe("skipped");
  });

  test("what is signed and of no use is answered 200, kept sealed, and told of once", async () => {
    const answers = [];
    for (const id of ["d-4", "d-4", "d-5"]) answers.push(await answerOf(await post(platform.unusable(4), { id })));
    const kept = (event: string) => ({ event, order: orderId(4), outcome: "quarantined", ...ack });
    expect(answers).toEqual([
      [200, kept("d-4")],
      [202, { ...kept("d-4"), outcome: "duplicate" }],
      [200, kept("d-5")],
    ]);
    const alerts = await service.journey.rows("SELECT kind, detail FROM alerts WHERE kind = 'event.quarantined'");
    const ofPlatform = alerts.filter((alert) => JSON.stringify(alert).includes(platform.pointer));
    expect(ofPlatform).toHaveLength(1);
    expect(JSON.stringify(alerts)).not.toContain("SECRET");
    const rows = await service.journey.rows(
      "SELECT octet_length(raw) > 0 AS kept FROM events WHERE outcome = 'quarantined' AND event_id LIKE 'd-5 %'",
    );
    expect(rows).toContainEqual({ kept: true });
  });

  test("what is kept aside is shown as a trouble, and goes with its buyer", async () => {
    await post(platform.unusable(8), { id: "d-8" });
    const { troubles } = await service.shop.get<{ troubles: { kind: string }[] }>("today");
    expect(troubles.map(({ kind }) => kind)).toContain("quarantined");
    const kept = () =>
      service.journey.rows(`SELECT raw IS NULL AS gone FROM events WHERE external_id = '${orderId(8)}'`);
    expect(await kept()).toEqual([{ gone: false }]);
    const erased = {
      type: "buyer.erased",
      timestamp: "2026-03-10T02:30:00Z",
      data: { buyer: { id: platform.buyerId(8) } },
    };
    expect((await service.shop.post(erased)).status).toBe(202);
    expect(await kept()).toEqual([{ gone: true }]);
  });

  test("what is of no concern is ignored", async () => {
    const response = await post({ topic: "products/update", body: { id: 1, type: "ITEM_INFO" } });
    expect(await answerOf(response)).toEqual([
      202,
      { event: expect.any(String), order: null, outcome: "ignored", ...ack },
    ]);
  });

  test("a bad signature is 401 in one text; an unknown shop 404; other types 415; no JSON 400", async () => {
    const other = await service.addShop(`other-${platform.name}`);
    const refused = await Promise.all([
      post(platform.unpaid(6), { secret: other.secret }),
      post(platform.unpaid(6), { secret: "" }),
      post(platform.unpaid(6), { secret: service.shop.secret.slice("whsec_".length) }),
    ]);
    const details = await Promise.all(
      refused.map(async (response) => ((await response.json()) as { detail: string }).detail),
    );
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(details).size).toBe(1);
    const nobody = { ...service, shop: { ...service.shop, slug: "nobody" } };
    expect((await postAs(platform, nobody, platform.unpaid(6))).status).toBe(404);
    const text = { headers: { "content-type": "text/plain" } };
    expect((await post(platform.unpaid(6), text)).status).toBe(415);
    const raw = Buffer.from("{");
    const headers = {
      "content-type": "application/json",
      ...platform.headers(service.shop.secret, raw, { id: "x", topic: "y" }),
    };
    const cut = await fetch(`${service.url}/webhooks/atelier/${platform.name}`, { method: "POST", body: raw, headers });
    expect(cut.status).toBe(400);
  });

  test("a secret of the platform's own takes the place of the shop's", async () => {
    const admin = await service.staff("admin");
    const path = `v1/shops/atelier/platform-secrets/${platform.name}`;
    const put = (secret: string) => admin.call(path, { method: "PUT", body: JSON.stringify({ secret }) });
    const own = randomUUID();
    expect((await put("short")).status).toBe(422);
    expect((await put(own)).status).toBe(204);
    const moment = platform.unpaid(7);
    const status = async (secret: string) => (await post(moment, { secret })).status;
    await expect.poll(() => status(own), { timeout: 5_000 }).toBe(202);
    expect(await status(service.shop.secret)).toBe(401);
    const next = randomUUID();
    await put(next);
    await expect.poll(() => status(next), { timeout: 5_000 }).toBe(202);
    expect(await status(own)).toBe(202);
    const keys = (await (await admin.call("v1/shops/atelier/keys")).json()) as { platform_secrets: object[] };
    expect(keys.platform_secrets).toMatchObject([
      { platform: platform.name, expires_at: null },
      { platform: platform.name, expires_at: expect.any(String) },
    ]);
    expect((await admin.call(path, { method: "DELETE" })).status).toBe(204);
    expect((await admin.call(path, { method: "DELETE" })).status).toBe(404);
    await expect.poll(() => status(service.shop.secret), { timeout: 5_000 }).toBe(202);
  });
});

test("WooCommerce's unsigned ping is answered 200, of a shop that is there", async () => {
  const ping = (slug: string, body: string, type = "application/x-www-form-urlencoded; charset=UTF-8") =>
    documentedFetch(`${service.url}/webhooks/${slug}/woocommerce`, {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
  expect(await answerOf(await ping("atelier", "webhook_id=3"))).toEqual([
    200,
    { event: null, order: null, outcome: "ignored" },
  ]);
  expect((await ping("nobody", "webhook_id=3")).status).toBe(404);
  expect((await ping("atelier", "id=3")).status).toBe(415);
  expect((await ping("atelier", "webhook_id=3", "application/json")).status).toBe(401);
});

test("each outcome is counted", async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  for (const outcome of ["applied", "duplicate", "stale", "ignored", "quarantined", "refused", "ping"]) {
    expect(text).toMatch(new RegExp(`cuifu_webhooks_total\\{outcome="${outcome}"\\} [1-9]`));
  }
});

test("nothing personal and no secret was logged", () => {
  expect(service.logged.join("\n")).not.toMatch(/王芳|\+86138|whsec_|SECRET/);
});
