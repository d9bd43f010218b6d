import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService, type SignedInStaff } from "#tests/support/http-service.ts";
import { created } from "#tests/support/journey.ts";

let database: TestDatabase;
let service: HttpService;
let admin: SignedInStaff;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  admin = await service.staff("admin");
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const json = (method: string, body: object, headers: Record<string, string> = {}): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers,
});
const call = async (path: string, init: RequestInit = {}) => {
  const response = await admin.call(`v1/${path}`, init);
  return {
    status: response.status,
    tag: response.headers.get("etag") ?? "",
    body: response.status === 204 ? null : await response.json(),
  };
};
const tea = { slug: "tea", name: "茶", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" };

describe("shops", () => {
  test("are made on the page, take webhooks at once and are listed with when they last sent one", async () => {
    const { status, body } = await call("shops", json("POST", tea));
    expect([status, body.shop]).toEqual([201, { ...tea, locale: "zh-CN" }]);
    const shop: HttpShop = service.shopOf("tea", body.webhook_secret, body.api_key);
    const before = (await call("shops")).body.data.find(({ slug }: { slug: string }) => slug === "tea");
    expect(before).toEqual({ ...tea, locale: "zh-CN", live: true, last_event_at: null });
    expect((await shop.post(created("t1", "2026-03-10T10:00:00+08:00"))).status).toBe(202);
    const after = (await call("shops")).body.data.find(({ slug }: { slug: string }) => slug === "tea");
    expect(after.last_event_at).toMatch(/Z$/);
    expect((await shop.api("orders/t1")).status).toBe(200);
    expect((await call("orders/t1?shop=tea")).status).toBe(200);
  });

  test.each([
    [{ slug: "Tea" }, "/slug"],
    [{ slug: "tea" }, "/slug"],
    [{ slug: "t2", name: "" }, "/name"],
    [{ slug: "t2", timezone: "Shanghai" }, "/timezone"],
    [{ slug: "t2", country: "XX" }, "/country"],
    [{ slug: "t2", currency: "yuan" }, "/currency"],
    [{ slug: "t2", locale: "not a locale" }, "/locale"],
  ])("are not made of %j", async (over, pointer) => {
    const { status, body } = await call("shops", json("POST", { ...tea, ...over }));
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
  });

  test("are made by admins of every shop alone", async () => {
    const head = await service.staff("admin", ["tea"]);
    expect((await head.call("v1/shops", json("POST", { ...tea, slug: "t3" }))).status).toBe(403);
    const { data } = await (await head.call("v1/shops")).json();
    expect(data.map(({ slug }: { slug: string }) => slug)).toEqual(["tea"]);
    expect((await head.call("v1/shops/atelier/keys")).status).toBe(404);
    expect((await head.call("v1/shops/atelier/keys", { method: "POST" })).status).toBe(404);
  });

  test("are renamed where nobody else was faster", async () => {
    const { tag } = await call("shops/tea");
    const renamed = await call("shops/tea", json("PATCH", { name: " 好茶 ", locale: "en-gb" }, { "if-match": tag }));
    expect(renamed.body).toEqual({ ...tea, name: "好茶", locale: "en-GB" });
    expect((await call("shops/tea", json("PATCH", { name: "x" }, { "if-match": tag }))).status).toBe(409);
    expect((await call("shops/tea", json("PATCH", { name: "" }))).status).toBe(422);
    expect((await call("shops/tea", json("PATCH", { currency: "USD" }))).status).toBe(422);
  });
});

describe("keys", () => {
  test("are made, tell when they were used, and are refused from the moment they are revoked", async () => {
    const made = await call("shops/tea/keys", { method: "POST" });
    const shop = service.shopOf("tea", "", made.body.api_key);
    const [key] = (await call("shops/tea/keys")).body.api_keys;
    expect([key.prefix, key.last_used_at]).toEqual([made.body.api_key.slice(0, 9), null]);
    expect((await shop.api("orders")).status).toBe(200);
    const used = (await call("shops/tea/keys")).body.api_keys[0].last_used_at;
    expect(used).toMatch(/Z$/);
    await shop.api("orders");
    expect((await call("shops/tea/keys")).body.api_keys[0].last_used_at).toBe(used);

    expect((await call(`shops/atelier/keys/${key.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await call(`shops/tea/keys/${key.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await call(`shops/tea/keys/${key.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await shop.api("orders")).status).toBe(401);
    expect((await call("shops/tea/keys")).body.api_keys.length).toBe(1);
  });

  test("show nothing that could be used", async () => {
    const { body } = await call("shops/atelier/keys");
    expect(JSON.stringify(body)).not.toContain(service.shop.key);
    expect(JSON.stringify(body)).not.toContain(service.shop.secret.slice(6));
  });
});

describe("webhook secrets", () => {
  const post = (secret: string, id: string) =>
    service.shopOf("wool", secret, "").post(created(id, "2026-03-10T10:00:00+08:00"));
  const secrets = async () => (await call("shops/wool/keys")).body.webhook_secrets;

  test("are changed without a webhook lost: both hold for a day, two at most, and never none", async () => {
    const { body } = await call("shops", json("POST", { ...tea, slug: "wool" }));
    const first: string = body.webhook_secret;
    const rotated = await call("shops/wool/webhook-secrets", { method: "POST" });
    expect(rotated.status).toBe(201);
    const [newer, older] = await secrets();
    expect(newer.expires_at).toBeNull();
    const left = Date.parse(older.expires_at) - Date.now();
    expect(left).toBeGreaterThan(23 * 3_600_000);
    expect(left).toBeLessThan(25 * 3_600_000);
    expect((await post(first, "w1")).status).toBe(202);
    expect((await post(rotated.body.webhook_secret, "w2")).status).toBe(202);
    expect((await call("shops/wool/webhook-secrets", { method: "POST" })).status).toBe(409);

    // The new one was a mistake: the one before stays.
    expect((await call(`shops/wool/webhook-secrets/${newer.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await secrets()).toEqual([{ ...older, expires_at: null }]);
    expect((await call(`shops/wool/webhook-secrets/${older.id}`, { method: "DELETE" })).status).toBe(409);
    expect((await call(`shops/wool/webhook-secrets/${newer.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await call("shops/wool/webhook-secrets", { method: "POST" })).status).toBe(201);
  });
});

describe("the audit log", () => {
  const read = async (query: string) => (await call(`audit?${query}`)).body.data;

  test("tells who changed what in which shop, the newest first, and is searched", async () => {
    const lines = await read("shop=tea");
    expect(lines.map(({ action }: { action: string }) => action)).toEqual([
      "shop.key.revoke",
      "shop.key.create",
      "shop.change",
      "shop.create",
    ]);
    expect(lines[2]).toMatchObject({
      actor: `staff ${admin.username}`,
      target: "tea",
      shop: "tea",
      detail: { name: "好茶", locale: "en-GB" },
    });
    expect((await read("shop=tea&action=shop.key")).length).toBe(2);
    expect((await read("shop=tea&action=shop.key.create")).length).toBe(1);
    expect((await read("shop=tea&action=shop.k")).length).toBe(0);
    expect(await read("shop=tea&actor=command%20line")).toEqual([]);
    expect((await read("shop=tea&from=2020-01-01")).length).toBe(4);
    expect(await read("shop=tea&to=2020-01-01")).toEqual([]);
    expect((await call("audit?from=yesterday")).status).toBe(422);
    expect((await call("audit?action=%00")).status).toBe(200);
  });

  test("goes on page by page", async () => {
    const first = (await call("audit?shop=tea&limit=3")).body;
    const second = (await call(`audit?shop=tea&limit=3&cursor=${first.next}`)).body;
    expect([first.data.length, second.data.length, second.next]).toEqual([3, 1, null]);
  });

  test("shows staff of some shops no line of others', and what concerns none to admins of all", async () => {
    const head = await service.staff("admin", ["tea"]);
    const { data } = await (await head.call("v1/audit?limit=200")).json();
    expect(data.filter(({ shop }: { shop: string | null }) => shop !== "tea")).toEqual([]);
    expect((await head.call("v1/audit?shop=atelier")).status).toBe(404);
    const all = await read("limit=200");
    expect(all.some(({ shop, action }: Record<string, string>) => shop === null && action === "staff.create")).toBe(
      true,
    );
    const { data: keys } = await service.shop.get<{ data: { shop: string | null }[] }>("audit?limit=200");
    expect(keys.filter(({ shop }) => shop !== "atelier")).toEqual([]);
  });
});
