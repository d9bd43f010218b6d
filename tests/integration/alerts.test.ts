import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertWebhook } from "#src/channels/alert-webhook.ts";
import { alertWait } from "#src/domain/alert.ts";
import { deliverAlerts } from "#src/journey/deliver-alerts.ts";
import { receiveOrders } from "#src/journey/receive-orders.ts";
import { watchTrouble } from "#src/journey/watch-trouble.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";

const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};
const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

let database: TestDatabase;
let journey: Journey;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  journey = await open(AT_ONCE);
  // What the tests before left behind is not told of here.
  await journey.rows("DELETE FROM alerts");
  await journey.rows("UPDATE reminders SET state = 'done' WHERE state IN ('planned', 'queued')");
  await journey.rows("UPDATE contacts SET state = 'rejected' WHERE state = 'unknown'");
  return async () => await journey.close();
});

const open = (policy: object) =>
  openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `alerts-${++shops}`, policy });
const place = (count: number, prefix: string) =>
  journey.receiveAll(
    Array.from({ length: count }, (_, at) => ({ body: created(`${prefix}-${at}`, "2026-03-10T09:59:00+08:00") })),
  );
const raised = () =>
  journey.rows<{ kind: string; detail: object; shop_id: number | null }>(
    "SELECT kind, detail, shop_id FROM alerts ORDER BY raised_at",
  );

interface Told {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An operator's address that answers with the statuses given, the last one for ever. */
async function operator(...statuses: number[]): Promise<{ url: string; told: Told[]; close: () => Promise<void> }> {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    told.push({ headers: request.headers, body });
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    told,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe("an alert", () => {
  it("tells that a provider is paused, once, and that it answers again", async () => {
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
    await place(8, "a");
    await journey.run();
    const paused = { channel: "sms", provider: "recording", reason: "unreachable", until: "2026-03-10T02:00:10.000Z" };
    expect(await raised()).toEqual([{ kind: "provider.paused", detail: paused, shop_id: null }]);
    journey.channels.sms.answer = ({ contactId }) => ({ kind: "accepted", providerId: contactId });
    journey.moveTo("2026-03-10T02:01:00Z");
    await journey.run();
    expect((await raised()).map(({ kind }) => kind)).toEqual(["provider.paused", "provider.resumed"]);
    expect(journey.counts).toMatchObject({ "alert.provider.paused": 1, "alert.provider.resumed": 1 });
  });

  it("tells that outcomes nobody knows grow, and that reminders are late, once an hour", async () => {
    journey.channels.sms.answer = () => ({ kind: "unknown", code: "time_out" });
    await place(5, "c");
    await journey.run();
    expect(await watchTrouble(journey.ctx)).toBe(0);
    await place(5, "d");
    await journey.rows("DELETE FROM provider_troubles");
    await journey.run();
    await place(3, "e");
    journey.moveTo("2026-03-10T02:06:00Z");
    await watchTrouble(journey.ctx);
    await watchTrouble(journey.ctx);
    const kinds = (await raised()).map(({ kind, detail }) => [kind, detail]);
    expect(kinds.filter(([kind]) => kind !== "provider.paused")).toEqual([
      ["contacts.unknown", { contacts: 10, minutes: 15 }],
      ["reminders.late", { channel: "sms", reminders: 3, late_seconds: 360 }],
    ]);
  });

  it("tells of an event that can't be taken in, without what it says", async () => {
    const poison = created("f", "2026-03-10T09:59:00+08:00", { order: { note: "王芳" } });
    const events = journey.parseAll([{ body: poison, eventId: "evt-1" }]);
    const vault = {
      ...journey.ctx.vault,
      seal: () => {
        throw new Error("poison");
      },
    };
    expect(await receiveOrders({ ...journey.ctx, vault }, events)).toMatchObject([{ status: "rejected" }]);
    expect(await raised()).toEqual([
      { kind: "event.failed", detail: { type: "order.created", event: "evt-1" }, shop_id: journey.shop.id },
    ]);
  });

  it("is signed, named and delivered once", async () => {
    const { url, told, close } = await operator(204);
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
    await place(5, "g");
    await journey.run();
    const post = alertWebhook(url, SECRET);
    await Promise.all([deliverAlerts(journey.ctx, post), deliverAlerts(journey.ctx, post)]);
    await deliverAlerts(journey.ctx, post);
    expect(told).toHaveLength(1);
    const { headers, body } = told[0] ?? { headers: {}, body: "" };
    expect(JSON.parse(body)).toEqual({
      type: "alert",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      data: {
        code: "provider.paused",
        shop: null,
        channel: "sms",
        provider: "recording",
        reason: "unreachable",
        until: "2026-03-10T02:00:10.000Z",
      },
    });
    const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    await close();
  });

  it("that is not taken is tried again, under the same name, less and less often", async () => {
    const { url, told, close } = await operator(500, 200);
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
    await place(5, "h");
    await journey.run();
    const post = alertWebhook(url, SECRET);
    await deliverAlerts(journey.ctx, post);
    expect(await deliverAlerts(journey.ctx, post)).toBe(0);
    await journey.rows("UPDATE alerts SET next_at = next_at - interval '6 seconds'");
    await deliverAlerts(journey.ctx, post);
    await journey.rows("UPDATE alerts SET next_at = next_at - interval '1 day'");
    expect(await deliverAlerts(journey.ctx, post)).toBe(0);
    expect(told.map(({ headers }) => headers["webhook-id"])).toEqual([
      told[0]?.headers["webhook-id"],
      told[0]?.headers["webhook-id"],
    ]);
    await close();
    const waits = Array.from({ length: 12 }, (_, at) => (alertWait(at + 1) ?? 0) / 1_000);
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]);
    expect(alertWait(40)).toBeNull();
  });

  it("holds up nobody while its address can't be reached", async () => {
    const post = alertWebhook("http://127.0.0.1:9/", SECRET);
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
    await place(5, "i");
    await journey.run();
    expect(await deliverAlerts(journey.ctx, post)).toBe(1);
    expect(await journey.rows("SELECT tries, delivered_at FROM alerts")).toEqual([{ tries: 1, delivered_at: null }]);
  });
});
