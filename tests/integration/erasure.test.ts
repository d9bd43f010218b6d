import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { instant } from "#src/domain/instant.ts";
import { addSuppression } from "#src/journey/add-suppression.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { readBuyers } from "#src/store/buyers.ts";
import { readOrdersById } from "#src/store/orders.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";

let database: TestDatabase;
let journey: Journey;
let shops = 0;

const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};
const PHONE = "+8613800138000";
const SECRETS = ["王芳", PHONE, "wx-a", "请放门口", "余额不足", "能便宜点吗", "好的", "shop.example/pay"];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `erasure-${shops}`, policy: AT_ONCE });
  return async () => await journey.close();
});

const ofShop = async <T>(columns: string, table: string): Promise<T[]> =>
  await journey.rows<T>(`SELECT ${columns} FROM ${table} WHERE shop_id = ${journey.shop.id} ORDER BY 1`);

const order = (id: string, buyer: object = {}, said = "能便宜点吗") => {
  const body = created(id, "2026-03-10T09:59:00+08:00", {
    order: { note: "请放门口", payment_error: { code: "insufficient_funds", message: "余额不足" } },
    buyer: { id: "b-a", phone: PHONE, email: null, im: { wecom: "wx-a" }, ...buyer },
  }) as { data: object };
  return { ...body, data: { ...body.data, conversation: [{ from: "buyer", at: "2026-03-10T01:59:30Z", text: said }] } };
};
const erase = (buyer: object = { id: "b-a", phone: PHONE }) => ({
  type: "buyer.erased",
  timestamp: "2026-03-10T03:00:00Z",
  data: { buyer },
});

/** Everything personal that the shop's rows still hold, unsealed. */
async function held(): Promise<string> {
  const { vault } = journey.ctx;
  const shop = journey.shop.id;
  const buyerIds = (await ofShop<{ id: never }>("id", "buyers")).map(({ id }) => id);
  const orderIds = (await ofShop<{ id: never }>("id", "orders")).map(({ id }) => id);
  const rows = await journey.read(async (tx) => [
    ...(await readBuyers(tx, vault, buyerIds)).values(),
    ...(await readOrdersById(tx, vault, orderIds)).values(),
  ]);
  const raw = (await ofShop<{ event_id: string; raw: Uint8Array | null }>("event_id, raw", "events")).map(
    ({ event_id: row, raw: sealed }) =>
      sealed ? vault.openText(sealed, { table: "events", column: "raw", shop, row }) : "",
  );
  return JSON.stringify([rows, raw]);
}

it("leaves nothing of who the buyer was or of what was said, and keeps the amounts and the no", async () => {
  await journey.receive(order("a"));
  await journey.receive({
    type: "order.updated",
    timestamp: "2026-03-10T02:00:00Z",
    data: { order: { id: "a", note: "请放门口" } },
  });
  await journey.run();
  const contactId = journey.channels.sms.sent[0]?.contactId as ContactId;
  await recordReceipt(journey.ctx, {
    contactId,
    state: "replied",
    at: instant(Date.parse("2026-03-10T02:10:00Z")),
    text: "好的",
  });
  const address = { kind: "phone", value: PHONE } as const;
  await addSuppression(journey.ctx, { shop: journey.shop, address, reason: "asked", by: "test" });
  const before = await held();
  for (const secret of SECRETS.filter((text) => text !== "好的")) expect(before).toContain(secret);

  await journey.receive(erase());

  const after = await held();
  for (const secret of SECRETS) expect(after).not.toContain(secret);
  expect(await ofShop("text", "receipts")).toEqual([{ text: null }]);
  expect(await ofShop("id", "messages")).toEqual([]);
  const suppressions = await ofShop<{ source: string; address: unknown }>("source, address, lifted_at", "suppressions");
  expect(suppressions.length).toBeGreaterThan(0);
  expect(suppressions.filter(({ address }) => address !== null)).toEqual([]);
  expect(await ofShop("locale, timezone, country, grade, paid_orders", "buyers")).toEqual([
    { locale: null, timezone: null, country: null, grade: null, paid_orders: null },
  ]);
  expect(await ofShop("amount, payment_error_code", "orders")).toEqual([
    { amount: 19900, payment_error_code: "insufficient_funds" },
  ]);

  // What was sent before and comes late brings nothing back, and the shop's own opt-in does not lift the no.
  await journey.receive(order("late", {}, "好"));
  const [buyer] = await ofShop<{ id: never }>("id", "buyers");
  const state = await journey.read(async (tx) => await readBuyers(tx, journey.ctx.vault, [buyer?.id as never]));
  expect(JSON.stringify([...state.values()])).not.toMatch(/王芳|13800138000|wx-a/);
  await journey.receive({ type: "buyer.opted_in", timestamp: "2026-03-10T04:00:00Z", data: { buyer: { id: "b-a" } } });
  await journey.receive(created("new", "2026-03-10T12:30:00+08:00", { buyer: { id: "b-a", phone: PHONE } }));
  expect(await ofShop("state, reason", "reminders")).toContainEqual({ state: "skipped", reason: "suppressed" });
  expect(await ofShop("state", "reminders")).not.toContainEqual({ state: "planned" });
});

it("reaches a buyer who is named by phone alone, and nobody else with that phone is lost to a shop that tells them apart", async () => {
  await journey.receive(order("a"));
  await journey.receive(order("b", { id: "b-b", name: "李雷", im: { wecom: "wx-b" } }));
  await journey.receive(erase({ id: "b-a" }));
  expect(await held()).toContain("李雷");
  expect(await held()).not.toContain("wx-a");
  await journey.receive(erase({ phone: PHONE }));
  expect(await held()).not.toContain("李雷");
});

it("empties nothing else of what was received", async () => {
  await journey.receive(order("a"));
  for (const change of [
    "receipts SET received_at = now()",
    "events SET received_at = now()",
    "events SET event_id = 'x'",
  ]) {
    await expect(journey.rows(`UPDATE ${change}`)).rejects.toMatchObject({ cause: { code: "42501" } });
  }
});
