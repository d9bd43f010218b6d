import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeSending } from "#src/journey/change-sending.ts";
import { newLinkCode } from "#src/journey/link-code.ts";
import { openDatabase } from "#src/store/connect.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

interface OrderJson {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly status: string;
  readonly buyer: Record<string, unknown>;
  readonly reminders: readonly { channel: string; state: string; reason: string | null }[];
  readonly contacts: readonly Record<string, unknown>[];
  readonly decisions: readonly { what: string; reason: string | null; text: string }[];
}

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;
let other: HttpShop;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  shop = service.shop;
  other = await service.addShop("other");
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(() => service.journey.moveTo("2026-03-10T02:15:00Z"));

const PLACED = "2026-03-10T10:00:00+08:00";
const json = (body: object): RequestInit => ({
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const order = (id: string) => shop.get<OrderJson>(`orders/${encodeURIComponent(id)}`);

test("a buyer whose row is damaged hides no order, and no other buyer", async () => {
  await shop.post(created("damaged", PLACED, { buyer: { id: "b-damaged", phone: "+8613800138091" } }));
  await shop.post(created("whole", PLACED, { buyer: { id: "b-whole", phone: "+8613800138092" } }));
  await service.journey.read((tx) =>
    tx.execute(`UPDATE buyers SET profile = set_byte(profile, length(profile) - 1, get_byte(profile, length(profile) - 1) # 1)
      WHERE id = (SELECT buyer_id FROM orders WHERE external_id = 'damaged')`),
  );
  const { data } = await shop.get<{ data: readonly OrderJson[] }>("orders");
  const phones = new Map(data.map(({ id, buyer }) => [id, buyer.phone]));
  expect(phones.get("damaged")).toBeNull();
  expect(phones.get("whole")).toMatch(/92$/);
  expect((await order("damaged")).reminders).not.toEqual([]);
});

describe("who may ask", () => {
  test.each([
    ["nothing", {}],
    ["no key", { authorization: "Bearer nonsense" }],
    ["a key nobody has", { authorization: `Bearer ck_${"A".repeat(43)}` }],
    ["another scheme", { authorization: "Basic Y2s6" }],
  ])("%s is answered 401", async (_, headers) => {
    const response = await fetch(`${service.url}/api/v1/orders`, { headers: headers as Record<string, string> });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a revoked key", async () => {
    const gone = await service.addShop("gone");
    expect((await gone.api("orders")).status).toBe(200);
    await service.journey.read((tx) =>
      tx.execute(`UPDATE api_keys SET revoked_at = clock_timestamp()
        WHERE shop_id = (SELECT id FROM shops WHERE slug = 'gone')`),
    );
    expect((await gone.api("orders")).status).toBe(401);
  });

  test("another shop's orders look absent, and stay as they are", async () => {
    await shop.post(created("mine", PLACED));
    expect((await other.api("orders/mine")).status).toBe(404);
    expect((await other.api("orders/mine/stop", { method: "POST" })).status).toBe(404);
    expect((await other.get<{ data: [] }>("orders")).data).toEqual([]);
    expect((await order("mine")).reminders.map(({ state }) => state)).toEqual(["planned", "planned", "planned"]);
  });

  test("addresses that don't exist, and methods", async () => {
    for (const path of ["nothing", "orders/x/y", "policy/versions/x", "stats"]) {
      expect([path, (await shop.api(path)).status]).toEqual([path, 404]);
    }
    expect((await shop.api("orders", { method: "DELETE" })).status).toBe(404);
  });
});

describe("orders", () => {
  test("an order as it stands, in the shape of the contract", async () => {
    await shop.post(created("shape", PLACED, { order: { closes_at: "2026-03-11T10:00:00+08:00" } }));
    expect(await order("shape")).toEqual({
      id: "shape",
      status: "unpaid",
      placed_at: "2026-03-10T02:00:00.000Z",
      closes_at: "2026-03-11T02:00:00.000Z",
      paid_at: null,
      stopped_at: null,
      amount: "199.00",
      currency: "CNY",
      refunded: "0.00",
      buyer: {
        id: "b-shape",
        name: "王芳",
        phone: expect.stringMatching(/^\+86138\*{4}\d{4}$/),
        grade: "C",
        kind: "new",
      },
      reason: { code: "unknown", confidence: 0, source: null, corrections: 0, evidence: [] },
      reminders: ["call", "im", "sms"].map((channel) => ({
        channel,
        state: "planned",
        reason: null,
        due_at: expect.stringMatching(/^2026-03-1\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        not_after: expect.stringMatching(/Z$/),
      })),
      thanks: null,
      contacts: [],
      decisions: [
        {
          at: "2026-03-10T02:15:00.000Z",
          what: "planned",
          rule: "00:00-12:00",
          reason: null,
          policy_version: expect.any(Number),
          inputs: expect.objectContaining({
            status: "unpaid",
            ordered: "2026-03-10T02:00:00.000Z",
            zone: "Asia/Shanghai",
            call: expect.stringMatching(/^2026-03-10T.*Z$/),
          }),
          text: expect.stringMatching(
            /^2026-03-10 10:00 下单（Asia\/Shanghai，买家所在时区）：199\.00 CNY，C 级，.*按策略第 \d+ 版规则 00:00-12:00 已安排：电话/,
          ),
        },
      ],
      conversion: null,
      coupon: null,
    });
  });

  test("tells why in the language asked for, without personal data", async () => {
    await shop.post(created("why", PLACED, { buyer: { grade: "F" } }));
    const english = await shop.get<OrderJson>("orders/why?locale=en");
    expect(english.decisions.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /grade F, new buyer.* No reminder is planned by version \d+: the policy leaves out buyers of/,
      ),
    ]);
    expect(JSON.stringify(english.decisions)).not.toMatch(/王芳|138\d{8}|wx-why|b-why/);
    const accepted = await shop.api("orders/why", { headers: { "accept-language": "en-GB,en;q=0.9" } });
    expect(((await accepted.json()) as OrderJson).decisions).toEqual(english.decisions);
    expect((await shop.api("orders/why?locale=de")).status).toBe(422);
  });

  test("a contact with its template, and a payment with its credit", async () => {
    await shop.post(created("credited", PLACED));
    const [im] = (await order("credited")).reminders.filter(({ channel }) => channel === "call");
    service.journey.moveTo(String((im as unknown as { due_at: string }).due_at));
    await service.journey.run();
    const [contact] = (await order("credited")).contacts;
    expect(contact).toMatchObject({
      channel: "call",
      provider: "recording",
      state: "accepted",
      sent_at: expect.stringMatching(/Z$/),
      clicked_at: null,
      orders: ["credited"],
      template: { id: expect.any(String), version: expect.any(Number), locale: "zh-CN", reason: expect.any(String) },
    });
    await shop.post(about("order.paid", "credited", "2026-03-10T10:00:00Z", { paid_at: "2026-03-10T10:00:00Z" }));
    await shop.post(about("order.refunded", "credited", "2026-03-10T11:00:00Z", { refunded: "99.00" }));
    expect(await order("credited")).toMatchObject({
      status: "paid",
      refunded: "99.00",
      conversion: {
        recovered: true,
        channel: "call",
        contact_id: contact?.id,
        agent: null,
        amount: "199.00",
        net_amount: "100.00",
        credited_at: "2026-03-10T10:00:00.000Z",
      },
    });
  });

  test.each(["20261121:0017", "a/b", "a b", "50%", "%2F", "..x", "?q#f", "é", "é", "订单 1", "0", "' OR 1=1 --"])(
    "the id %j is opaque",
    async (id) => {
      const payUrl = { pay_url: "https://shop.example/pay" };
      expect((await shop.post(created(id, PLACED, { order: payUrl }))).status).toBe(202);
      expect((await order(id)).id).toBe(id);
      const stopped = await shop.api(`orders/${encodeURIComponent(id)}/stop`, { method: "POST" });
      expect(((await stopped.json()) as OrderJson).id).toBe(id);
    },
  );

  test("what can be no id is absent", async () => {
    for (const id of ["%00", "%ff", "%zz", "x".repeat(300)]) {
      expect([id, (await shop.api(`orders/${id}`)).status]).toEqual([id, 404]);
    }
  });

  test("unchanged is 304, and a change has another tag", async () => {
    await shop.post(created("tagged", PLACED));
    const first = await shop.api("orders/tagged");
    const etag = String(first.headers.get("etag"));
    const again = await shop.api("orders/tagged", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await shop.post(about("order.paid", "tagged", "2026-03-10T02:30:00Z"));
    const changed = await shop.api("orders/tagged", { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test("stopping cancels what is to come, once, and says who did it", async () => {
    await shop.post(created("halt", PLACED));
    const etag = (await shop.api("orders/halt")).headers.get("etag");
    const stop = () => shop.api("orders/halt/stop", { method: "POST" });
    expect((await stop()).status).toBe(200);
    expect((await stop()).status).toBe(200);
    const stopped = await order("halt");
    expect(stopped.reminders.map(({ state, reason }) => [state, reason])).toEqual(
      Array.from({ length: 3 }, () => ["cancelled", "stopped"]),
    );
    expect(stopped.decisions.filter(({ reason }) => reason === "stopped")).toHaveLength(1);
    const audit = await service.journey.rows<{ actor: string }>(
      "SELECT actor FROM audit_log WHERE action = 'order.stop' AND target = 'halt'",
    );
    expect(audit).toEqual([{ actor: expect.stringMatching(/^key ck_/) }]);
    const stale = await shop.api("orders/halt/stop", { method: "POST", headers: { "if-match": String(etag) } });
    expect(stale.status).toBe(409);
    // A later event does not bring the reminders back.
    await shop.post(created("halt", PLACED, { type: "order.updated", timestamp: "2026-03-10T02:14:00Z" }));
    expect((await order("halt")).reminders.every(({ state }) => state === "cancelled")).toBe(true);
    expect((await shop.api("orders/nothing/stop", { method: "POST" })).status).toBe(404);
  });

  test("stopping takes a call that people have not made yet off their list; so does a buyer's no", async () => {
    const task = async (id: string) => {
      await shop.post(created(id, PLACED));
      const due = String((await order(id)).reminders.map((line) => Reflect.get(line, "due_at")).sort()[0]);
      service.journey.moveTo(due);
      await service.journey.run();
      const contact = (await order(id)).contacts.find(({ channel }) => channel === "call")?.id;
      await service.journey.read((tx) =>
        tx.execute(`INSERT INTO call_tasks (contact_id, shop_id, state, opened_at)
          SELECT id, shop_id, 'open', claimed_at FROM contacts WHERE id = '${contact}'`),
      );
      return { contact, states: () => callOf(String(contact)) };
    };
    const callOf = (contact: string) =>
      service.journey.rows(
        `SELECT t.state AS task, c.state AS contact FROM call_tasks t JOIN contacts c ON c.id = t.contact_id
         WHERE c.id = '${contact}'`,
      );
    const stopped = await task("call-stopped");
    await shop.api("orders/call-stopped/stop", { method: "POST" });
    expect(await stopped.states()).toEqual([{ task: "cancelled", contact: "cancelled" }]);
    const refused = await task("call-refused");
    await shop.post({
      type: "buyer.opted_out",
      timestamp: "2026-03-10T02:16:00Z",
      data: { buyer: { id: "b-call-refused" } },
    });
    expect(await refused.states()).toEqual([{ task: "cancelled", contact: "cancelled" }]);
  });

  test("a list is paged without gaps or repetitions, and filtered", async () => {
    const lister = await service.addShop("lister");
    for (let at = 0; at < 7; at++) {
      await lister.post(created(`l-${at}`, `2026-03-0${1 + (at % 4)}T10:00:00+08:00`));
    }
    await lister.post(about("order.paid", "l-3", "2026-03-10T02:00:00Z"));
    await lister.post(about("order.paid", "l-unknown", "2026-03-10T02:00:00Z"));
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page: { data: OrderJson[]; next: string | null } = await lister.get(
        `orders?limit=3${next === null ? "" : `&cursor=${next}`}`,
      );
      expect(page.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.data.map(({ id }) => id));
      next = page.next;
    } while (next !== null);
    expect(seen).toEqual(["l-unknown", "l-3", "l-6", "l-2", "l-5", "l-1", "l-4", "l-0"]);
    const ids = async (query: string) =>
      (await lister.get<{ data: OrderJson[] }>(`orders?${query}`)).data.map(({ id }) => id);
    expect(await ids("status=paid")).toEqual(["l-unknown", "l-3"]);
    expect(await ids("from=2026-03-02&to=2026-03-03")).toEqual(["l-6", "l-2", "l-5", "l-1"]);
  });

  test.each(["limit=0", "limit=201", "limit=x", "cursor=zzz", "cursor=", "status=gone", "from=2026-02-30", "to=today"])(
    "the query %s is 422",
    async (query) => {
      const response = await shop.api(`orders?${query}`);
      expect(response.status).toBe(422);
      expect((await response.json()) as object).toMatchObject({ errors: [{ pointer: `/${query.split("=")[0]}` }] });
    },
  );
});

describe("policy", () => {
  const put = (body: string, headers: Record<string, string>) => shop.api("policy", { method: "PUT", body, headers });
  const JSON_TYPE = { "content-type": "application/json" };

  test("a part of it is filled with the defaults and published as a new version", async () => {
    const before = await shop.get<{ version: number }>("policy");
    const response = await put('{"min_delay":"45m","caps":{"person":{"count":2}}}', JSON_TYPE);
    expect(response.status).toBe(200);
    const published = (await response.json()) as { version: number; policy: Record<string, unknown> };
    expect(published.version).toBe(before.version + 1);
    expect(published.policy).toMatchObject({
      min_delay: "45m",
      max_age: "48h",
      caps: { person: { count: 2, per: "7d" }, shop: { count: 5000, per: "1h" } },
    });
    const read = await shop.api("policy");
    expect(await read.json()).toEqual(published);
    expect(read.headers.get("etag")).toBe(`"${published.version}"`);
  });

  test.each(["application/yaml", "text/yaml", "text/plain"])("YAML as %s", async (type) => {
    const response = await put('min_delay: 20m\nship_cutoff: "17:00"\n', { "content-type": type });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ policy: { min_delay: "20m", ship_cutoff: "17:00" } });
  });

  test("what is wrong is told with its place", async () => {
    const response = await put('{"min_delay":"soon","caps":{"persons":{}},"held_out":0.6}', JSON_TYPE);
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/caps/persons", "/held_out", "/min_delay"]);
  });

  test.each([
    ["cut off", "application/json", "{", 400],
    ["null", "application/json", "null", 422],
    ["cut off", "application/yaml", "a: [", 400],
    ["doubled", "application/yaml", "a: 1\na: 2", 400],
    [
      "swelling",
      "application/yaml",
      "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]",
      400,
    ],
    ["__proto__", "application/json", '{"__proto__":{"live":false}}', 422],
    ["__proto__", "application/yaml", "__proto__: { live: false }", 422],
    ["endless", "application/yaml", "slots: &a [*a]", 422],
    ["empty", "application/octet-stream", "", 422],
  ])("%s %s is refused", async (_, type, body, status) => {
    expect((await put(body, { "content-type": type })).status).toBe(status);
  });

  test("a change made from an old version is 409", async () => {
    const { version } = await shop.get<{ version: number }>("policy");
    const change = { "if-match": `"${version}"`, ...JSON_TYPE };
    expect((await put("{}", change)).status).toBe(200);
    expect((await put("{}", change)).status).toBe(409);
    expect((await put("{}", { "if-match": '"nonsense"', ...JSON_TYPE })).status).toBe(409);
    expect((await put("{}", { "if-match": "*", ...JSON_TYPE })).status).toBe(200);
  });

  test("the versions are listed, the latest first", async () => {
    const { version } = await shop.get<{ version: number }>("policy");
    const page = await shop.get<{ data: { version: number; created_by: string }[]; next: string }>(
      "policy/versions?limit=2",
    );
    expect(page.data.map((row) => row.version)).toEqual([version, version - 1]);
    expect(page.data[0]?.created_by).toMatch(/^key ck_/);
    const rest = await shop.get<{ data: { version: number }[] }>(`policy/versions?cursor=${page.next}`);
    expect(rest.data[0]?.version).toBe(version - 2);
  });

  test("an order is planned by the policy in force", async () => {
    await put('{"slots":[{"orders":"00:00-24:00","remind":{"after":"40m"}}],"held_out":0}', JSON_TYPE);
    await shop.post(created("by-policy", PLACED));
    expect((await order("by-policy")).reminders[0]).toMatchObject({ due_at: "2026-03-10T02:40:00.000Z" });
    await put('{"held_out":0}', JSON_TYPE);
  });
});

describe("suppressions", () => {
  const suppress = (body: object) => shop.api("suppressions", { method: "POST", ...json(body) });

  test("a phone number written any way stops its buyer's reminders on every channel", async () => {
    const placed = created("quiet", PLACED, { buyer: { phone: "+8613912345678" } });
    await shop.post(placed);
    const response = await suppress({ phone: "139 1234 5678", reason: "asked by phone" });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      address: "+86139****5678",
      channels: ["call", "im", "sms", "email"],
      reason: "asked by phone",
      source: "staff",
      at: "2026-03-10T02:15:00.000Z",
    });
    expect((await order("quiet")).reminders.map(({ state, reason }) => [state, reason])).toEqual(
      Array.from({ length: 3 }, () => ["skipped", "suppressed"]),
    );
    await shop.post(created("quiet-2", PLACED, { buyer: { phone: "+8613912345678" } }));
    expect((await order("quiet-2")).reminders.every(({ reason }) => reason === "suppressed")).toBe(true);
  });

  test("they are listed with masked addresses, and not to another shop", async () => {
    await suppress({ email: "Wang.Fang@Example.com", reason: "letter" });
    await shop.post(created("left", PLACED, { buyer: { id: "left", phone: "+8613700001111", im: null } }));
    await shop.post({
      type: "buyer.opted_out",
      timestamp: "2026-03-10T02:10:00Z",
      data: { buyer: { id: "left" } },
    });
    const { data } = await shop.get<{ data: { address: string; source: string }[] }>("suppressions");
    expect(data.slice(0, 2)).toMatchObject([
      { address: "+86137****1111", source: "shop", reason: "opted_out" },
      { address: "W***@example.com", source: "staff", reason: "letter" },
    ]);
    expect(JSON.stringify(data)).not.toMatch(/\d{8}|Fang/);
    expect((await other.get<{ data: [] }>("suppressions")).data).toEqual([]);
    const [first] = data;
    const page = await shop.get<{ data: object[]; next: string }>("suppressions?limit=1");
    expect(page.data).toEqual([first]);
    const rest = await shop.get<{ data: object[] }>(`suppressions?cursor=${page.next}`);
    expect(rest.data).toEqual(data.slice(1));
  });

  test.each([
    [{ reason: "x" }, ""],
    [{ phone: "13912345678", email: "a@b.example", reason: "x" }, ""],
    [{ phone: "110", reason: "x" }, "/phone"],
    [{ phone: "13912345678, 13912345679", reason: "x" }, "/phone"],
    [{ email: "a@b.example, c@d.example", reason: "x" }, "/email"],
    [{ email: "a@b.example\r\nBcc: c@d.example", reason: "x" }, "/email"],
    [{ phone: "13912345678" }, "/reason"],
    [{ phone: 13912345678, reason: "x" }, "/phone"],
    [{ phone: "13912345678", reason: "x", by: "me" }, ""],
  ])("%j is 422", async (body, pointer) => {
    const response = await suppress(body);
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(JSON.parse(text).errors[0].pointer).toBe(pointer);
    expect(text).not.toMatch(/1391234|b\.example/);
  });
});

describe("sending", () => {
  const put = (body: object, headers: Record<string, string> = {}) =>
    shop.api("sending", {
      method: "PUT",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });

  test("a pause and its end, of all or of one channel", async () => {
    expect(await shop.get("sending")).toEqual({ paused: false, pauses: [] });
    const paused = await put({ paused: true });
    expect(await paused.json()).toEqual({
      paused: true,
      pauses: [{ scope: "shop", channel: null, reason: "staff", at: expect.stringMatching(/Z$/) }],
    });
    await put({ paused: true, channel: "sms" });
    expect(await (await put({ paused: false })).json()).toMatchObject({ paused: false, pauses: [{ channel: "sms" }] });
    expect(await (await put({ paused: false, channel: "sms" })).json()).toEqual({ paused: false, pauses: [] });
    expect(await other.get("sending")).toEqual({ paused: false, pauses: [] });
    const audit = await service.journey.rows("SELECT action FROM audit_log WHERE action LIKE 'sending%' ORDER BY id");
    expect(audit.map((row) => (row as { action: string }).action)).toEqual([
      "sending.pause",
      "sending.pause",
      "sending.resume",
      "sending.resume",
    ]);
  });

  test("a pause of every shop shows, and no shop can end it", async () => {
    const everyShop = { shopId: null, channel: null, by: "command line" };
    expect(await changeSending(service.journey.ctx, { ...everyShop, paused: true })).toBe(true);
    expect(await changeSending(service.journey.ctx, { ...everyShop, paused: true })).toBe(false);
    await put({ paused: false });
    for (const one of [shop, other]) {
      expect(await one.get("sending")).toMatchObject({ paused: true, pauses: [{ scope: "all", channel: null }] });
    }
    expect(await changeSending(service.journey.ctx, { ...everyShop, paused: false })).toBe(true);
    expect(await shop.get("sending")).toEqual({ paused: false, pauses: [] });
  });

  test("while it is paused nothing goes out", async () => {
    await shop.post(created("paused", PLACED, { buyer: { phone: "+8613611112222" } }));
    await put({ paused: true });
    service.journey.moveTo("2026-03-10T08:59:00Z");
    await service.journey.run();
    expect((await order("paused")).contacts).toEqual([]);
    await put({ paused: false });
  });

  test("a bad change and a stale one", async () => {
    for (const body of [{}, { paused: "yes" }, { paused: true, channel: "fax" }, { paused: true, shop: "other" }]) {
      expect([body, (await put(body)).status]).toEqual([body, 422]);
    }
    const etag = String((await shop.api("sending")).headers.get("etag"));
    await put({ paused: true });
    expect((await put({ paused: false }, { "if-match": etag })).status).toBe(409);
    expect((await put({ paused: false })).status).toBe(200);
  });
});

describe("health", () => {
  test("probes and metrics", async () => {
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    for (const name of [
      "cuifu_webhooks_total",
      "cuifu_reminders",
      "cuifu_due_lateness_seconds_bucket",
      "cuifu_contacts_total",
      "cuifu_stop_latency_seconds_bucket",
      "cuifu_sent_after_paid_total",
      "cuifu_unknown_contacts",
      "cuifu_queue_jobs",
      "cuifu_ingest_batch_size_bucket",
    ]) {
      expect(text).toMatch(new RegExp(`^${name}`, "m"));
    }
    expect(text).toMatch(/^cuifu_queue_jobs\{queue="send-sms",state="waiting"\} 2$/m);
    expect(Number(/cuifu_reminders\{state="planned"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(0);
  });

  test("every answer carries the security headers and a request id", async () => {
    for (const path of ["/healthz", "/api/v1/orders", "/nothing", "/r/x"]) {
      const response = await fetch(`${service.url}${path}`);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("a database that is away is 503 with a time to come back, and says no more", async () => {
    const away = openDatabase("postgres://nobody@127.0.0.1:1/nothing", { max: 1, applicationName: "cuifu test" });
    const one = await testDatabase();
    const lost = await openHttpService(one.url, { now: "2026-03-10T02:15:00Z", over: { db: away.db } });
    for (const answer of [
      lost.shop.post(created("x", PLACED)),
      lost.shop.api("orders"),
      fetch(`${lost.url}/r/${newLinkCode(lost.journey.ctx)}`),
    ]) {
      const response = await answer;
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      expect(await response.text()).not.toMatch(/127\.0\.0\.1|ECONN|postgres|select/i);
    }
    expect((await fetch(`${lost.url}/metrics`)).status).toBe(200);
    await away.close();
    await lost.close();
    await one.drop();
  });
});
