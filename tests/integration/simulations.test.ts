import { afterAll, beforeAll, expect, it } from "vitest";
import { createSimulations } from "#src/journey/simulations.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";
import { policyOf } from "#tests/support/simulation.ts";

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;

interface Running {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
  readonly result: {
    readonly published: Summary;
    readonly draft: Summary;
    readonly changed: number;
    readonly gained: number;
    readonly lost: number;
    readonly truncated: boolean;
    readonly examples: readonly {
      order: string;
      published: { state: string; reason: string | null }[];
      draft: { state: string; reason: string | null }[];
    }[];
  } | null;
}
interface Summary {
  readonly orders: number;
  readonly planned: number;
  readonly by_reason: Record<string, number>;
}

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:00:00Z" });
  shop = service.shop;
  for (const [id, placedAt, buyer] of [
    ["a", "2026-03-10T10:00:00+08:00", {}],
    ["b", "2026-03-10T10:00:00+08:00", { grade: "E" }],
    ["c", "2026-03-10T10:00:00+08:00", { grade: "F" }],
    ["d", "2026-03-10T10:00:00+08:00", {}],
  ] as const) {
    await shop.post(created(id, placedAt, { buyer }));
  }
  await shop.post(about("order.paid", "d", "2026-03-10T02:10:00Z"));
  service.journey.moveTo("2026-03-20T02:00:00Z");
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const start = async (body: object, from = shop) =>
  await from.api("simulations", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

async function result(body: object): Promise<NonNullable<Running["result"]>> {
  const response = await start(body);
  expect(response.status).toBe(202);
  const { id }: Running = await response.json();
  expect(response.headers.get("location")).toBe(`/api/v1/simulations/${id}`);
  await expect.poll(async () => (await shop.get<Running>(`simulations/${id}`)).state).toBe("done");
  const done = await shop.get<Running>(`simulations/${id}`);
  expect(done.progress).toBe(1);
  if (done.result === null) throw new Error("no result");
  return done.result;
}

it("plays the shop's own orders under a draft beside the published policy", async () => {
  const told = await result({ policy: { held_out: 0, who: { grades: ["A", "B", "C", "F"] } } });
  expect([told.published.orders, told.draft.orders]).toEqual([4, 4]);
  expect(told.published.by_reason).toEqual({ grade: 3, paid: 3 });
  expect([told.published.planned, told.draft.planned]).toEqual([6, 6]);
  expect([told.changed, told.gained, told.lost, told.truncated]).toEqual([2, 1, 1, false]);
  expect(told.examples.map(({ order, published, draft }) => [order, published[0]?.reason, draft[0]?.reason])).toEqual([
    ["b", null, "grade"],
    ["c", "grade", null],
  ]);
});

it("takes the days it is asked for", async () => {
  expect((await result({ policy: {}, days: 1 })).published.orders).toBe(0);
});

it("says who said no since", async () => {
  await shop.post({ type: "buyer.opted_out", timestamp: "2026-03-20T02:00:00Z", data: { buyer: { id: "b-a" } } });
  expect((await result({ policy: { held_out: 0 } })).draft.by_reason).toMatchObject({ suppressed: 3 });
});

it("is nobody else's, is listed, and is forgotten where it is over", async () => {
  const other = await service.addShop("other");
  const { id }: Running = await (await start({ policy: {} })).json();
  expect((await other.api(`simulations/${id}`)).status).toBe(404);
  expect((await other.api(`simulations/${id}`, { method: "DELETE" })).status).toBe(404);
  expect(await other.get("simulations")).toEqual({ data: [], next: null });
  await expect.poll(async () => (await shop.get<Running>(`simulations/${id}`)).state).toBe("done");
  expect((await shop.get<{ data: object[] }>("simulations")).data[0]).toMatchObject({ id, state: "done" });
  expect((await shop.api(`simulations/${id}`, { method: "DELETE" })).status).toBe(204);
  expect((await shop.api(`simulations/${id}`)).status).toBe(404);
});

it("can be stopped while it runs, and says so", async () => {
  const { ctx, shop: found } = service.journey;
  const simulations = createSimulations(ctx);
  const question = {
    shop: found,
    published: policyOf(),
    draft: policyOf(),
    source: { kind: "past", days: 30 },
  } as const;
  const started = simulations.start(question);
  expect(simulations.remove(found.id, started?.id ?? "")).toBe(true);
  expect(simulations.find(found.id, started?.id ?? "")?.state).toBe("cancelled");
  // The next may begin at once, and what is stopped comes to no result.
  const next = simulations.start(question);
  await expect.poll(() => next?.state).toBe("done");
  expect(started).toMatchObject({ state: "cancelled", result: null });
});

it("plays a file of orders, and names the lines it can't read", async () => {
  const line = (id: string, grade: string) =>
    JSON.stringify({
      order: { id, placed_at: "2026-03-10T10:00:00+08:00", amount: "9.00", currency: "CNY" },
      buyer: { id, phone: "+8613800138000", grade },
    });
  const form = new FormData();
  form.set("policy", "held_out: 0\nwho: { grades: [F] }\nsteps: [{ channel: sms }]\n");
  form.set("orders", new Blob([line("x", "C"), "no JSON", line("y", "F"), line("x", "C")].map((text) => `${text}\n`)));
  const post = async (body: FormData) => await shop.api("simulations", { method: "POST", body });
  const { id, days }: Running & { days: null } = await (await post(form)).json();
  expect(days).toBeNull();
  await expect.poll(async () => (await shop.get<Running>(`simulations/${id}`)).state).toBe("done");
  const { result: told } = await shop.get<Running>(`simulations/${id}`);
  expect(told).toMatchObject({
    draft: { orders: 2, planned: 1, by_reason: { grade: 1 } },
    truncated: false,
    left_out: { count: 2, first: [{ line: 2 }, { line: 4, why: "line 1 has an order of the same id" }] },
  });
  form.delete("orders");
  expect((await post(form)).status).toBe(422);
  form.set("orders", "");
  form.set("policy", "a: [");
  expect((await post(form)).status).toBe(400);
  const headers = { "content-type": "multipart/form-data" };
  expect((await shop.api("simulations", { method: "POST", body: "x", headers })).status).toBe(400);
});

it("runs one at a time for a shop, and few in all", async () => {
  const { ctx, shop: found } = service.journey;
  const simulations = createSimulations(ctx);
  const question = {
    shop: found,
    published: policyOf(),
    draft: policyOf(),
    source: { kind: "past", days: 30 },
  } as const;
  const first = simulations.start(question);
  expect(simulations.start(question)).toBeNull();
  const of = (id: number) => ({ ...question, shop: { ...found, id: id as typeof found.id } });
  expect(simulations.start(of(998))).not.toBeNull();
  expect(simulations.start(of(999))).toBeNull();
  await expect.poll(() => first?.state).toBe("done");
  expect(simulations.start(question)).not.toBeNull();
});

it("refuses a draft that is wrong, and too many days", async () => {
  const wrong = await start({ policy: { held_out: 2 } });
  expect(wrong.status).toBe(422);
  expect(await wrong.json()).toMatchObject({ errors: [{ pointer: "/policy/held_out" }] });
  expect((await start({ policy: {}, days: 1_000 })).status).toBe(422);
});
