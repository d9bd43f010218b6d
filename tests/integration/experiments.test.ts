import { afterAll, beforeAll, expect, test } from "vitest";
import { pickVariant } from "#src/domain/experiment.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

interface Variant {
  readonly version: number;
  readonly buyers: number;
  readonly clicked: number;
  readonly recovered: number;
  readonly rate: number;
  readonly rate_low: number;
  readonly rate_high: number;
}
interface Experiment {
  readonly id: string;
  readonly state: string;
  readonly variants: readonly Variant[];
  readonly best: number | null;
}
interface Order {
  readonly contacts: readonly { id: string; template: { id: string; version: number; experiment: string | null } }[];
  readonly reminders: readonly { reason: string | null }[];
}

const PLACED = "2026-03-10T10:00:00+08:00";
const BUYERS = 24;
const POLICY = { slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }], steps: [{ channel: "sms" }] };
const HALVES = [
  { version: 1, share: 0.5 },
  { version: 2, share: 0.5 },
];
const PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36";

let database: TestDatabase;
let service: HttpService;
let template: string;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  await service.journey.putPolicy(POLICY);
  template = (await post<{ id: string }>("templates", { channel: "sms", locale: "zh-CN", text: "一 {{ pay_url }}" }))
    .body.id;
  await post(`templates/${template}/versions`, { text: "二 {{ pay_url }}" });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

async function post<T>(path: string, body: object = {}) {
  const headers = { "content-type": "application/json" };
  const response = await service.shop.api(path, { method: "POST", body: JSON.stringify(body), headers });
  return { status: response.status, body: (await response.json()) as T };
}
const start = (variants: object[] = HALVES) => post<Experiment>("experiments", { template, name: "shorter", variants });
const order = (id: string) => service.shop.get<Order>(`orders/${id}`);

/** Orders of as many buyers, all reminded. */
async function remind(ids: readonly string[]): Promise<void> {
  service.journey.moveTo("2026-03-10T02:15:00Z");
  for (const id of ids) await service.shop.post(created(id, PLACED));
  service.journey.moveTo("2026-03-10T02:45:00Z");
  await service.journey.run();
}

test("is only started of versions that buyers may get", async () => {
  expect((await start()).status).toBe(409);
  await post(`templates/${template}/publish`, { version: 1 });
  for (const variants of [
    [{ version: 1, share: 1 }],
    [
      { version: 1, share: 0.5 },
      { version: 1, share: 0.5 },
    ],
    [
      { version: 1, share: 0.5 },
      { version: 2, share: 0.4 },
    ],
    [
      { version: 1, share: 0.5 },
      { version: 9, share: 0.5 },
    ],
  ]) {
    expect((await start(variants)).status).toBe(422);
  }
  expect((await post("experiments", { template: "builtin.sms", name: "x", variants: HALVES })).status).toBe(422);
  await service.journey.putPolicy({ ...POLICY, approve_templates: true });
  expect((await start()).status).toBe(409);
  await service.journey.putPolicy(POLICY);
});

test("gives each buyer their variant, says so at the contact, and counts what came of it", async () => {
  const { status, body: experiment } = await start();
  expect(status).toBe(201);
  expect(experiment).toMatchObject({ state: "running", best: null });
  expect((await start()).status).toBe(409);
  expect((await post(`templates/${template}/publish`, { version: 2 })).status).toBe(409);
  expect((await post(`templates/${template}/withdraw`)).status).toBe(409);

  const ids = Array.from({ length: BUYERS }, (_, n) => `e-${n}`);
  await remind(ids);
  const expected = new Map<number, { buyers: number; clicked: number; recovered: number }>();
  for (const [n, id] of ids.entries()) {
    const [contact] = (await order(id)).contacts;
    const [row] = await service.journey.rows<{ buyer_id: string; link_code: string }>(
      `SELECT buyer_id, link_code FROM contacts c JOIN contact_orders o ON o.contact_id = c.id WHERE c.id = '${contact?.id}'`,
    );
    const [first, second] = HALVES;
    if (!first || !second || !row) throw new Error("nothing was sent");
    const { version } = pickVariant({ id: experiment.id, variants: [first, second] }, row.buyer_id);
    expect(contact?.template).toMatchObject({ id: template, version, experiment: experiment.id });
    const sent = service.journey.channels.sms.sent.find(({ contactId }) => contactId === contact?.id);
    expect(sent?.text).toContain(version === 1 ? "一" : "二");
    const count = expected.get(version) ?? { buyers: 0, clicked: 0, recovered: 0 };
    expected.set(version, count);
    count.buyers += 1;
    if (n % 2 === 0) {
      await fetch(`${service.url}/r/${row.link_code}`, { redirect: "manual", headers: { "user-agent": PHONE } });
      count.clicked += 1;
    }
    if (n % 3 === 0) {
      await service.shop.post(about("order.paid", id, "2026-03-10T03:00:00Z", { paid_at: "2026-03-10T03:00:00Z" }));
      count.recovered += 1;
    }
  }
  expect(expected.size).toBe(2);
  const read = await service.shop.get<Experiment>(`experiments/${experiment.id}`);
  for (const variant of read.variants) {
    expect(variant).toMatchObject(expected.get(variant.version) ?? {});
    expect(variant.rate).toBeCloseTo(variant.recovered / variant.buyers, 10);
    expect(variant.rate_low).toBeLessThan(variant.rate);
    expect(variant.rate_high).toBeGreaterThan(variant.rate);
  }
  const stopped = await post<Experiment>(`experiments/${experiment.id}/stop`);
  expect(stopped.body.state).toBe("stopped");
  expect((await post<Experiment>(`experiments/${experiment.id}/stop`)).body).toEqual(stopped.body);
  await remind(["after-1", "after-2", "after-3"]);
  for (const id of ["after-1", "after-2", "after-3"]) {
    expect((await order(id)).contacts[0]?.template).toMatchObject({ version: 1, experiment: null });
  }
  expect((await service.shop.get<Experiment>(`experiments/${experiment.id}`)).variants).toEqual(read.variants);
  const actions = await service.journey.rows<{ action: string }>(
    `SELECT action FROM audit_log WHERE target = '${experiment.id}' ORDER BY id`,
  );
  expect(actions.map(({ action }) => action)).toEqual(["experiment.start", "experiment.stop"]);
});

test("leaves held-out buyers alone", async () => {
  const { body } = await start();
  await service.journey.putPolicy({ ...POLICY, held_out: 0.5 });
  const ids = Array.from({ length: 16 }, (_, n) => `h-${n}`);
  await remind(ids);
  const orders = await Promise.all(ids.map(order));
  const held = orders.filter(({ reminders }) => reminders[0]?.reason === "held_out");
  expect(held.length).toBeGreaterThan(0);
  for (const { contacts } of held) expect(contacts).toEqual([]);
  const { variants } = await service.shop.get<Experiment>(`experiments/${body.id}`);
  expect(variants.reduce((sum, { buyers }) => sum + buyers, 0)).toBe(ids.length - held.length);
  await post(`experiments/${body.id}/stop`);
});

test("is listed, and seen by its own shop alone", async () => {
  const first = await service.shop.get<{ data: Experiment[]; next: string }>("experiments?limit=1");
  const rest = await service.shop.get<{ data: Experiment[]; next: null }>(`experiments?limit=5&cursor=${first.next}`);
  expect([...first.data, ...rest.data]).toHaveLength(2);
  expect(rest.next).toBeNull();
  const other = await service.addShop("other");
  const id = first.data[0]?.id ?? "";
  expect((await other.api(`experiments/${id}`)).status).toBe(404);
  expect((await other.api(`experiments/${id}/stop`, { method: "POST" })).status).toBe(404);
  expect((await service.shop.api("experiments/%00")).status).toBe(404);
});
