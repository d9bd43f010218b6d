import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { created, type Journey } from "#tests/support/journey.ts";

interface ComplaintJson {
  readonly id: string;
  readonly state: string;
  readonly order: string | null;
  readonly address: string | null;
  readonly text: string | null;
  readonly resolved_at: string | null;
  readonly steps: readonly object[];
}

let database: TestDatabase;
let service: HttpService;
let journey: Journey;
let shop: HttpShop;

const PLACED = "2026-03-10T10:00:00+08:00";

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: PLACED });
  ({ journey, shop } = service);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const send = (method: string, path: string, body: object, headers: Record<string, string> = {}) =>
  shop.api(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
const complain = async (body: object): Promise<ComplaintJson> => {
  const response = await send("POST", "complaints", body);
  expect(response.status).toBe(201);
  return (await response.json()) as ComplaintJson;
};
const reasons = async (id: string) => {
  const { reminders } = await shop.get<{ reminders: { reason: string | null }[] }>(`orders/${id}`);
  return reminders.map(({ reason }) => reason);
};

describe("a complaint", () => {
  test("about an order ends every reminder of its buyer, is listed, and is a row of the audit log", async () => {
    const buyer = { id: "b-1", phone: "+8613900000001" };
    for (const id of ["c-1", "c-2"]) await journey.receive(created(id, PLACED, { buyer }));
    expect(await reasons("c-1")).toEqual([null, null, null]);
    const made = await complain({ order: "c-1", text: "别再打电话了" });
    expect(made).toMatchObject({
      state: "open",
      order: "c-1",
      address: "+86139****0001",
      text: "别再打电话了",
      steps: [],
    });
    for (const id of ["c-1", "c-2"]) expect(await reasons(id)).toEqual(["suppressed", "suppressed", "suppressed"]);
    expect((await shop.get<{ data: object[] }>("complaints?state=open")).data).toEqual([made]);
    expect((await shop.get<{ data: object[] }>("complaints?state=resolved")).data).toEqual([]);
    const suppressed = await shop.get<{ data: { source: string }[] }>("suppressions");
    expect(new Set(suppressed.data.map(({ source }) => source))).toEqual(new Set(["complaint"]));
    expect(await journey.rows("SELECT action, target FROM audit_log WHERE action LIKE 'complaint.%'")).toEqual([
      { action: "complaint.record", target: "c-1" },
    ]);
  });

  test("is not lifted by the shop, nor by its being resolved", async () => {
    const buyer = { id: "b-1", phone: "+8613900000001" };
    await journey.receive({ type: "buyer.opted_in", timestamp: "2026-03-11T02:00:00Z", data: { buyer } });
    const [{ id } = { id: "" }] = (await shop.get<{ data: ComplaintJson[] }>("complaints")).data;
    const resolved = await send("PATCH", `complaints/${id}`, { state: "resolved", note: "道歉并延长付款时间" });
    expect(await resolved.json()).toMatchObject({
      state: "resolved",
      resolved_at: expect.any(String),
      steps: [{ state: "resolved", note: "道歉并延长付款时间" }],
    });
    await journey.receive(created("c-3", "2026-03-11T10:00:00+08:00", { buyer }));
    expect(await reasons("c-3")).toEqual(["suppressed", "suppressed", "suppressed"]);
  });

  test("by phone or e-mail counts for whoever comes with it later", async () => {
    await complain({ phone: "13900000002" });
    await complain({ email: "Fang@Example.com" });
    await journey.receive(created("c-4", PLACED, { buyer: { id: "b-4", phone: "+8613900000002" } }));
    expect(new Set(await reasons("c-4"))).toEqual(new Set(["suppressed"]));
    const last = (await shop.get<{ data: ComplaintJson[] }>("complaints?limit=1")).data;
    expect(last).toMatchObject([{ address: "F***@example.com", order: null, text: null }]);
  });

  test("names one buyer, whom somebody knows", async () => {
    for (const body of [
      {},
      { phone: "1", email: "a@b.example" },
      { order: "nobody" },
      { phone: "12" },
      { order: "" },
    ]) {
      expect((await send("POST", "complaints", body)).status).toBe(422);
    }
  });

  test("is followed by one at a time, and is the shop's own", async () => {
    const { id } = await complain({ phone: "+8613900000003" });
    const read = await shop.api(`complaints/${id}`);
    const tag = read.headers.get("etag") ?? "";
    const step = { state: "in_progress", note: "x" };
    expect((await send("PATCH", `complaints/${id}`, step, { "if-match": tag })).status).toBe(200);
    expect((await send("PATCH", `complaints/${id}`, step, { "if-match": tag })).status).toBe(409);
    expect((await send("PATCH", `complaints/${id}`, {})).status).toBe(422);
    const other = await service.addShop("other-complaints");
    expect((await other.api(`complaints/${id}`)).status).toBe(404);
    expect((await other.get<{ data: object[] }>("complaints")).data).toEqual([]);
    for (const path of [`complaints/${id}9`, "complaints/x"]) expect((await shop.api(path)).status).toBe(404);
  });

  test("is sealed, and emptied when its buyer is erased", async () => {
    const buyer = { id: "b-5", phone: "+8613900000005" };
    await journey.receive(created("c-5", PLACED, { buyer }));
    const { id } = await complain({ order: "c-5", text: "secret words" });
    await send("PATCH", `complaints/${id}`, { note: "secret note" });
    const plain = await journey.rows<{ n: number }>(
      "SELECT count(*)::int AS n FROM complaints WHERE encode(content, 'escape') ~ 'secret|0005'",
    );
    expect(plain).toEqual([{ n: 0 }]);
    await journey.receive({ type: "buyer.erased", timestamp: "2026-03-10T12:00:00Z", data: { buyer } });
    expect(await shop.get(`complaints/${id}`)).toMatchObject({ address: null, text: null, steps: [] });
    expect(service.logged.join("\n")).not.toMatch(/secret|0005/);
  });
});
