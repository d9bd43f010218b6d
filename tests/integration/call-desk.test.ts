import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { agentChannel, type CallDesk } from "#src/channels/agent.ts";
import type { ContactId } from "#src/domain/brand.ts";
import { REASON_CODES } from "#src/domain/reason-code.ts";
import { createCallDesk } from "#src/journey/call-desk.ts";
import { checkStats } from "#src/journey/check-stats.ts";
import { recountStats } from "#src/journey/recount-stats.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created, type Journey } from "#tests/support/journey.ts";

interface Task {
  readonly id: string;
  readonly state: string;
  readonly ended: string | null;
  readonly orders: readonly string[];
  readonly amount: string;
  readonly leased_by: string | null;
  readonly phone?: string;
  readonly outcome: string | null;
  readonly promised_at: string | null;
  readonly sheet: {
    readonly opening: string | null;
    readonly objections: readonly object[];
    readonly branches: readonly { readonly reason: string; readonly text: string }[];
  } | null;
  readonly buyer: { readonly name: string | null; readonly phone: string | null };
}
interface OrderJson {
  readonly reminders: readonly { readonly channel: string; readonly state: string; readonly reason: string | null }[];
  readonly contacts: readonly { readonly state: string; readonly replies: readonly { readonly text: string }[] }[];
  readonly reason: { readonly code: string; readonly source: string | null };
  readonly conversion: { readonly recovered: boolean; readonly agent: string | null } | null;
  readonly decisions: readonly { readonly what: string; readonly text: string }[];
}

let database: TestDatabase;
let service: HttpService;
let journey: Journey;
let shop: HttpShop;
let orders = 0;

const PLACED = "2026-03-10T10:00:00+08:00";
const NOON = "2026-03-10T12:00:00+08:00";
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "1h" } }],
  min_delay: "0m",
  caps: { person: { count: 50, per: "7d" } },
  steps: [{ channel: "call" }, { channel: "sms", after: "2h" }],
  hours: { default: "09:00-20:00", call: "09:00-20:00" },
  consent: { call: "not_required" },
};

beforeAll(async () => {
  database = await testDatabase();
  let desk: CallDesk | null = null;
  const call = agentChannel({
    openTask: async (request) => await desk?.openTask(request),
    closeTask: async (id) => await desk?.closeTask(id),
  });
  service = await openHttpService(database.url, { now: PLACED, real: { call } });
  ({ journey, shop } = service);
  desk = createCallDesk(journey.ctx);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(async () => {
  await journey.putPolicy(POLICY);
  journey.moveTo(PLACED);
});
afterEach(async () => {
  await journey.rows("UPDATE call_tasks SET state = 'cancelled' WHERE state = 'open' RETURNING 1");
});

/** An order with its call on the list, at 11:00 there; it is 11:00 afterwards. */
async function listed(over: { order?: object; buyer?: object; at?: string } = {}): Promise<string> {
  orders += 1;
  const id = `d-${orders}`;
  journey.moveTo(over.at ?? PLACED);
  await journey.receive(created(id, over.at ?? PLACED, over));
  journey.moveTo("2026-03-10T11:00:00+08:00");
  await journey.run();
  return id;
}

const json = (body: object) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const post = (path: string, body: object = {}) => shop.api(`call-tasks/${path}`, json(body));
const lease = async (agent = "007", id?: string): Promise<Task> => {
  const response = await post("lease", { agent, ...(id === undefined ? {} : { id }) });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Task;
};
const tasks = async (query = "") => (await shop.get<{ data: Task[]; next: string | null }>(`call-tasks${query}`)).data;
const order = (id: string) => shop.get<OrderJson>(`orders/${id}`);
const paid = (id: string, at: string) =>
  journey.receive(about("order.paid", id, new Date(at).toISOString(), { paid_at: new Date(at).toISOString() }));
const lapse = (id: string) =>
  journey.rows(
    `UPDATE call_tasks SET leased_until = clock_timestamp() - interval '1 second' WHERE contact_id = '${id}' RETURNING 1`,
  );

describe("the list", () => {
  test("has what is to be called, with masked numbers and the sheet, most urgent first", async () => {
    const small = await listed({ order: { amount: "10.00" } });
    const large = await listed({ order: { amount: "990.00" } });
    const soon = await listed({ order: { amount: "5.00", closes_at: "2026-03-10T12:30:00+08:00" } });
    const all = await tasks();
    expect(all.map((task) => task.orders)).toEqual([[soon], [large], [small]]);
    expect(all[1]).toMatchObject({ state: "open", amount: "990.00", leased_by: null, buyer: { name: "王芳" } });
    expect(all[1]?.buyer.phone).toMatch(/\*\*\*\*/);
    expect(all[1]).not.toHaveProperty("phone");
    expect(all[1]?.sheet?.opening).toContain("云上毛衣");
    expect(all[1]?.sheet?.objections).toHaveLength(8);
    const first = await shop.get<{ data: Task[]; next: string }>("call-tasks?limit=2");
    const rest = await shop.get<{ data: Task[]; next: null }>(`call-tasks?limit=2&cursor=${first.next}`);
    expect([...first.data, ...rest.data]).toEqual(all);
    expect(rest.next).toBeNull();
  });

  test("is the shop's own, and refuses what it does not know", async () => {
    await listed();
    const [task] = await tasks();
    const other = await service.addShop("other-desk");
    expect((await other.get<{ data: Task[] }>("call-tasks")).data).toEqual([]);
    expect((await other.api(`call-tasks/${task?.id}`)).status).toBe(404);
    expect((await other.api(`call-tasks/${task?.id}/outcome`, json({ outcome: "opted_out" }))).status).toBe(404);
    expect((await shop.api("call-tasks?state=new")).status).toBe(422);
    expect((await shop.api("call-tasks/nonsense")).status).toBe(404);
    expect((await post(`${task?.id}/outcome`, { outcome: "bought" })).status).toBe(422);
    expect(await journey.rows("SELECT 1 FROM suppressions")).toEqual([]);
  });
});

describe("a lease", () => {
  test("gives the number to its holder alone, and is put down", async () => {
    await listed();
    const task = await lease();
    expect(task).toMatchObject({ state: "leased", leased_by: "007" });
    expect(task.phone).toMatch(/^\+86138\d{8}$/);
    expect((await post("lease", { agent: "008", id: task.id })).status).toBe(409);
    expect((await post("lease", { agent: "008" })).status).toBe(204);
    expect(await tasks()).toEqual([]);
    expect((await tasks("?state=leased&mine=true&agent=007")).map(({ id }) => id)).toEqual([task.id]);
    expect(await tasks("?state=leased&mine=true&agent=008")).toEqual([]);
    expect(await shop.get(`call-tasks/${task.id}`)).not.toHaveProperty("phone");
    const rows = await journey.rows<{ target: string; detail: object }>(
      "SELECT target, detail FROM audit_log WHERE action = 'call.lease' ORDER BY at DESC LIMIT 1",
    );
    expect(rows).toEqual([{ target: task.id, detail: { agent: "007" } }]);
  });

  test("has how to talk about every reason the buyer may name, the known one first", async () => {
    const id = await listed({ order: { payment_error: { code: "ACQ.BUYER_BALANCE_NOT_ENOUGH", message: null } } });
    const [open] = await tasks();
    expect(open?.sheet?.branches.map(({ reason }) => reason)).toEqual(["payment_trouble"]);
    const { orders: named, sheet } = await lease();
    expect(named).toEqual([id]);
    expect(sheet?.branches[0]?.reason).toBe("payment_trouble");
    expect(sheet?.branches.map(({ reason }) => reason).sort()).toEqual([...REASON_CODES].sort());
    expect(new Set(sheet?.branches.map(({ text }) => text)).size).toBe(REASON_CODES.length);
  });

  test("is free again when it lapses, or is given back", async () => {
    await listed();
    const first = await lease("007");
    await lapse(first.id);
    const second = await lease("008");
    expect(second.id).toBe(first.id);
    expect((await post(`${first.id}/outcome`, { outcome: "answered", agent: "007" })).status).toBe(409);
    expect((await post(`${first.id}/release`, { agent: "007" })).status).toBe(409);
    expect((await post(`${first.id}/release`, { agent: "008" })).status).toBe(200);
    expect((await lease("007")).id).toBe(first.id);
  });

  test("holds for 15 minutes of the database's clock, and begins anew when it is taken again", async () => {
    await listed();
    const { id } = await lease();
    const left = () =>
      journey.rows<{ s: number }>(
        `SELECT round(extract(epoch FROM leased_until - clock_timestamp()))::int AS s FROM call_tasks WHERE contact_id = '${id}'`,
      );
    const [before] = await left();
    expect(before?.s).toBeGreaterThan(880);
    expect(before?.s).toBeLessThanOrEqual(900);
    await journey.rows(
      `UPDATE call_tasks SET leased_until = clock_timestamp() + interval '5 s' WHERE contact_id = '${id}' RETURNING 1`,
    );
    await lease("007", id);
    expect((await left())[0]?.s).toBeGreaterThan(880);
  });

  test("of one task goes to one agent, however many ask at once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 8 }), async (calls, agents) => {
        for (let n = 0; n < calls; n += 1) await listed();
        const answers = await Promise.all(
          Array.from({ length: agents }, async (_, n) => await post("lease", { agent: `a${n}` })),
        );
        const had = await Promise.all(
          answers.filter(({ status }) => status === 200).map(async (answer) => ((await answer.json()) as Task).id),
        );
        expect(new Set(had).size).toBe(had.length);
        expect(had).toHaveLength(Math.min(calls, agents));
        await journey.rows("UPDATE call_tasks SET state = 'cancelled' WHERE state = 'open' RETURNING 1");
      }),
      { numRuns: 6 },
    );
  });

  test.each([
    ["paid", (id: string) => paid(id, NOON), "paid"],
    ["cancelled", (id: string) => journey.receive(about("order.cancelled", id, "2026-03-10T04:00:00Z")), "cancelled"],
    ["stopped by staff", (id: string) => shop.api(`orders/${id}/stop`, { method: "POST" }), "stopped"],
  ])("is not given of what was %s", async (_, end, ended) => {
    const id = await listed();
    const [task] = await tasks();
    await end(id);
    expect((await post("lease")).status).toBe(204);
    expect((await post("lease", { id: task?.id })).status).toBe(409);
    expect(await shop.get<Task>(`call-tasks/${task?.id}`)).toMatchObject({ state: "cancelled", ended });
    expect((await order(id)).contacts[0]?.state).toBe("cancelled");
  });

  test("looks again itself: what has closed since, or is over by its time, goes off the list", async () => {
    const id = await listed({ order: { closes_at: "2026-03-10T12:00:00+08:00" } });
    const [task] = await tasks();
    journey.moveTo(NOON);
    expect((await post("lease")).status).toBe(204);
    expect(await shop.get<Task>(`call-tasks/${task?.id}`)).toMatchObject({ state: "cancelled" });
    expect((await order(id)).contacts[0]?.state).toBe("cancelled");
    const late = await listed();
    journey.moveTo("2026-03-10T19:00:00+08:00");
    await journey.run();
    expect((await order(late)).decisions).toContainEqual(
      expect.objectContaining({ what: "ended", reason: "too_late", inputs: { channel: "call" } }),
    );
    expect(await tasks()).toEqual([]);
  });

  test("waits for contact hours and for sending to be resumed", async () => {
    await listed();
    journey.moveTo("2026-03-10T11:30:00+08:00");
    await journey.putPolicy({ ...POLICY, hours: { default: "09:00-20:00", call: "12:00-20:00" } });
    expect((await post("lease")).status).toBe(204);
    await journey.putPolicy(POLICY);
    const sending = (paused: boolean) => shop.api("sending", { ...json({ paused, channel: "call" }), method: "PUT" });
    expect((await sending(true)).status).toBe(200);
    expect((await post("lease")).status).toBe(204);
    await sending(false);
    expect((await post("lease")).status).toBe(200);
  });
});

describe("an outcome", () => {
  test.each(["answered", "no_answer", "busy", "failed"])("%s is the contact's, once", async (outcome) => {
    const id = await listed();
    const { id: task } = await lease();
    const response = await post(`${task}/outcome`, { outcome, agent: "007", note: "说今晚付" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ state: "done", outcome, leased_by: "007" });
    const after = await order(id);
    expect(after.contacts[0]).toMatchObject({ state: outcome, replies: [{ text: "说今晚付" }] });
    expect(after.decisions.at(-1)).toMatchObject({ what: "called" });
    const sms = after.reminders.find(({ channel }) => channel === "sms");
    expect(sms).toMatchObject(
      outcome === "answered" ? { state: "cancelled", reason: "answered" } : { state: "planned", reason: null },
    );
    expect((await post(`${task}/outcome`, { outcome: "answered", agent: "007" })).status).toBe(409);
    expect((await post("lease", { id: task })).status).toBe(409);
    expect(await journey.rows(`SELECT agent FROM contacts WHERE id = '${task}'`)).toEqual([{ agent: "007" }]);
    expect((await tasks("?state=done&mine=true&agent=007")).map(({ id: one }) => one)).toContain(task);
    const plain = await journey.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM receipts WHERE contact_id = '${task}' AND encode(text, 'escape') LIKE '%付%'`,
    );
    expect(plain).toEqual([{ n: 0 }]);
  });

  test("of nobody's call is refused; a program that names nobody speaks for whoever holds it", async () => {
    await listed();
    const [open] = await tasks();
    expect((await post(`${open?.id}/outcome`, { outcome: "answered" })).status).toBe(409);
    const { id } = await lease("007");
    expect((await post(`${id}/outcome`, { outcome: "answered" })).status).toBe(200);
    expect(await shop.get<Task>(`call-tasks/${id}`)).toMatchObject({ leased_by: "007", outcome: "answered" });
  });

  test("may hold a promise of an answered call, and the reason the buyer gave", async () => {
    const id = await listed();
    const { id: task } = await lease();
    const say = (over: object) => post(`${task}/outcome`, { outcome: "answered", agent: "007", ...over });
    for (const promised_at of ["tonight", "2026-03-01T20:00:00+08:00", "2026-06-10T20:00:00+08:00"]) {
      expect((await say({ promised_at })).status).toBe(422);
    }
    expect((await say({ outcome: "busy", promised_at: "2026-03-10T20:00:00+08:00" })).status).toBe(422);
    const done = await say({ promised_at: "2026-03-10T20:00:00+08:00", reason: "payment_trouble" });
    expect(await done.json()).toMatchObject({ promised_at: "2026-03-10T12:00:00.000Z" });
    const after = await order(id);
    expect(after.reason).toMatchObject({ code: "payment_trouble", source: "staff" });
    expect(after.decisions.at(-1)?.text).toContain("20:00");
  });

  test("opted_out leaves the buyer alone on every channel, whoever holds the call", async () => {
    const id = await listed();
    const { id: task } = await lease("007");
    await lapse(task);
    await lease("008");
    expect((await post(`${task}/outcome`, { outcome: "opted_out", agent: "007" })).status).toBe(409);
    const suppressed = await shop.get<{ data: { source: string }[] }>("suppressions");
    expect(suppressed.data[0]).toMatchObject({ source: "stop" });
    expect((await order(id)).reminders.find(({ channel }) => channel === "sms")).toMatchObject({
      state: "skipped",
      reason: "suppressed",
    });
    expect(await shop.get<Task>(`call-tasks/${task}`)).toMatchObject({ state: "cancelled", ended: "suppressed" });
  });

  test("a no in the note counts as well", async () => {
    const id = await listed();
    const { id: task } = await lease();
    expect((await post(`${task}/outcome`, { outcome: "answered", note: "买家说不要再给我打电话" })).status).toBe(200);
    expect((await order(id)).reminders.find(({ channel }) => channel === "sms")).toMatchObject({
      reason: "suppressed",
    });
  });
});

describe("a payment", () => {
  test("ends a call at once, also one that somebody holds: the agent sees it and has the credit for what was said", async () => {
    const id = await listed();
    journey.moveTo("2026-03-10T11:10:00+08:00");
    const { id: task } = await lease();
    journey.moveTo("2026-03-10T11:14:00+08:00");
    await paid(id, "2026-03-10T11:13:00+08:00");
    expect(await shop.get<Task>(`call-tasks/${task}`)).toMatchObject({ state: "cancelled", ended: "paid" });
    expect((await order(id)).conversion).toMatchObject({ recovered: false });
    expect((await post(`${task}/outcome`, { outcome: "answered", agent: "007" })).status).toBe(200);
    expect((await order(id)).contacts[0]?.state).toBe("answered");
    expect((await order(id)).conversion).toMatchObject({ recovered: true, agent: "007" });
  });

  test("before the call was taken up is nobody's win, though another order of the call is still open", async () => {
    const buyer = { id: "b-two", phone: "+8613900001111", im: { wecom: "wx-two" } };
    orders += 1;
    const other = `d-${orders}`;
    await journey.receive(created(other, PLACED, { buyer }));
    await journey.putPolicy({ ...POLICY, paid_other: "remind" });
    const id = await listed({ buyer });
    const [task] = await tasks();
    expect([...(task?.orders ?? [])].sort()).toEqual([id, other].sort());
    await paid(other, "2026-03-10T11:05:00+08:00");
    journey.moveTo("2026-03-10T11:10:00+08:00");
    const held = await lease();
    expect(held.amount).toBe("199.00");
    await post(`${held.id}/outcome`, { outcome: "answered", agent: "007" });
    expect((await order(other)).conversion).toMatchObject({ recovered: false, agent: null });
    journey.moveTo("2026-03-10T11:20:00+08:00");
    await paid(id, "2026-03-10T11:20:00+08:00");
    expect((await order(id)).conversion).toMatchObject({ recovered: true, agent: "007" });
  });

  test("at the same moment as a lease or an outcome leaves no call to be made, and loses no outcome", async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await listed();
      const [open] = await tasks();
      const task = open?.id ?? "";
      const isHeld = round % 2 === 1;
      if (isHeld) await lease("007", task);
      const [answer] = await Promise.all([
        isHeld
          ? post(`${task}/outcome`, { outcome: "answered", agent: "007" })
          : post("lease", { id: task, agent: "007" }),
        paid(id, "2026-03-10T11:00:00+08:00"),
      ]);
      expect(isHeld ? [200] : [200, 409]).toContain(answer.status);
      const state = (await shop.get<Task>(`call-tasks/${task}`)).state;
      expect(state).toBe(isHeld ? "done" : "cancelled");
      expect((await order(id)).contacts[0]?.state).toBe(
        isHeld ? "answered" : answer.status === 200 ? "accepted" : "cancelled",
      );
      expect((await post("lease", { agent: "008", id: task })).status).toBe(409);
    }
  });

  test("of a call that is given back ends it", async () => {
    const id = await listed();
    const { id: task } = await lease();
    await paid(id, "2026-03-10T11:05:00+08:00");
    expect((await order(id)).contacts[0]?.state).toBe("accepted");
    expect((await post(`${task}/release`, { agent: "007" })).status).toBe(200);
    expect((await order(id)).contacts[0]?.state).toBe("cancelled");
    expect((await post("lease", { id: task })).status).toBe(409);
  });
});

test("an agent's figures are what the calls and the payments say, and agree with recovery by agent", async () => {
  const agent = "figures";
  const call = async (outcome: object, over: Parameters<typeof listed>[0] = {}) => {
    const id = await listed(over);
    journey.moveTo("2026-03-10T11:10:00+08:00");
    const { id: task } = await lease(agent);
    expect((await post(`${task}/outcome`, { agent, ...outcome })).status).toBe(200);
    return id;
  };
  const kept = await call({ outcome: "answered", promised_at: "2026-03-10T18:00:00+08:00" });
  const broken = await call({ outcome: "answered", promised_at: "2026-03-10T18:00:00+08:00" });
  await call({ outcome: "no_answer" });
  await call({ outcome: "opted_out" });
  journey.moveTo("2026-03-11T10:00:00+08:00");
  await paid(kept, "2026-03-10T23:59:59+08:00");
  await paid(broken, "2026-03-11T00:00:00+08:00");
  await journey.receive(about("order.refunded", broken, "2026-03-11T02:00:00Z", { refunded: "99.00" }));
  const period = "from=2026-03-10&to=2026-03-11";
  const { rows } = await shop.get<{ rows: { agent: string }[] }>(`stats/agents?${period}`);
  expect(rows.find((row) => row.agent === agent)).toEqual({
    agent,
    calls: 4,
    reached: 3,
    promised: 2,
    kept: 1,
    wins: 2,
    amount: "398.00",
    net_amount: "299.00",
  });
  const recovery = await shop.get<{ rows: { key: string }[] }>(`stats/recovery?by=agent&${period}`);
  expect(recovery.rows.find(({ key }) => key === agent)).toMatchObject({
    reminded: 4,
    recovered: 2,
    recovered_amount: "398.00",
    net_amount: "299.00",
  });
  const file = await (await shop.api(`exports/calls.csv?${period}`)).text();
  const lines = file.split("\n").filter((line) => line.includes(`,${agent},`));
  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => line.includes(",answered,"))).toHaveLength(2);

  expect(await checkStats(journey.ctx)).toEqual([]);
  await journey.rows("UPDATE stats_agents SET kept = kept + 1");
  expect((await checkStats(journey.ctx)).map(({ fault }) => fault)).toEqual(["calls_differ"]);
  await recountStats(journey.ctx, { shop: journey.shop, by: "test" });
  expect(await shop.get(`stats/agents?${period}`)).toMatchObject({ rows });
  expect(await checkStats(journey.ctx)).toEqual([]);
});

test("staff call under their own name, as far as their role goes, and see their own figures alone", async () => {
  const id = await listed();
  const agent = await service.staff("agent", ["atelier"]);
  const other = await service.staff("agent", ["atelier"]);
  const analyst = await service.staff("analyst", ["atelier"]);
  const send = (who: typeof agent, path: string, body: object) =>
    who.call(`v1/call-tasks/${path}?shop=atelier`, { method: "POST", body: JSON.stringify(body) });
  expect((await send(analyst, "lease", {})).status).toBe(403);
  // Nobody takes a call, or reports one, in another's name.
  const held = await send(agent, "lease", { agent: other.username });
  const task = (await held.json()) as Task;
  expect(task).toMatchObject({ orders: [id], leased_by: agent.username, phone: expect.stringMatching(/^\+86138/) });
  const report = { outcome: "answered", agent: agent.username };
  expect((await send(other, `${task.id}/outcome`, report)).status).toBe(409);
  expect((await send(agent, `${task.id}/outcome`, report)).status).toBe(200);
  const mine = await agent.call("v1/call-tasks?shop=atelier&state=done&mine=true");
  expect(((await mine.json()) as { data: Task[] }).data.map((one) => one.id)).toEqual([task.id]);
  const figures = async (who: typeof agent) => {
    const answer = await who.call("v1/stats/agents?shop=atelier&from=2026-03-10&to=2026-03-10");
    return ((await answer.json()) as { rows: { agent: string; calls: number }[] }).rows;
  };
  expect(await figures(agent)).toMatchObject([{ agent: agent.username, calls: 1 }]);
  expect(await figures(other)).toEqual([]);
  expect((await figures(analyst)).length).toBeGreaterThan(1);
  const audit = await journey.rows<{ actor: string }>(
    `SELECT DISTINCT actor FROM audit_log WHERE target = '${task.id}' AND action LIKE 'call.%'`,
  );
  expect(audit).toEqual([{ actor: `staff ${agent.username}` }]);
});

test("a call-back that a buyer asked a machine for is on the list, and is the agent's when it was made", async () => {
  await journey.putPolicy({ ...POLICY, steps: [{ channel: "sms" }] });
  const id = await listed();
  const [row] = await journey.rows<{ id: ContactId }>(
    `SELECT c.id FROM contacts c JOIN contact_orders p ON p.contact_id = c.id JOIN orders o ON o.id = p.order_id
     WHERE o.external_id = '${id}'`,
  );
  const contactId = row?.id ?? ("" as ContactId);
  await createCallDesk(journey.ctx).openTask({ contactId, shop: shop.slug, text: "…" });
  const task = await lease();
  expect(task).toMatchObject({ id: contactId, asked_for: true, not_after: "2026-03-11T03:00:00.000Z" });
  await post(`${contactId}/outcome`, { outcome: "answered", agent: "007" });
  expect(await journey.rows(`SELECT agent FROM contacts WHERE id = '${contactId}'`)).toEqual([{ agent: "007" }]);
});
