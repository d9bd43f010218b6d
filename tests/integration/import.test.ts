import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { type ImportCounts, importOrders, type RowToImport } from "#src/journey/import-orders.ts";
import { readRows } from "#src/shops/import-rows.ts";
import { readImportedOrder } from "#src/shops/order-line.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, type Journey, openJourney } from "#tests/support/journey.ts";

/** Noon in Shanghai. */
const NOON = "2026-03-10T04:00:00Z";
const TODAY = "2026-03-10T10:00:00+08:00";

let database: TestDatabase;
let journey: Journey;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: NOON, slug: `import-${shops}` });
  return async () => await journey.close();
});
afterAll(() => database.drop());

const row = (id: string, over: object = {}, buyer: object = {}) =>
  JSON.stringify({
    order: { id, placed_at: TODAY, amount: "199.00", currency: "CNY", ...over },
    buyer: { id: `b-${id}`, phone: `+86138${String(shops).padStart(4, "0")}${id.padStart(4, "0")}`, ...buyer },
  });

async function* eventsOf(lines: readonly string[]): AsyncGenerator<RowToImport> {
  async function* chunks() {
    yield Buffer.from(lines.join("\n"));
  }
  for await (const { line, data } of readRows(chunks(), "ndjson")) {
    const reading = data && readImportedOrder(data, journey.shop, instant(Date.parse(NOON)));
    yield reading?.ok ? { line, event: reading.event } : { line, event: null, why: "wrong" };
  }
}

async function importAll(lines: readonly string[]): Promise<ImportCounts & { refusals: number[] }> {
  const refusals: number[] = [];
  const counts = await importOrders(journey.ctx, journey.shop, eventsOf(lines), (line) => void refusals.push(line));
  return { ...counts, refusals };
}

const plans = () =>
  journey.rows<{ id: string; state: string; reason: string | null }>(
    `SELECT external_id AS id, state, r.reason FROM orders o JOIN reminders r ON r.order_id = o.id
     WHERE o.shop_id = ${journey.shop.id} ORDER BY external_id, step`,
  );
const statuses = async () =>
  Object.fromEntries(
    (
      await journey.rows<{ id: string; status: string }>(
        `SELECT external_id AS id, status FROM orders WHERE shop_id = ${journey.shop.id}`,
      )
    ).map(({ id, status }) => [id, status]),
  );
const sent = () => Object.values(journey.channels).flatMap((channel) => channel.sent.flatMap(({ orders }) => orders));

describe("an import", () => {
  it("plans what is open and young, and never reminds of what is over or too old", async () => {
    const counts = await importAll([
      row("1"),
      row("2", { status: "paid", paid_at: "2026-03-10T10:20:00+08:00" }),
      row("3", { status: "closed" }),
      row("4", { status: "cancelled" }),
      row("5", { placed_at: "2026-03-01T10:00:00+08:00" }),
      row("6", { amount: "0.00" }),
    ]);
    expect(counts).toMatchObject({ rows: 6, applied: 5, ignored: 1, refused: 0 });
    expect(await statuses()).toEqual({ 1: "unpaid", 2: "paid", 3: "closed", 4: "cancelled", 5: "unpaid", 6: "unpaid" });
    const planned = (await plans()).filter(({ state }) => state === "planned");
    expect(new Set(planned.map(({ id }) => id))).toEqual(new Set(["1"]));
    expect((await plans()).filter(({ id }) => id === "5").map(({ reason }) => reason)).toContain("too_late");
    for (const at of ["2026-03-10T08:59:00Z", "2026-03-11T08:59:00Z", "2026-03-12T08:59:00Z"]) {
      journey.moveTo(at);
      await journey.run();
    }
    expect(new Set(sent().map(({ id }) => id))).toEqual(new Set(["1"]));
  });

  it("changes nothing the second time, nor with what webhooks told better", async () => {
    const lines = ["1", "2", "3"].map((id) => row(id));
    expect(await importAll(lines)).toMatchObject({ applied: 3 });
    const before = await plans();
    await journey.receive(about("order.paid", "1", "2026-03-10T11:00:00+08:00"));
    await journey.receive(
      about("order.updated", "2", "2026-03-10T11:00:00+08:00", { amount: "99.00", currency: "CNY" }),
    );
    expect(await importAll(lines)).toMatchObject({ applied: 0, duplicate: 3 });
    expect(await importAll([row("1", { note: "later file" }), row("2", { amount: "300.00" })])).toMatchObject({
      refused: 0,
    });
    expect(await statuses()).toMatchObject({ 1: "paid" });
    const amounts = await journey.rows<{ amount: number }>(
      `SELECT amount FROM orders WHERE shop_id = ${journey.shop.id} AND external_id = '2'`,
    );
    expect(amounts).toEqual([{ amount: 9_900 }]);
    expect((await plans()).filter(({ id }) => id === "3")).toEqual(before.filter(({ id }) => id === "3"));
  });

  it("names a row that is refused by its line, and takes the others", async () => {
    const many = Array.from({ length: 600 }, (_, at) => row(String(at)));
    const lines = [...many.slice(0, 300), "no JSON", ...many.slice(300), row("1")];
    const counts = await importAll(lines);
    expect(counts).toMatchObject({ rows: 602, applied: 600, duplicate: 1, refused: 1, refusals: [301] });
    const [line] = await journey.rows<{ action: string; actor: string; detail: object }>(
      `SELECT action, actor, detail FROM audit_log WHERE shop_id = ${journey.shop.id} AND action = 'orders.import'`,
    );
    expect(line).toMatchObject({ actor: "command line", detail: { applied: 600, refused: 1 } });
  });
});
