import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstAdminAddress } from "#src/journey/first-admin.ts";
import { disableNamed, resetNamed, staffLines } from "#src/journey/staff-by-hand.ts";
import { createVault } from "#src/store/seal.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { documentedFetch } from "#tests/support/documented.ts";
import {
  cookiesOf,
  type HttpService,
  openHttpService,
  type SignedInStaff,
  STAFF_PASSWORD,
  signIn,
} from "#tests/support/http-service.ts";

const ORIGIN = "https://pay.example";

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

const json = (method: string, body: object): RequestInit => ({ method, body: JSON.stringify(body) });
const post = (path: string, body: object) =>
  documentedFetch(`${service.url}/api/v1/${path}`, {
    ...json("POST", body),
    headers: { "content-type": "application/json", origin: ORIGIN },
  });
const tokenOf = (link: string | null): string => new URL(link ?? "").searchParams.get("token") ?? "";
const enter = (username: string, password: string) => signIn(service.url, username, password, ORIGIN);
const needed = async () => (await documentedFetch(`${service.url}/api/v1/setup`)).json();

describe("the first admin", () => {
  test("comes in by a link that is printed while there is none, works once, and never again", async () => {
    expect(await needed()).toEqual({ needed: true });
    const link = await firstAdminAddress(service.journey.ctx);
    expect(link).toMatch(/^https:\/\/pay\.example\/setup\?token=[\w-]{64}$/);
    expect(await firstAdminAddress(service.journey.ctx)).toBe(link);
    const other = { ...service.journey.ctx, vault: createVault(new Uint8Array(32).fill(8)) };
    const admin = { username: "Fang", name: "王芳", password: STAFF_PASSWORD };

    for (const token of ["", "x", "A".repeat(64), tokenOf(await firstAdminAddress(other))]) {
      expect((await post("setup", { ...admin, token })).status).toBe(403);
    }
    const token = tokenOf(link);
    expect((await post("setup", { ...admin, token, password: "short" })).status).toBe(422);
    expect((await post("setup", { ...admin, token, username: "no blanks" })).status).toBe(422);
    expect(await needed()).toEqual({ needed: true });

    const both = await Promise.all([
      post("setup", { ...admin, token }),
      post("setup", { ...admin, username: "second", token }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
    const made = both.find(({ status }) => status === 201);
    if (made === undefined) throw new Error("nobody was made");
    const headers = { cookie: cookiesOf(made) };
    const me = await (await documentedFetch(`${service.url}/api/v1/me`, { headers })).json();
    expect(me).toMatchObject({ staff: { role: "admin" }, shops: [{ slug: "atelier" }, { slug: "second" }] });

    expect(await needed()).toEqual({ needed: false });
    expect(await firstAdminAddress(service.journey.ctx)).toBeNull();
    expect((await post("setup", { ...admin, username: "third", token })).status).toBe(403);
  });
});

describe("staff", () => {
  let admin: SignedInStaff;
  beforeAll(async () => {
    admin = await service.staff("admin");
  });
  const make = async (by: SignedInStaff, body: object) => await by.call("v1/staff", json("POST", body));

  test("are made with a password, and sign in", async () => {
    const body = { username: "Li.Na", name: "李娜", role: "agent", shops: ["second"], password: STAFF_PASSWORD };
    const made = await make(admin, body);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({
      username: "li.na",
      name: "李娜",
      role: "agent",
      every_shop: false,
      shops: ["second"],
      disabled: false,
      link: null,
    });
    const her = await enter("li.na", STAFF_PASSWORD);
    expect((await (await her.call("v1/me")).json()).shops.map(({ slug }: { slug: string }) => slug)).toEqual([
      "second",
    ]);
    const again = await make(admin, body);
    expect([again.status, (await again.json()).errors[0].pointer]).toEqual([422, "/username"]);
  });

  test("are made without one, and choose it by a link that works once", async () => {
    const made = await (await make(admin, { username: "wei", role: "editor", shops: ["atelier"] })).json();
    expect(made.name).toBe("wei");
    const token = tokenOf(made.link);
    await expect(enter("wei", STAFF_PASSWORD)).rejects.toThrow("401");
    expect((await post("reset", { token, password: "short" })).status).toBe(422);
    expect((await post("reset", { token, password: STAFF_PASSWORD })).status).toBe(200);
    expect((await post("reset", { token, password: "another one then" })).status).toBe(403);
    await enter("wei", STAFF_PASSWORD);
  });

  test.each([
    ["a role that is none", { role: "owner" }, "/role"],
    ["no shop for somebody who is no admin", { shops: [] }, "/shops"],
    ["a shop that is not there", { shops: ["nowhere"] }, "/shops"],
    ["a name nobody can type", { username: "a b" }, "/username"],
    ["a password that is too short", { password: "1234567" }, "/password"],
    ["a name on two lines", { name: "a\nb" }, "/name"],
  ])("are not made with %s", async (_, over, pointer) => {
    const answer = await make(admin, { username: "nobody", role: "agent", shops: ["atelier"], ...over });
    expect([answer.status, (await answer.json()).errors[0].pointer]).toEqual([422, pointer]);
  });

  test("are changed where nobody else was faster, and read anew at every request", async () => {
    const { id } = await (
      await make(admin, { username: "hao", role: "agent", shops: ["atelier"], password: STAFF_PASSWORD })
    ).json();
    const hao = await enter("hao", STAFF_PASSWORD);
    expect((await hao.call("v1/stats/recovery")).status).toBe(403);
    const tag = (await admin.call(`v1/staff/${id}`)).headers.get("etag") ?? "";
    const change = (body: object) =>
      admin.call(`v1/staff/${id}`, { ...json("PATCH", body), headers: { "if-match": tag } });
    expect(await (await change({ role: "analyst", shops: ["second"], name: "郝" })).json()).toMatchObject({
      role: "analyst",
      shops: ["second"],
      name: "郝",
    });
    expect((await change({ role: "admin" })).status).toBe(409);
    expect((await hao.call("v1/stats/recovery?shop=second")).status).toBe(200);
    expect((await hao.call("v1/stats/recovery?shop=atelier")).status).toBe(404);
  });

  test("who are disabled are out at once, and back when they are enabled", async () => {
    const { id } = await (
      await make(admin, { username: "ming", role: "agent", shops: ["atelier"], password: STAFF_PASSWORD })
    ).json();
    const ming = await enter("ming", STAFF_PASSWORD);
    const set = (disabled: boolean) => admin.call(`v1/staff/${id}`, json("PATCH", { disabled }));
    const { link } = await (await admin.call(`v1/staff/${id}/reset`, { method: "POST" })).json();
    expect(await (await set(true)).json()).toMatchObject({ disabled: true });
    expect((await ming.call("v1/me")).status).toBe(401);
    await expect(enter("ming", STAFF_PASSWORD)).rejects.toThrow("401");
    expect((await post("reset", { token: tokenOf(link), password: STAFF_PASSWORD })).status).toBe(403);
    expect((await admin.call(`v1/staff/${id}/reset`, { method: "POST" })).status).toBe(404);
    expect((await set(false)).status).toBe(200);
    expect((await ming.call("v1/me")).status).toBe(401);
    await enter("ming", STAFF_PASSWORD);
  });

  test("get a new password by a link of an admin: the newest one, for a day, and every session ends", async () => {
    const { id } = await (
      await make(admin, { username: "jun", role: "agent", shops: ["atelier"], password: STAFF_PASSWORD })
    ).json();
    const jun = await enter("jun", STAFF_PASSWORD);
    const reset = async () => (await (await admin.call(`v1/staff/${id}/reset`, { method: "POST" })).json()).link;
    const first = tokenOf(await reset());
    const second = tokenOf(await reset());
    expect((await post("reset", { token: first, password: "staple battery horse" })).status).toBe(403);
    expect((await jun.call("v1/me")).status).toBe(200);
    expect((await post("reset", { token: second, password: "staple battery horse" })).status).toBe(200);
    expect((await jun.call("v1/me")).status).toBe(401);
    await enter("jun", "staple battery horse");
  });

  test("of other shops are nobody to an admin of some, who gives out no more than they have", async () => {
    const head = await service.staff("admin", ["second"]);
    const all: { username: string; every_shop: boolean; shops: string[] }[] = (
      await (await head.call("v1/staff?limit=200")).json()
    ).data;
    expect(all.map(({ username }) => username)).toContain(head.username);
    expect(all.filter(({ every_shop, shops }) => every_shop || shops.join() !== "second")).toEqual([]);

    const { data } = await (await admin.call("v1/staff?limit=200")).json();
    const other = data.find((one: { username: string }) => one.username === "wei");
    expect((await head.call(`v1/staff/${other.id}`)).status).toBe(404);
    expect((await head.call(`v1/staff/${other.id}`, json("PATCH", { role: "agent" }))).status).toBe(404);
    expect((await head.call(`v1/staff/${other.id}/reset`, { method: "POST" })).status).toBe(404);
    expect((await make(head, { username: "x1", role: "admin", shops: [] })).status).toBe(422);
    expect((await make(head, { username: "x2", role: "agent", shops: ["atelier"] })).status).toBe(422);
    expect((await make(head, { username: "x3", role: "agent", shops: ["second"] })).status).toBe(201);
    const me = data.find((one: { username: string }) => one.username === head.username);
    expect((await head.call(`v1/staff/${me.id}`, json("PATCH", { shops: [] }))).status).toBe(422);
  });

  test("always have an admin of every shop left", async () => {
    const { data } = await (await admin.call("v1/staff?limit=200")).json();
    const heads = data.filter((one: { role: string; every_shop: boolean }) => one.role === "admin" && one.every_shop);
    const statuses = [];
    for (const { id, username } of heads.sort((a: { username: string }) => (a.username === admin.username ? 1 : -1))) {
      const answer = await admin.call(`v1/staff/${id}`, json("PATCH", { role: "agent", shops: ["atelier"] }));
      statuses.push([username === admin.username, answer.status]);
    }
    expect(statuses.at(-1)).toEqual([true, 422]);
    expect(statuses.filter(([isLast]) => !isLast).map(([, status]) => status)).not.toContain(422);
    expect((await admin.call("v1/staff")).status).toBe(200);
  });

  test("stand in the audit log with whoever changed them", async () => {
    const { data } = await (await admin.call("v1/audit?action=staff&limit=200")).json();
    const lines = data.map((line: { actor: string; action: string; target: string }) => [
      line.actor,
      line.action,
      line.target,
    ]);
    const by = `staff ${admin.username}`;
    expect(lines).toContainEqual([by, "staff.create", "li.na"]);
    expect(lines).toContainEqual([by, "staff.change", "hao"]);
    expect(lines).toContainEqual([by, "staff.reset", "jun"]);
    expect(lines).toContainEqual(["staff jun", "staff.password", "jun"]);
    expect(JSON.stringify(data)).not.toContain(STAFF_PASSWORD);
  });

  test("are listed, reset and disabled by whoever has the machine", async () => {
    const { ctx } = service.journey;
    expect(await staffLines(ctx)).toContainEqual({
      staff: "li.na",
      name: "李娜",
      role: "agent",
      shops: ["second"],
      disabled: false,
    });
    const token = tokenOf(await resetNamed(ctx, "Li.Na"));
    expect((await post("reset", { token, password: "staple battery horse" })).status).toBe(200);
    const her = await enter("li.na", "staple battery horse");
    await disableNamed(ctx, "li.na");
    expect((await her.call("v1/me")).status).toBe(401);
    await expect(resetNamed(ctx, "li.na")).rejects.toThrow("disabled");
    await expect(disableNamed(ctx, "nobody-at-all")).rejects.toThrow("cuifu staff list");
  });
});
