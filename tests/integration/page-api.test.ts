import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService, type SignedInStaff } from "#tests/support/http-service.ts";

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

describe("settings", () => {
  test("name what is set up, to staff and keys, and no secret", async () => {
    const settings = await service.shop.get<object>("settings");
    expect(settings).toEqual({
      public_url: null,
      queue: "postgresql",
      roles: ["all"],
      versions: {
        cuifu: expect.any(String),
        node: process.versions.node,
        postgresql: expect.stringMatching(/^\d+/),
      },
      channels: [
        { channel: "call", providers: [{ provider: "recording", caller: "person" }] },
        { channel: "im", providers: [{ provider: "recording", caller: "machine" }] },
        { channel: "sms", providers: [{ provider: "recording", caller: "machine" }] },
        { channel: "email", providers: [] },
      ],
    });
    const member = await service.staff("analyst");
    expect(await (await member.call("v1/settings")).json()).toEqual(settings);
  });
});

describe("saved views", () => {
  const put = (member: SignedInStaff, body: object, headers: Record<string, string> = {}) =>
    member.call("v1/views", {
      method: "PUT",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  const get = async (member: SignedInStaff) => await (await member.call("v1/views")).json();
  const VIEWS = {
    data: [
      {
        name: "大单",
        screen: "orders",
        query: { q: "+8613800138000", limit: 20, recovered: true, status: ["unpaid"] },
      },
      { name: "B", screen: "recovery", query: {} },
    ],
  };

  test("are each member's own, and sealed", async () => {
    const [one, other] = [await service.staff("agent", ["atelier"]), await service.staff("analyst", ["atelier"])];
    expect(await get(one)).toEqual({ data: [] });
    expect(await (await put(one, VIEWS)).json()).toEqual(VIEWS);
    expect(await get(one)).toEqual(VIEWS);
    expect(await get(other)).toEqual({ data: [] });
    const [row] = await service.journey.rows<{ text: string }>(
      "SELECT encode(views, 'escape') AS text FROM saved_views",
    );
    expect(row?.text).not.toMatch(/13800138000|orders/);
  });

  test("are replaced as a whole; what changed meanwhile is not lost", async () => {
    const member = await service.staff("editor");
    const etag = (await member.call("v1/views")).headers.get("etag") ?? "";
    expect((await put(member, VIEWS, { "if-match": etag })).status).toBe(200);
    expect((await put(member, { data: [] }, { "if-match": etag })).status).toBe(409);
    expect((await put(member, { data: [] })).status).toBe(200);
    expect(await get(member)).toEqual({ data: [] });
  });

  test.each([
    [{ data: [{ name: "", screen: "orders", query: {} }] }],
    [{ data: [{ name: "x", screen: "orders", query: { a: { b: 1 } } }] }],
    [{ data: [{ name: "x", screen: "orders", query: {}, more: 1 }] }],
    [{ data: Array.from({ length: 51 }, () => ({ name: "x", screen: "orders", query: {} })) }],
    [{}],
  ])("%j is refused", async (body) => {
    expect((await put(await service.staff("admin"), body)).status).toBe(422);
  });

  test("a key has none", async () => {
    expect((await service.shop.api("views")).status).toBe(401);
  });
});
