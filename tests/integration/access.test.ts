import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES } from "#src/domain/role.ts";
import { ACCESS, allowedTo, type Rule, ruleOf } from "#src/http/access.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  await service.addShop("second");
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const rules = (...who: readonly Rule["who"][]): string[] =>
  Object.entries(ACCESS).flatMap(([route, rule]) => (who.includes(rule.who) ? [route] : []));
const GUARDED = rules("shop", "shops", "staff", "signed-in");
/** Ends what the other tries need: they are tried by themselves (sign-in.test.ts). */
const LAST = ["POST /api/auth/sign-out", "POST /api/auth/change-password"];

/** What a route answers to whoever sends these headers. What is named is nowhere, and nothing is said of how to change it. */
async function answerTo(route: string, headers: Record<string, string>, shop = "atelier"): Promise<number> {
  const [method = "", path = ""] = route.split(" ");
  const url = new URL(path.replaceAll(/:\w+/g, "1"), service.url);
  url.searchParams.set("shop", shop);
  const body = method === "GET" ? {} : { body: "{}" };
  const response = await fetch(url, {
    method,
    ...body,
    headers: { origin: "https://pay.example", "content-type": "application/json", ...headers },
    redirect: "manual",
  });
  await response.body?.cancel();
  return response.status;
}

describe("the table", () => {
  test("has a rule for every route that is registered, and none for what is not", () => {
    expect(Object.keys(ACCESS).sort()).toEqual([...new Set(service.routes)].sort());
  });

  test("lets nobody into what it does not name, whatever object keys there are", () => {
    expect(ruleOf("GET /api/v1/secrets")).toBeNull();
    expect(ruleOf("constructor")).toBeNull();
  });

  test("lets admins do everything, and analysts change nothing but what is their own", () => {
    expect(GUARDED.filter((route) => !allowedTo("admin").includes(route))).toEqual([]);
    const changes = allowedTo("analyst").filter((route) => !route.startsWith("GET "));
    // A preview shows what a draft would do, and keeps nothing of it.
    expect(changes).toEqual(["POST /api/v1/policy/preview", "PUT /api/v1/views", "POST /api/auth/change-password"]);
  });

  test("leaves open only what says itself whom it trusts", () => {
    const open = rules("anybody").filter((route) => route.includes("/api/v1/"));
    expect(open.sort()).toEqual(["GET /api/v1/setup", "POST /api/v1/reset", "POST /api/v1/setup"]);
  });
});

describe("every route", () => {
  test.each(ROLES)("lets %s in where the table says so, and nowhere else", async (role) => {
    const { cookie } = await service.staff(role);
    const mine = allowedTo(role);
    const wrong = [];
    for (const route of GUARDED.filter((one) => !LAST.includes(one))) {
      const status = await answerTo(route, { cookie });
      const isRefused = status === 401 || status === 403;
      if (isRefused === mine.includes(route) || status >= 500) wrong.push(`${route}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  test("answers 401 to whoever is nobody, and to a session that has ended", async () => {
    const gone = await service.staff("admin");
    await gone.call("auth/sign-out", { method: "POST" });
    for (const headers of [{}, { cookie: gone.cookie }]) {
      for (const route of GUARDED) expect([route, await answerTo(route, headers)]).toEqual([route, 401]);
    }
  });

  test("of a shop lets its key in, and none that is for staff alone does", async () => {
    const headers = { authorization: `Bearer ${service.shop.key}` };
    for (const route of rules("shop", "shops")) {
      const status = await answerTo(route, headers);
      expect([route, [401, 403].includes(status) || status >= 500 ? status : "let in"]).toEqual([route, "let in"]);
    }
    for (const route of rules("staff", "signed-in")) {
      expect([route, await answerTo(route, headers)]).toEqual([route, 401]);
    }
  });

  test("of a shop is absent for staff of another", async () => {
    const { cookie } = await service.staff("admin", ["second"]);
    for (const route of rules("shop")) expect([route, await answerTo(route, { cookie })]).toEqual([route, 404]);
    expect(await answerTo("GET /api/v1/orders", { cookie }, "second")).toBe(200);
    expect(await answerTo("GET /api/v1/orders", { cookie }, "nowhere")).toBe(404);
  });

  test("of a shop needs its name from whoever works for several, and from nobody else", async () => {
    const several = await service.staff("analyst");
    const answer = await several.call("v1/orders");
    expect(answer.status).toBe(422);
    expect((await answer.json()).errors[0].pointer).toBe("/shop");
    const one = await service.staff("analyst", ["second"]);
    expect((await one.call("v1/orders")).status).toBe(200);
    const none = await service.staff("analyst", []);
    expect((await none.call("v1/orders")).status).toBe(404);
  });

  test("writes staff into the audit log by name", async () => {
    const editor = await service.staff("editor");
    await editor.call("v1/policy?shop=atelier", { method: "PUT", body: JSON.stringify({ held_out: 0.1 }) });
    const versions = await (await editor.call("v1/policy/versions?shop=atelier")).json();
    expect(versions.data[0]).toMatchObject({ created_by: `staff ${editor.username}` });
  });
});
