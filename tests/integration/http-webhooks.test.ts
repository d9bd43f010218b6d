import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:14:58+08:00";
let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z", requestTimeout: 800 });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const asProblem = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as Record<string, unknown>;
  expect(body.status).toBe(response.status);
  expect(body.request_id).toBe(response.headers.get("x-request-id"));
  return body;
};

describe("what is taken in", () => {
  test("a new order is answered 202 with its outcome, once it is durable", async () => {
    const response = await service.shop.post(created("w-1", PLACED), { id: "evt-1" });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ event: "evt-1", order: "w-1", outcome: "applied" });
    expect(await service.journey.rows("SELECT status FROM orders WHERE external_id = 'w-1'")).toEqual([
      { status: "unpaid" },
    ]);
  });

  test("the same id with the same body is a duplicate, with another body a conflict", async () => {
    const body = created("w-2", PLACED);
    await service.shop.post(body, { id: "evt-2" });
    const again = await service.shop.post(body, { id: "evt-2" });
    expect([again.status, await again.json()]).toEqual([202, { event: "evt-2", order: "w-2", outcome: "duplicate" }]);
    const other = await service.shop.post(created("w-3", PLACED), { id: "evt-2" });
    expect(other.status).toBe(409);
    await asProblem(other);
  });

  test("what is older than what is known is stale, what concerns nobody is ignored", async () => {
    await service.shop.post(created("w-4", PLACED));
    await service.shop.post(about("order.paid", "w-4", "2026-03-10T02:30:00Z"));
    const stale = await service.shop.post(about("order.cancelled", "w-4", "2026-03-10T02:20:00Z"));
    expect(await stale.json()).toMatchObject({ order: "w-4", outcome: "stale" });
    const unknown = await service.shop.post({ type: "order.admired", timestamp: "2026-03-10T02:20:00Z", data: {} });
    expect([unknown.status, await unknown.json()]).toMatchObject([202, { order: null, outcome: "ignored" }]);
  });

  test("a hundred of one webhook at once make one order", async () => {
    const body = created("w-5", PLACED);
    const answers = await Promise.all(Array.from({ length: 100 }, () => service.shop.post(body, { id: "evt-5" })));
    const outcomes = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { outcome: string }).outcome),
    );
    expect(outcomes.filter((outcome) => outcome === "applied")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(99);
    expect(await service.journey.rows("SELECT count(*) AS n FROM orders WHERE external_id = 'w-5'")).toEqual([
      { n: 1 },
    ]);
  });

  test("every order and repetition of the same events ends in the same state", async () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const states = [];
    for (const [at, sequence] of orders.entries()) {
      const id = `w-6-${at}`;
      const events = [
        created(id, PLACED),
        about("order.paid", id, "2026-03-10T02:40:00Z", { paid_at: "2026-03-10T02:39:00Z" }),
        about("order.cancelled", id, "2026-03-10T02:50:00Z"),
      ];
      for (const event of [...sequence, ...sequence]) {
        const response = await service.shop.post(events[event] ?? {}, { id: `${id}-${event}` });
        expect(response.status).toBe(202);
      }
      const order = await service.shop.get<Record<string, unknown>>(`orders/${id}`);
      states.push({ status: order.status, paid_at: order.paid_at, amount: order.amount, reminders: order.reminders });
    }
    for (const state of states) {
      expect(state).toMatchObject({ status: "paid", paid_at: "2026-03-10T02:39:00.000Z", amount: "199.00" });
      expect((state.reminders as { reason: string }[]).map(({ reason }) => reason)).toEqual(["paid", "paid", "paid"]);
    }
  });

  test("two secrets hold during a rotation, and an expired one no more", async () => {
    const shop = await service.addShop("rotating");
    const before = await shop.post(created("w-7", PLACED));
    expect(before.status).toBe(202);
    await service.journey.read((tx) =>
      tx.execute(`UPDATE shop_secrets SET expires_at = clock_timestamp()
        WHERE shop_id = (SELECT id FROM shops WHERE slug = 'rotating')`),
    );
    await expect.poll(async () => (await shop.post(created("w-7", PLACED))).status, { timeout: 5_000 }).toBe(401);
  });
});

describe("what is refused", () => {
  test("a bad signature, in one text for all causes", async () => {
    const raw = Buffer.from(JSON.stringify(created("w-8", PLACED)));
    const good = () => signedHeaders(service.shop.secret, randomUUID(), instant(Date.now()), raw);
    const other = await service.addShop("other-signer");
    const cases: Record<string, string>[] = [
      {},
      { ...good(), "webhook-signature": "v1,AAAA" },
      signedHeaders(other.secret, randomUUID(), instant(Date.now()), raw),
      signedHeaders(service.shop.secret, randomUUID(), instant(Date.now() - 400_000), raw),
      signedHeaders(service.shop.secret, randomUUID(), instant(Date.now() + 400_000), raw),
      signedHeaders(service.shop.secret, randomUUID(), instant(Date.now()), Buffer.from(`${raw} `)),
    ];
    const details = [];
    for (const headers of cases) {
      const response = await fetch(`${service.url}/webhooks/atelier`, {
        method: "POST",
        body: raw,
        headers: { "content-type": "application/json", ...headers },
      });
      expect(response.status).toBe(401);
      const body = await asProblem(response);
      details.push([body.detail, body.errors]);
    }
    expect(new Set(details.map((detail) => JSON.stringify(detail))).size).toBe(1);
  });

  test.each([
    ["what is cut off", "{", 400],
    ["a doubled key", '{"type":"order.created","type":"order.paid"}', 400],
    ["depth", "[".repeat(5_000), 400],
    ["NUL", '{"type":"order.created","timestamp":"2026-03-10T02:15:00Z","data":{"order":{"id":"\\u0000"}}}', 422],
    ["no order", '{"type":"order.created","timestamp":"2026-03-10T02:15:00Z","data":{}}', 422],
    ["__proto__", '{"__proto__":{"type":"order.created"}}', 422],
    ["a list", "[]", 422],
    ["null", "null", 422],
  ])("%s is told with its place", async (_, body, status) => {
    const response = await service.shop.post(body);
    expect(response.status).toBe(status);
    const { errors } = await asProblem(response);
    for (const error of errors as object[]) expect(Object.keys(error)).toEqual(["pointer", "code", "detail"]);
    expect(errors).not.toHaveLength(0);
  });

  test.each([
    ["/data/order/amount", { order: { amount: "-SECRET" } }],
    ["/data/order/currency", { order: { currency: "SECRET" } }],
    ["/data/order/pay_url", { order: { pay_url: "javascript:SECRET" } }],
    ["/data/order/closes_at", { order: { closes_at: "SECRET" } }],
    ["/data/buyer/email", { buyer: { email: "SECRET@@x" } }],
    ["/data/buyer/phone", { buyer: { phone: "SECRET", im: null } }],
    ["/timestamp", { timestamp: "SECRET" }],
  ])("an error at %s does not repeat the value", async (pointer, over) => {
    const response = await service.shop.post(created("w-9", PLACED, over));
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).not.toContain("SECRET");
    expect(JSON.parse(text).errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  test("unknown shops, whatever their name", async () => {
    for (const slug of ["nobody", "..%2f..%2fetc", "%00", "a".repeat(300), "ATELIER", "%ff"]) {
      const response = await fetch(`${service.url}/webhooks/${slug}`, { method: "POST", body: "{}" });
      expect([slug, response.status]).toEqual([slug, 404]);
      await asProblem(response);
    }
  });

  test("other types and compressed bodies", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]) {
      const response = await service.shop.post(created("w-10", PLACED), { headers: { "content-type": type } });
      expect(response.status).toBe(415);
      await asProblem(response);
    }
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const compressed = await fetch(`${service.url}/webhooks/atelier`, {
      method: "POST",
      body: bomb,
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    });
    expect(compressed.status).toBe(415);
  });

  test("bodies over 256 KiB, their length told or not", async () => {
    const long = JSON.stringify({ ...created("w-11", PLACED), filler: "x".repeat(256 * 1024) });
    const told = await service.shop.post(long);
    expect(told.status).toBe(413);
    await asProblem(told);
    const parts = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(64 * 1024, 32));
      },
    });
    const chunked = await fetch(`${service.url}/webhooks/atelier`, {
      method: "POST",
      body: parts,
      duplex: "half",
      headers: { "content-type": "application/json" },
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  test("a body of exactly 256 KiB is read", async () => {
    const body = created("w-12", PLACED);
    const length = 256 * 1024;
    const filler = " ".repeat(length - Buffer.byteLength(JSON.stringify(body)));
    expect((await service.shop.post(JSON.stringify(body) + filler)).status).toBe(202);
  });

  test("a body that does not come to its end", async () => {
    const { port } = new URL(service.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), "127.0.0.1");
      let text = "";
      socket.on("data", (data) => {
        text += data;
      });
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
      socket.write(
        "POST /webhooks/atelier HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toMatch(/application\/problem\+json/);
  });

  test("what is no HTTP", async () => {
    const { port } = new URL(service.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1");
      let text = "";
      socket.on("data", (data) => {
        text += data;
      });
      socket.on("close", () => resolve(text));
      socket.write("EHLO shop.example\r\n\r\n");
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test("each outcome is counted", async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  for (const outcome of ["applied", "duplicate", "stale", "ignored", "conflict", "refused"]) {
    expect(Number(new RegExp(`cuifu_webhooks_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1])).toBeGreaterThan(
      0,
    );
  }
});

test("nothing personal and no secret was logged", () => {
  const all = service.logged.join("\n");
  expect(all).not.toMatch(/王芳|\+86138|whsec_|SECRET/);
});
