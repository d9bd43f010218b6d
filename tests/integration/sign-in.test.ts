import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

let database: TestDatabase;
let service: HttpService;
let staff: SignedInStaff;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  staff = await service.staff("editor");
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const ORIGIN = "https://pay.example";
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  documentedFetch(`${service.url}/api/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", origin: ORIGIN, ...headers },
  });
const tryName = (username: string, password: string, headers: Record<string, string> = {}) =>
  post("auth/sign-in/username", { username, password }, headers);
/** As the database's owner: row level security hides nothing. */
const rows = async (statement: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
};
const refusal = async (response: Response) => {
  const { request_id: _, ...told } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, ...told };
};
/** Each from an address of its own, so that they don't use up one another's tries. */
const from = (host: number) => ({ "x-forwarded-for": `203.0.113.${host}` });

describe("signing in", () => {
  test("tells who it is, and sets a cookie that scripts and other sites don't get", async () => {
    const response = await tryName(staff.username.toUpperCase(), STAFF_PASSWORD);
    expect(await response.json()).toMatchObject({ staff: { username: staff.username, role: "editor" } });
    const [cookie, ...others] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Secure-cuifu\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(others).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("is refused alike, whether the password is wrong, there is nobody, they chose no password yet or are gone", async () => {
    const gone = await service.staff("agent");
    await rows(`UPDATE staff SET disabled_at = clock_timestamp() WHERE username = '${gone.username}'`);
    const answers = [
      await refusal(await tryName(staff.username, "wrong horse battery", from(1))),
      await refusal(await tryName("nobody-of-that-name", STAFF_PASSWORD, from(1))),
      await refusal(await tryName("' OR 1=1 --", STAFF_PASSWORD, from(1))),
      await refusal(await tryName(staff.username, "", from(1))),
      await refusal(await tryName(gone.username, STAFF_PASSWORD, from(1))),
    ];
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], status: 401 });
    expect((await gone.call("v1/me")).status).toBe(401);
  });

  test("by the page of another site is refused, and so is a body that is no JSON", async () => {
    const body = { username: staff.username, password: STAFF_PASSWORD };
    for (const origin of ["https://evil.example", "null", "http://pay.example", "https://pay.example.evil.example"]) {
      expect([origin, (await post("auth/sign-in/username", body, { origin })).status]).toEqual([origin, 403]);
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await post("auth/sign-in/username", body, form)).status).toBe(415);
  });

  test("stands in the audit log", async () => {
    const lines = await rows(`SELECT action, target FROM audit_log WHERE actor = 'staff ${staff.username}'`);
    expect(lines).toContainEqual({ action: "staff.sign_in", target: staff.username });
  });
});

describe("too many tries", () => {
  test("at one name stop, from wherever they come, even with the right password; whoever has the name of nobody learns no more", async () => {
    const target = await service.staff("agent");
    for (const name of [target.username, "still-nobody"]) {
      const tries = await Promise.all(
        Array.from({ length: 14 }, (_, index) => tryName(name, "wrong horse battery", from(20 + index))),
      );
      expect(tries.filter(({ status }) => status === 401).length).toBe(10);
      const late = await tryName(name, STAFF_PASSWORD, from(40));
      expect(late.status).toBe(429);
      expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(800);
    }
    await rows("UPDATE sign_in_tries SET since = since - interval '16 minutes'");
    expect((await tryName(target.username, STAFF_PASSWORD, from(40))).status).toBe(200);
  });

  test("from one address stop, whatever names they name; others sign in", async () => {
    const host = { "x-forwarded-for": "198.51.100.7, 203.0.113.77" };
    const tries = await Promise.all(Array.from({ length: 34 }, (_, index) => tryName(`n${index}`, "-", host)));
    expect(tries.filter(({ status }) => status === 429).length).toBe(4);
    expect((await tryName(staff.username, STAFF_PASSWORD, host)).status).toBe(429);
    expect((await tryName(staff.username, STAFF_PASSWORD, from(78))).status).toBe(200);
  });

  test("that succeed are not held against anybody", async () => {
    for (let turn = 0; turn < 13; turn++) {
      expect((await tryName(staff.username, STAFF_PASSWORD, from(90))).status).toBe(200);
    }
  });
});

describe("a session", () => {
  test("tells its owner what they may do, for which shops", async () => {
    await service.addShop("second");
    const agent = await service.staff("agent", ["second"]);
    const me = await (await agent.call("v1/me")).json();
    expect(me).toMatchObject({
      staff: { username: agent.username, role: "agent" },
      shops: [{ slug: "second", timezone: "Asia/Shanghai", currency: "CNY" }],
    });
    expect(me.may).toContain("POST /api/v1/orders/:id/stop");
    expect(me.may).not.toContain("PUT /api/v1/policy");
    expect((await documentedFetch(`${service.url}/api/v1/me`)).status).toBe(401);
    expect((await service.shop.api("me")).status).toBe(401);
  });

  test("is kept as a hash alone", async () => {
    const token = decodeURIComponent(staff.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    const kept = JSON.stringify(await rows("SELECT * FROM sessions"));
    expect(kept).not.toContain(token);
    const [session] = await rows("SELECT token_hash FROM sessions LIMIT 1");
    const stolen = await documentedFetch(`${service.url}/api/v1/me`, {
      headers: { cookie: `__Secure-cuifu.session_token=${session?.token_hash}.${staff.cookie.split(".").at(-1)}` },
    });
    expect(stolen.status).toBe(401);
  });

  test("ends by signing out, by its age, and for whoever is disabled", async () => {
    const first = await service.staff("editor");
    expect((await (await first.call("auth/get-session")).json()).staff.username).toBe(first.username);
    const out = await first.call("auth/sign-out", { method: "POST" });
    expect(out.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect((await first.call("v1/me")).status).toBe(401);
    expect(await (await first.call("auth/get-session")).json()).toBeNull();

    const second = await service.staff("editor");
    await rows(`UPDATE sessions SET expires_at = clock_timestamp() - interval '1 second'
      WHERE staff_id = (SELECT id FROM staff WHERE username = '${second.username}')`);
    expect((await second.call("v1/me")).status).toBe(401);
  });

  test("is one of ten at most, and the oldest ends", async () => {
    const first = await service.staff("editor");
    const others = [];
    for (let turn = 0; turn < 10; turn++) {
      others.push(await signIn(service.url, first.username, STAFF_PASSWORD, ORIGIN));
    }
    expect((await first.call("v1/me")).status).toBe(401);
    for (const other of others) expect((await other.call("v1/me")).status).toBe(200);
  });

  test("gives way to the next one in the same browser", async () => {
    const first = await service.staff("editor");
    const again = await tryName(first.username, STAFF_PASSWORD, { cookie: first.cookie });
    expect(cookiesOf(again)).not.toBe(first.cookie);
    expect((await first.call("v1/me")).status).toBe(401);
  });

  test("changes nothing for another site's page", async () => {
    const editor = await service.staff("editor");
    for (const origin of ["https://evil.example", "null", ""]) {
      const headers = { origin, cookie: editor.cookie };
      const response = await fetch(`${service.url}/api/v1/orders/x/stop?shop=atelier`, { method: "POST", headers });
      expect([origin, response.status]).toEqual([origin, 403]);
    }
    const bare = { method: "POST", headers: { cookie: editor.cookie } };
    expect((await fetch(`${service.url}/api/v1/orders/x/stop?shop=atelier`, bare)).status).toBe(403);
    expect((await editor.call("v1/orders/x/stop?shop=atelier", { method: "POST" })).status).toBe(404);
  });
});

describe("changing the password", () => {
  const change = (who: SignedInStaff, currentPassword: string, newPassword: string) =>
    who.call("auth/change-password", { method: "POST", body: JSON.stringify({ currentPassword, newPassword }) });

  test("needs the one there is, ends every other session and goes on in a new one", async () => {
    const first = await service.staff("editor");
    const second = await signIn(service.url, first.username, STAFF_PASSWORD, ORIGIN);
    expect((await change(first, "wrong horse battery", "staple battery horse")).status).toBe(422);
    expect((await change(first, STAFF_PASSWORD, "short")).status).toBe(422);
    expect((await second.call("v1/me")).status).toBe(200);

    const changed = await change(first, STAFF_PASSWORD, "staple battery horse");
    expect(changed.status).toBe(200);
    expect((await first.call("v1/me")).status).toBe(401);
    expect((await second.call("v1/me")).status).toBe(401);
    const headers = { cookie: cookiesOf(changed) };
    expect((await documentedFetch(`${service.url}/api/v1/me`, { headers })).status).toBe(200);
    expect((await tryName(first.username, STAFF_PASSWORD)).status).toBe(401);
    expect((await tryName(first.username, "staple battery horse")).status).toBe(200);
  });
});

describe("what else better-auth has", () => {
  test.each([
    "sign-up/email",
    "sign-in/email",
    "update-user",
    "delete-user",
    "request-password-reset",
    "admin/set-role",
  ])("%s is not there", async (path) => {
    const body = { email: "a@b.example", password: STAFF_PASSWORD, name: "x", userId: "x", role: "admin" };
    expect((await post(`auth/${path}`, body, { cookie: staff.cookie })).status).toBe(404);
  });
  test.each(["ok", "error", "list-sessions", "list-accounts", "reset-password/x?callbackURL=/"])(
    "GET %s is not there",
    async (path) => {
      expect((await staff.call(`auth/${path}`)).status).toBe(404);
    },
  );
});
