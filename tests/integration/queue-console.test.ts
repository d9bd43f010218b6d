import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "#src/app.ts";
import type { Role } from "#src/domain/role.ts";
import { createStaff } from "#src/journey/create-staff.ts";
import { COMMAND_LINE } from "#src/journey/staff-scope.ts";
import { testApp } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { STAFF_PASSWORD, signIn } from "#tests/support/http-service.ts";

let database: TestDatabase;
let app: App;
let url: string;

beforeAll(async () => {
  database = await testDatabase();
  app = await testApp(database.url);
  url = await app.start("all");
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

async function cookieOf(role: Role): Promise<string> {
  await createStaff(app.ctx, { username: role, role, shops: null, password: STAFF_PASSWORD }, COMMAND_LINE);
  return (await signIn(url, role, STAFF_PASSWORD)).cookie;
}
const get = (path: string, cookie: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { ...init, headers: { cookie, ...init.headers } });

describe("the console of the queues", () => {
  test("shows admins every queue, from our own files alone, and changes nothing", async () => {
    const cookie = await cookieOf("admin");
    const page = await get("/queues", cookie);
    expect(page.status).toBe(200);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; /);
    const html = await page.text();
    expect(html).toContain('<base href="/queues/"');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|\son\w+=|<script>/);
    const files = [...html.matchAll(/(?:src|href)="(static\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect([file, (await get(`/queues/${file}`, cookie)).status]).toEqual([file, 200]);

    const queues = await get("/queues/api/queues", cookie);
    const body = (await queues.json()) as {
      queues: { name: string; readOnlyMode: boolean }[];
      stats?: { backend?: string };
    };
    expect(body.queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual(
      ["call", "im", "sms", "email"].map((channel) => [`send-${channel}`, true]),
    );
    for (const path of ["/queues/api/queues/send-sms/pause", "/queues/api/queues/send-sms/obliterate"]) {
      const headers = { origin: url };
      expect([path, (await get(path, cookie, { method: "PUT", headers })).status]).toEqual([path, 404]);
    }
  });

  test("is for admins who are signed in, and leaves the policy of every other page as it is", async () => {
    expect((await get("/queues", "")).status).toBe(401);
    expect((await get("/queues/api/queues", "")).status).toBe(401);
    expect((await get("/queues", await cookieOf("editor"))).status).toBe(403);
    const health = await get("/healthz", "");
    expect(health.headers.get("content-security-policy")).toMatch(/^default-src 'none'; frame-ancestors 'none'/);
  });
});
