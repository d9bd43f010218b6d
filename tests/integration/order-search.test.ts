import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RECOVERY_CUTS, RECOVERY_FIGURES, type RecoveryFigure } from "#src/domain/recovery.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService, report } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

interface Listed {
  readonly data: readonly { readonly id: string; readonly contacts: readonly { readonly id: string }[] }[];
  readonly next: string | null;
}
type Row = { readonly key: string } & Readonly<Record<RecoveryFigure, number>>;

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;

const DAYS = "from=2026-03-01&to=2026-03-31";
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  caps: { person: { count: 50, per: "7d" } },
  steps: [{ channel: "sms" }, { channel: "im", after: "6h" }],
};

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  ({ shop } = service);
  await service.journey.putPolicy(AT_ONCE);
  await fill();
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** Twelve orders of two days: some reminded, some of those delivered, clicked or paid, some left out. */
async function fill(): Promise<void> {
  const { journey } = service;
  const grades = ["A", "B", "F", null];
  for (let at = 0; at < 12; at++) {
    const id = `${at < 6 ? "A" : "B"}-${at}`;
    const placed = `2026-03-${at % 2 === 0 ? "09" : "10"}T${String(1 + at).padStart(2, "0")}:10:00+08:00`;
    const buyer = {
      grade: grades[at % 4],
      paid_orders: at % 3,
      phone: `+86138001380${String(at).padStart(2, "0")}`,
      email: `w${at}@Example.com`,
    };
    await shop.post(created(id, placed, { buyer, timestamp: "2026-03-10T02:10:00Z" }));
  }
  await journey.run();
  const all = (await list(`${DAYS}&limit=200`)).data;
  const contacts = all.flatMap((order) =>
    order.contacts.slice(0, 1).map((contact) => ({ order: order.id, ...contact })),
  );
  for (const [at, { id }] of contacts.entries()) {
    if (at % 2 === 0) continue;
    await report(service, { contact_id: id, status: "delivered", at: "2026-03-10T02:16:00Z" });
  }
  await journey.read((tx) =>
    tx.execute(`UPDATE contact_orders SET clicked_at = '2026-03-10T02:17:00Z' WHERE contact_id = '${contacts[0]?.id}'`),
  );
  for (const { order } of contacts.slice(0, 2)) {
    await shop.post(about("order.paid", order, "2026-03-10T02:30:00Z", { paid_at: "2026-03-10T02:30:00Z" }));
  }
  await shop.post(about("order.paid", "A-2", "2026-03-10T02:31:00Z"));
  await shop.post(about("order.paid", "never-told", "2026-03-10T02:31:00Z"));
}

const list = (query: string) => shop.get<Listed>(`orders?${query}`);
const ids = async (query: string) => (await list(query)).data.map(({ id }) => id).sort();

describe("a search by words", () => {
  test("finds orders by the beginning of their id, in its own case", async () => {
    expect(await ids("q=A-")).toEqual(["A-0", "A-1", "A-2", "A-3", "A-4", "A-5"]);
    expect(await ids("q=A-5")).toEqual(["A-5"]);
    expect(await ids("q=a-")).toEqual([]);
    expect(await ids(`q=${encodeURIComponent("A%")}`)).toEqual([]);
    expect(await ids("q=%20never")).toEqual(["never-told"]);
  });

  test("finds a buyer's by the whole of a phone, an e-mail or an id, as people write them", async () => {
    for (const q of ["+8613800138007", "138 0013 8007", "w7@example.COM", "b-B-7"]) {
      expect([q, await ids(`q=${encodeURIComponent(q)}`)]).toEqual([q, ["B-7"]]);
    }
    expect(await ids("q=%2B86138001380")).toEqual([]);
  });

  test("finds nothing of another shop, not even one of its group", async () => {
    const other = await service.addShop("elsewhere");
    expect((await other.get<Listed>("orders?q=A-")).data).toEqual([]);
    expect((await other.get<Listed>("orders?q=%2B8613800138007")).data).toEqual([]);
  });

  test("what can be no id or address is refused", async () => {
    for (const q of ["%00", "x".repeat(200)]) expect((await shop.api(`orders?q=${q}`)).status).toBe(422);
  });
});

describe("filters", () => {
  test("by a reminder's state and channel, of one and the same reminder", async () => {
    const all = await ids("limit=200");
    const sent = await ids("channel=sms&state=done");
    expect(sent.length).toBeGreaterThan(3);
    // Placed in the night: its message waits for the morning, as those by the second channel wait for their turn.
    expect(await ids("channel=sms&state=planned")).toEqual(["B-11"]);
    const waiting = await ids("channel=im&state=planned");
    expect(waiting).not.toContain("A-2");
    expect(await ids("state=planned")).toEqual([...new Set([...waiting, "B-11"])].sort());
    expect(await ids("channel=email")).toEqual([]);
    expect(await ids("channel=sms")).toEqual(all.filter((id) => id !== "never-told"));
  });

  test("by reason, grade and what was recovered", async () => {
    await shop.api("orders/A-1/reason", {
      method: "PUT",
      body: '{"code":"price"}',
      headers: { "content-type": "application/json" },
    });
    expect(await ids("reason=price")).toEqual(["A-1"]);
    expect(await ids("grade=F")).toEqual(["A-2", "B-10", "B-6"]);
    expect(await ids("grade=C")).toEqual(["A-3", "B-11", "B-7"]);
    const recovered = await ids("recovered=true");
    expect(recovered).toHaveLength(2);
    expect(await ids("recovered=false")).toHaveLength(10);
    expect(await ids("recovered=true&status=unpaid")).toEqual([]);
    expect(await ids(`recovered=true&q=${recovered[0]}`)).toContain(recovered[0]);
  });

  test("pages go on where the last ended, whatever they are narrowed to", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await list(`recovered=false&limit=3${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next === null ? "" : `&cursor=${page.next}`;
    } while (cursor !== "");
    expect(seen).toHaveLength(10);
    expect([...seen].sort()).toEqual(await ids("recovered=false&limit=200"));
  });

  test.each([
    "state=gone",
    "channel=fax",
    "reason=x",
    "grade=Z",
    "recovered=1",
    "by=x&key=y",
    "figure=cost",
    "currency=EURO&by=day&key=2026-03-09",
  ])("%s is 422", async (query) => expect((await shop.api(`orders?${query}`)).status).toBe(422));

  test("a key without its cut, a cut without its key, a day that is none", async () => {
    for (const query of ["key=sms", "by=channel", "by=day&key=monday", "by=channel&key=%00"]) {
      expect([query, (await shop.api(`orders?${query}`)).status]).toEqual([query, 422]);
    }
  });
});

describe("the orders behind a figure", () => {
  test.each(RECOVERY_CUTS)("by %s are as many as the row counts", async (by) => {
    const { rows } = await shop.get<{ rows: readonly Row[] }>(`stats/recovery?${DAYS}&by=${by}`);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      for (const figure of RECOVERY_FIGURES) {
        const query = `${DAYS}&by=${by}&key=${encodeURIComponent(row.key)}&figure=${figure}&limit=200`;
        expect([row.key, figure, (await ids(query)).length]).toEqual([row.key, figure, row[figure]]);
      }
      const recovered = await ids(`${DAYS}&by=${by}&key=${encodeURIComponent(row.key)}&recovered=true&limit=200`);
      expect(recovered).toHaveLength(row.recovered);
    }
  });

  test("are those of the last 30 days where no days are named, and of the currency", async () => {
    service.journey.moveTo("2026-04-08T15:00:00Z");
    const { rows } = await shop.get<{ rows: readonly Row[] }>("stats/recovery?by=channel");
    for (const { key, orders } of rows) expect(await ids(`by=channel&key=${key}&limit=200`)).toHaveLength(orders);
    expect(rows.reduce((sum, { orders }) => sum + orders, 0)).toBe(6);
    expect(await ids(`${DAYS}&by=channel&key=sms&currency=USD`)).toEqual([]);
    service.journey.moveTo("2026-03-10T02:40:00Z");
  });
});
