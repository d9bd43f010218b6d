import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRender } from "#src/render/render.ts";
import { renderThread } from "#src/render/thread.ts";
import { insertApiKey } from "#src/store/api-keys.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { created } from "#tests/support/journey.ts";

interface Template {
  readonly id: string;
  readonly locale: string;
  readonly latest: number;
  readonly published: number | null;
  readonly version: { version: number; state: string; text: string; created_by: string; approved_by: string | null };
}
interface Row {
  readonly channel: string;
  readonly locale: string;
  readonly reason: string;
  readonly kind: string;
  readonly grade: string;
  readonly template: { id: string; published: number | null } | null;
  readonly falls_back: boolean;
  readonly uses: { id: string; version: number; source: string; reason: string; kind: string; text: string } | null;
}
interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { pointer: string; code: string; detail: string }[];
}

const PLACED = "2026-03-10T10:00:00+08:00";
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }],
  caps: { person: { count: 1_000, per: "7d" } },
};
const TEXT = "{{ buyer.name }}您好，订单{{ order.id }}应付{{ order.amount }}，付款 {{ pay_url }}";

let database: TestDatabase;
let service: HttpService;
const thread = renderThread();

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  // What staff wrote is rendered where it may be killed, as in the service.
  Object.assign(service.journey.ctx.words, { render: createRender(thread), inspect: thread.inspect });
  await service.journey.putPolicy(POLICY);
});
afterAll(async () => {
  await thread.close();
  await service.close();
  await database.drop();
});

const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json", ...headers },
});
const post = async <T>(path: string, body: object = {}, headers: Record<string, string> = {}) => {
  const response = await service.shop.api(path, json(body, headers));
  return { status: response.status, etag: response.headers.get("etag"), body: (await response.json()) as T };
};
let cells = 0;
/** A template of its own cell: a kind of Chinese that nobody else writes in. */
const fresh = async (over: object = {}) => {
  const locale = `zh-x-t${cells}`;
  cells += 1;
  const { status, body, etag } = await post<Template>("templates", { channel: "sms", locale, text: TEXT, ...over });
  expect(status).toBe(201);
  return { ...body, etag: etag ?? "" };
};
const audited = async (id: string) =>
  (
    await service.journey.rows<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_log WHERE target = '${id}' ORDER BY id`,
    )
  ).map(({ action }) => action);

/** An order of a buyer of that language, reminded; what was sent, and the order as the API shows it. */
async function remind(id: string, locale: string, buyer: object = {}) {
  service.journey.moveTo("2026-03-10T02:15:00Z");
  await service.shop.post(created(id, PLACED, { buyer: { locale, ...buyer } }));
  service.journey.moveTo("2026-03-10T02:45:00Z");
  await service.journey.run();
  const order = await service.shop.get<{
    contacts: { id: string; template: object | null }[];
    reminders: { state: string; reason: string | null }[];
  }>(`orders/${id}`);
  const sent = service.journey.channels.sms.sent.find(({ contactId }) => contactId === order.contacts[0]?.id);
  return { order, sent };
}

describe("the words of a shop", () => {
  test("come to buyers with publishing, and go with withdrawing; the contact says which they were", async () => {
    const { id, locale, version } = await fresh({ provider_templates: { recording: "HX1" } });
    expect(version).toMatchObject({ version: 1, state: "draft" });
    const before = await remind("t-1", locale);
    expect(before.order.contacts[0]?.template).toMatchObject({ id: "builtin.sms", locale: "zh-CN" });
    expect(before.sent?.providerTemplate).toBeNull();
    expect((await post<Template>(`templates/${id}/publish`)).body).toMatchObject({
      published: 1,
      version: { state: "published" },
    });
    const after = await remind("t-2", locale);
    expect(after.order.contacts[0]?.template).toEqual({ id, version: 1, locale, reason: "unknown", experiment: null });
    expect(after.sent?.text).toMatch(
      /^【云上毛衣】王芳您好，订单t-2应付¥199\.00，付款 https:\/\/pay\.example\/r\/[\w-]{16} 拒收请回复R$/,
    );
    expect(after.sent?.providerTemplate).toBe("HX1");
    const second = await post<Template>(`templates/${id}/versions`, { text: "第二版 {{ order.id }}" });
    expect(second.body).toMatchObject({ latest: 2, published: 1, version: { version: 2, state: "draft" } });
    expect((await remind("t-3", locale)).sent?.text).toContain("应付");
    await post(`templates/${id}/publish`);
    expect((await remind("t-4", locale)).sent?.text).toBe("【云上毛衣】第二版 t-4 拒收请回复R");
    await post(`templates/${id}/publish`, { version: 1 });
    expect((await remind("t-5", locale)).sent?.text).toContain("应付");
    expect((await post<Template>(`templates/${id}/withdraw`)).body.published).toBeNull();
    expect((await remind("t-6", locale)).order.contacts[0]?.template).toMatchObject({ id: "builtin.sms" });
    expect(await audited(id)).toEqual([
      "template.create",
      "template.publish",
      "template.version",
      "template.publish",
      "template.publish",
      "template.withdraw",
    ]);
  });

  test("are nearer than ours, and nearest for the grade and kind they name", async () => {
    const { id, locale } = await fresh({ text: "一般 {{ order.id }}" });
    const { body: graded } = await post<Template>("templates", {
      channel: "sms",
      locale,
      kind: "returning",
      grade: "A",
      text: "老友 {{ order.id }}",
    });
    await post(`templates/${id}/publish`);
    await post(`templates/${graded.id}/publish`);
    expect((await remind("g-1", locale)).sent?.text).toContain("一般 g-1");
    expect((await remind("g-2", locale, { grade: "A", paid_orders: 4 })).sent?.text).toContain("老友 g-2");
    expect((await remind("g-3", locale, { grade: "B", paid_orders: 4 })).sent?.text).toContain("一般 g-3");
  });

  test("of one shop are nobody else's", async () => {
    const { id } = await fresh();
    const other = await service.addShop("other");
    for (const path of [`templates/${id}`, `templates/${id}/versions`])
      expect((await other.api(path)).status).toBe(404);
    for (const verb of ["publish", "approve", "withdraw", "preview"])
      expect((await other.api(`templates/${id}/${verb}`, { method: "POST" })).status).toBe(404);
    const { data } = (await (await other.api("templates?own=true")).json()) as { data: unknown[] };
    expect(data).toEqual([]);
  });

  test("can't be changed in place, not even by the service's own role", async () => {
    const { id } = await fresh();
    const change = (sql: string) => service.journey.read((tx) => tx.execute(sql));
    await expect(change(`UPDATE template_versions SET text = 'x' WHERE template_id = '${id}'`)).rejects.toThrow();
    await expect(change(`DELETE FROM template_versions WHERE template_id = '${id}'`)).rejects.toThrow();
  });
});

describe("the matrix", () => {
  const all = async (query = "") => {
    const rows: Row[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: { data: Row[]; next: string | null } = await service.shop.get(
        `templates?limit=200${query}${next === "" ? "" : `&cursor=${next}`}`,
      );
      rows.push(...page.data);
      next = page.next;
    }
    return rows;
  };

  test("has every channel, reason and kind of buyer once, and says what is used", async () => {
    const rows = await all("&locale=zh-CN&purpose=payment_reminder&grade=any");
    expect(rows).toHaveLength(5 * 9 * 2);
    expect(new Set(rows.map(({ channel, reason, kind }) => `${channel} ${reason} ${kind}`)).size).toBe(rows.length);
    for (const row of rows) expect(row.uses).toMatchObject({ source: "builtin", reason: row.reason });
  });

  test("shows drafts beside what buyers get meanwhile, and the published one after", async () => {
    const { id, locale } = await fresh({ locale: "ja", reason: "price", kind: "new" });
    const find = async () => (await all(`&locale=${locale}&reason=price&kind=new&channel=sms`))[0];
    expect(await find()).toMatchObject({
      template: { id, published: null },
      falls_back: true,
      uses: { source: "builtin", reason: "price" },
    });
    await post(`templates/${id}/publish`);
    expect(await find()).toMatchObject({ falls_back: false, uses: { id, source: "shop", text: TEXT } });
    const own = await all("&own=true");
    expect(own.every(({ template }) => template !== null)).toBe(true);
    expect(own.some(({ template }) => template?.id === id)).toBe(true);
  });

  test("is paged, and refuses what it can't read", async () => {
    const small = await service.shop.get<{ data: Row[]; next: string }>("templates?limit=2");
    expect(small.data).toHaveLength(2);
    const next = await service.shop.get<{ data: Row[] }>(`templates?limit=2&cursor=${small.next}`);
    expect(next.data[0]).not.toEqual(small.data[1]);
    expect((await service.shop.api("templates?limit=0")).status).toBe(422);
    expect((await service.shop.api("templates?own=maybe")).status).toBe(422);
  });
});

describe("what is refused when words are saved", () => {
  const refusal = async (over: object) => {
    const { status, body } = await post<Problem>("templates", { channel: "sms", locale: "fr", text: "x", ...over });
    return { status, errors: body.errors?.map(({ pointer, code }) => `${pointer} ${code}`) };
  };

  test("a name that is no variable is told, with those that are", async () => {
    const { status, body } = await post<Problem>("templates", {
      channel: "sms",
      locale: "fr",
      text: "{{ buyer.phone }} {{ order.id }}",
    });
    expect(status).toBe(422);
    expect(body.errors?.[0]).toMatchObject({ pointer: "/text", code: "variable" });
    expect(body.errors?.[0]?.detail).toMatch(/there is no buyer\.phone; the variables are shop\.name, buyer\.name, /);
  });

  test.each<[string, object, string[]]>([
    ["words that don't parse", { text: "{% if %}" }, ["/text syntax"]],
    ["files of the service", { text: "{% include '/etc/passwd' %}" }, ["/text syntax"]],
    ["ways to the prototype", { text: "{{ buyer.constructor.name }}" }, ["/text variable"]],
    ["an endless loop", { text: "{% for i in (1..100000000) %}x{% endfor %}" }, ["/text limit"]],
    ["words that come out too long", { text: "{% for i in (1..900) %}xx{% endfor %}" }, ["/text too_long"]],
    ["words that come out as nothing", { text: "{% if count > 1 %}x{% endif %}" }, ["/text empty"]],
    ["a loop's name for what is none", { text: "{% for o in orders %}{{ o.price }}{% endfor %}" }, ["/text variable"]],
    ["an e-mail without a subject", { channel: "email" }, ["/subject required"]],
    ["a text message with one", { subject: "x" }, ["/subject unexpected"]],
    ["a subject with a name that is none", { channel: "email", subject: "{{ nobody }}" }, ["/subject variable"]],
    ["no words", { text: "" }, ["/text too_small"]],
    ["a zero byte", { text: "a\u0000" }, ["/text nul"]],
    ["a locale that is none", { locale: "fr_FR" }, ["/locale custom"]],
    ["a reason that is none", { reason: "rain" }, ["/reason invalid_value"]],
    ["a grade that is none", { grade: "Z" }, ["/grade invalid_value"]],
    ["a key that is none", { channels: "sms" }, [" unrecognized_keys"]],
  ])("%s", async (_, over, errors) => {
    expect(await refusal(over)).toEqual({ status: 422, errors });
  });

  test("a cell that has a template already is 409", async () => {
    const { locale } = await fresh();
    expect((await post<Problem>("templates", { channel: "sms", locale, text: "x" })).status).toBe(409);
  });

  test("what is no template is 404", async () => {
    for (const id of ["tpl_aaaaaaaaaaaa", "builtin.sms", "%00", "'--"]) {
      expect((await service.shop.api(`templates/${id}`)).status).toBe(404);
      expect((await post(`templates/${id}/publish`)).status).toBe(404);
      expect((await post(`templates/${id}/versions`, { text: "x" })).status).toBe(404);
    }
  });
});

test("a stale If-Match is 409 and changes nothing", async () => {
  const { id, etag } = await fresh();
  const first = await post<Template>(`templates/${id}/versions`, { text: "二" }, { "if-match": etag });
  expect(first.status).toBe(201);
  for (const [path, body] of [
    ["versions", { text: "三" }],
    ["publish", {}],
    ["approve", {}],
    ["withdraw", {}],
  ] as const) {
    expect((await post(`templates/${id}/${path}`, body, { "if-match": etag })).status).toBe(409);
  }
  const standing = await service.shop.api(`templates/${id}`);
  expect(standing.headers.get("etag")).toBe(first.etag);
  expect(await standing.json()).toMatchObject({ latest: 2, published: null });
  const again = await service.shop.api(`templates/${id}`, { headers: { "if-none-match": first.etag ?? "" } });
  expect(again.status).toBe(304);
  expect((await post(`templates/${id}/publish`, {}, { "if-match": first.etag ?? "" })).status).toBe(200);
});

test("versions are listed, the latest first", async () => {
  const { id } = await fresh();
  for (const text of ["二", "三"]) await post(`templates/${id}/versions`, { text });
  await post(`templates/${id}/publish`, { version: 2 });
  const page = await service.shop.get<{ data: { version: number; state: string }[]; next: string }>(
    `templates/${id}/versions?limit=2`,
  );
  expect(page.data.map(({ version, state }) => [version, state])).toEqual([
    [3, "draft"],
    [2, "published"],
  ]);
  const rest = await service.shop.get<{ data: { version: number }[]; next: null }>(
    `templates/${id}/versions?limit=2&cursor=${page.next}`,
  );
  expect(rest).toMatchObject({ data: [{ version: 1 }], next: null });
});

test("where the policy asks for it, somebody else must approve first", async () => {
  await service.journey.putPolicy({ ...POLICY, approve_templates: true });
  const { id, locale } = await fresh();
  expect((await post(`templates/${id}/publish`)).status).toBe(409);
  expect((await post(`templates/${id}/approve`)).status).toBe(403);
  // Another key of the same shop: another person.
  const second = `ck_${"second-person-of-the-shop"}`;
  await service.journey.read((tx) => insertApiKey(tx, service.journey.shop.id, second));
  const approve = await fetch(`${service.url}/api/v1/templates/${id}/approve`, {
    method: "POST",
    headers: { authorization: `Bearer ${second}` },
  });
  expect(approve.status).toBe(200);
  expect(await approve.json()).toMatchObject({ version: { state: "approved" } });
  expect((await post(`templates/${id}/publish`)).status).toBe(200);
  expect((await remind("a-1", locale)).order.contacts[0]?.template).toMatchObject({ id, version: 1 });
  // Other words are another version, which nobody approved yet.
  await post(`templates/${id}/versions`, { text: "新" });
  expect((await post(`templates/${id}/publish`)).status).toBe(409);
  await service.journey.putPolicy(POLICY);
});

describe("preview", () => {
  test("shows a sample with its length, and a real order with its buyer's name", async () => {
    const { id, locale } = await fresh();
    const sample = await post<{ text: string; sms: object; cost: null }>(`templates/${id}/preview`);
    expect(sample.body).toMatchObject({
      template: { id, version: 1, locale, reason: "unknown" },
      subject: null,
      text: "【云上毛衣】王芳您好，订单20260101-0001应付¥199.00，付款 https://pay.example/r/samplesamplesamp 拒收请回复R",
      sms: { encoding: "UCS-2", units: 84, segments: 2 },
      cost: null,
    });
    await service.shop.post(created("p-1", PLACED, { buyer: { name: "李雷" }, order: { amount: "20.50" } }));
    const real = await post<{ text: string }>(`templates/${id}/preview`, { order: "p-1" });
    expect(real.body.text).toMatch(/^【云上毛衣】李雷您好，订单p-1应付¥20\.50/);
    expect((await post<Problem>(`templates/${id}/preview`, { order: "nobody's" })).body.errors).toMatchObject([
      { pointer: "/order" },
    ]);
    expect((await post(`templates/${id}/preview`, { version: 9 })).status).toBe(404);
  });

  test("tries words that nobody saved: tells what is wrong, else shows them, and keeps nothing", async () => {
    const cell = { channel: "sms", locale: "zh-CN", reason: "price", kind: "returning" };
    const own = async () => (await service.shop.get<{ data: Row[] }>("templates?own=true&limit=200")).data.length;
    const before = await own();
    const shown = await post<{ text: string }>("templates/preview", { ...cell, text: TEXT });
    expect(shown.body).toMatchObject({
      template: { id: "draft", version: 0, reason: "price" },
      text: "【云上毛衣】王芳您好，订单20260101-0001应付¥199.00，付款 https://pay.example/r/samplesamplesamp 拒收请回复R",
      sms: { encoding: "UCS-2", segments: 2 },
    });
    await service.shop.post(created("p-2", PLACED, { buyer: { name: "韩梅梅" }, order: { amount: "20.50" } }));
    const real = await post<{ text: string }>("templates/preview", { ...cell, text: TEXT, order: "p-2" });
    expect(real.body.text).toMatch(/^【云上毛衣】韩梅梅您好，订单p-2应付/);
    const wrong = await post<Problem>("templates/preview", { ...cell, text: "{{ buyer.nam }}" });
    expect([wrong.status, wrong.body.errors?.[0]]).toMatchObject([422, { pointer: "/text", code: "variable" }]);
    const nobodys = await post<Problem>("templates/preview", { ...cell, text: TEXT, order: "nobody's" });
    expect(nobodys.body.errors).toMatchObject([{ pointer: "/order" }]);
    expect(await own()).toBe(before);
  });
});

describe("test-send", () => {
  const STAFF = "+8613900001111";
  const counts = () =>
    service.journey.rows<{ n: number }>(
      "SELECT (SELECT count(*) FROM contacts) + (SELECT count(*) FROM contact_orders) + (SELECT count(*) FROM attempts) + (SELECT coalesce(sum(cardinality(contacted_at)), 0) FROM people) AS n",
    );

  test("goes to the shop's own addresses alone, counts nowhere and is audited", async () => {
    await service.shop.api("policy", {
      method: "PUT",
      body: JSON.stringify({ ...POLICY, test_addresses: [STAFF] }),
      headers: { "content-type": "application/json" },
    });
    const { id } = await fresh();
    const { sent } = service.journey.channels.sms;
    const [before, had] = [sent.length, await counts()];
    await service.shop.post(created("own-buyer", PLACED, { buyer: { phone: "+8613900002222" } }));
    for (const to of ["+8613900002222", "+8613912345678"]) {
      const refused = await post<Problem>(`templates/${id}/test-send`, { to });
      expect(refused.body.errors).toMatchObject([{ pointer: "/to", code: "not_allowed" }]);
    }
    expect(sent).toHaveLength(before);
    const done = await post<{ result: string; text: string }>(`templates/${id}/test-send`, { to: STAFF });
    expect(done).toMatchObject({ status: 200, body: { result: "accepted", code: null } });
    expect(sent).toHaveLength(before + 1);
    expect(sent.at(-1)).toMatchObject({ to: STAFF, text: done.body.text, shopName: "云上毛衣" });
    expect(await counts()).toEqual(had);
    expect(await audited(id)).toEqual(["template.create", "template.test_send"]);
    expect(service.logged.join("\n")).not.toContain("13900001111");
  });

  test("is refused for whoever said no, for the wrong kind of address, and while sending is paused", async () => {
    const { id } = await fresh();
    const email = await post<Problem>(`templates/${id}/test-send`, { to: "staff@shop.example" });
    expect(email.body.errors).toMatchObject([{ pointer: "/to", code: "wrong_address" }]);
    const script = await fresh({ channel: "call_script" });
    expect((await post(`templates/${script.id}/test-send`, { to: STAFF })).status).toBe(409);
    await service.shop.api("sending", {
      method: "PUT",
      body: JSON.stringify({ paused: true }),
      headers: { "content-type": "application/json" },
    });
    expect((await post(`templates/${id}/test-send`, { to: STAFF })).status).toBe(409);
    await service.shop.api("sending", {
      method: "PUT",
      body: JSON.stringify({ paused: false }),
      headers: { "content-type": "application/json" },
    });
    await post("suppressions", { phone: STAFF, reason: "no more tests" });
    const refused = await post<Problem>(`templates/${id}/test-send`, { to: STAFF });
    expect(refused.body.errors).toMatchObject([{ pointer: "/to", code: "suppressed" }]);
  });
});

test("words that fail on an order send nothing for it, and the next order goes on", async () => {
  const { id, locale } = await fresh({
    text: "{{ order.id }}{% if order.id contains 'bad' %}{{ orders[7].id }}{% endif %}",
  });
  await post(`templates/${id}/publish`);
  const bad = await remind("bad-1", locale);
  expect(bad.sent).toBeUndefined();
  expect(bad.order.reminders[0]).toMatchObject({ state: "skipped", reason: "template_error" });
  expect((await remind("good-1", locale)).sent?.text).toContain("good-1");
});
