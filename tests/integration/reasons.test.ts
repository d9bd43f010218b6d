import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ContactId, ShopId } from "#src/domain/brand.ts";
import { instant } from "#src/domain/instant.ts";
import { createCallDesk } from "#src/journey/call-desk.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { openSheet } from "#src/store/call-tasks.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { about, created, type Journey } from "#tests/support/journey.ts";

interface OrderJson {
  readonly reason: {
    readonly code: string;
    readonly confidence: number;
    readonly source: string | null;
    readonly corrections: number;
    readonly evidence: readonly { readonly source: string; readonly code: string; readonly cue: string }[];
  };
  readonly contacts: readonly { readonly template: { readonly id: string; readonly reason: string } }[];
}

let database: TestDatabase;
let service: HttpService;
let journey: Journey;
let orders = 0;
let id: string;

const PLACED = "2026-03-10T10:00:00+08:00";
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  caps: { person: { count: 50, per: "7d" } },
  steps: [{ channel: "sms" }],
  consent: { call: "not_required" },
};

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  ({ journey } = service);
  await journey.putPolicy(AT_ONCE);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(() => {
  orders += 1;
  id = `r-${orders}`;
  journey.moveTo("2026-03-10T02:15:00Z");
});

const order = (of = id) => service.shop.get<OrderJson>(`orders/${of}`);
const reason = async (of = id) => (await order(of)).reason;
const says = (text: string, at = "2026-03-10T02:05:00Z", data: object = { order: { id } }) => ({
  type: "conversation.message",
  timestamp: at,
  data: { ...data, conversation: [{ from: "buyer", at, text }] },
});
const put = (code: string, headers: Record<string, string> = {}) =>
  service.shop.api(`orders/${id}/reason`, {
    method: "PUT",
    body: JSON.stringify({ code }),
    headers: { "content-type": "application/json", ...headers },
  });

describe("where a reason is heard", () => {
  test("nothing is known of a plain order", async () => {
    await journey.receive(created(id, PLACED));
    expect(await reason()).toEqual({ code: "unknown", confidence: 0, source: null, corrections: 0, evidence: [] });
  });

  test("in the conversation that comes with the order, the buyer's part alone", async () => {
    const body = created(id, PLACED) as { data: object };
    const conversation = [
      { from: "shop", at: "2026-03-10T02:04:00Z", text: "是觉得太贵了吗" },
      { from: "buyer", at: "2026-03-10T02:05:00Z", text: "不是，拍错颜色了" },
    ];
    await journey.receive({ ...body, data: { ...body.data, conversation } });
    expect(await reason()).toMatchObject({ code: "wrong_item", source: "conversation", confidence: 0.9 });
  });

  test("in a message of its own, before or after the order", async () => {
    await journey.receive(says("能便宜点吗"));
    await journey.receive(created(id, PLACED));
    expect(await reason()).toMatchObject({ code: "price", source: "conversation" });
    await journey.receive(says("算了不是钱的事，我忘了付", "2026-03-10T02:09:00Z"));
    expect(await reason()).toMatchObject({ code: "forgot", source: "conversation" });
  });

  test("in a payment error, until it is taken back", async () => {
    await journey.receive(
      created(id, PLACED, { order: { payment_error: { code: "ACQ.BUYER_BALANCE_NOT_ENOUGH", message: null } } }),
    );
    expect(await reason()).toMatchObject({ code: "payment_trouble", source: "payment_error", confidence: 0.9 });
    await journey.receive(about("order.updated", id, "2026-03-10T02:10:00Z", { payment_error: null }));
    expect(await reason()).toMatchObject({ code: "unknown", evidence: [] });
  });

  test("in the order's note, less surely", async () => {
    await journey.receive(created(id, PLACED, { order: { note: "多送点赠品" } }));
    expect(await reason()).toMatchObject({ code: "gifts", source: "note", confidence: 0.7 });
  });

  test.each([
    ["before the order", true],
    ["after it", false],
  ])("in what the buyer said of no order in particular, %s", async (_, first) => {
    const phone = `+86139000${String(10_000 + orders)}`;
    const word = says("你们有赠品吗", "2026-03-10T01:30:00Z", { buyer: { id: `b-${id}`, phone } });
    const placed = created(id, PLACED, { buyer: { id: `b-${id}`, phone } });
    for (const event of first ? [word, placed] : [placed, word]) await journey.receive(event);
    expect(await reason()).toMatchObject({ code: "gifts", source: "conversation" });
  });

  test("by whoever is known by the same phone, and not for orders placed long before", async () => {
    const phone = `+86139000${String(10_000 + orders)}`;
    await journey.receive(created(id, PLACED, { buyer: { id: `b-${id}`, phone } }));
    await journey.receive(created(`${id}-old`, "2026-03-06T10:00:00+08:00", { buyer: { id: `b-${id}`, phone } }));
    await journey.receive(says("付不了款啊", "2026-03-10T02:06:00Z", { buyer: { phone } }));
    expect(await reason()).toMatchObject({ code: "payment_trouble" });
    expect(await reason(`${id}-old`)).toMatchObject({ code: "unknown" });
  });

  test("in what the buyer answers a reminder, and it stays when that is told again", async () => {
    await journey.receive(created(id, PLACED));
    await journey.run();
    const contactId = journey.channels.sms.sent.at(-1)?.contactId as ContactId;
    const receipt = {
      contactId,
      state: "replied",
      at: instant(Date.parse("2026-03-10T02:30:00Z")),
      text: "太贵了",
    } as const;
    for (let times = 0; times < 2; times += 1) await recordReceipt(journey.ctx, receipt);
    expect(await reason()).toMatchObject({ code: "price", source: "reply" });
    expect((await reason()).evidence).toHaveLength(1);
  });

  test("the order of events does not matter", async () => {
    const events = [
      created(id, PLACED, { order: { payment_error: { code: "51", message: null } } }),
      says("能便宜点吗", "2026-03-10T02:04:00Z"),
      says("我再考虑考虑", "2026-03-10T02:08:00Z"),
      says("有赠品吗", "2026-03-10T02:06:00Z", { buyer: { id: `b-${id}`, phone: "+8613900012345" } }),
      about("order.paid", id, "2026-03-10T02:20:00Z"),
    ];
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (shuffled) => {
        orders += 1;
        const own = `r-${orders}`;
        const text = (event: object) =>
          JSON.parse(
            JSON.stringify(event)
              .replaceAll(id, own)
              .replace("00012345", `0${10_000 + orders}0`),
          );
        for (const event of shuffled) await journey.receive(text(event));
        const { code, confidence, source, evidence } = await reason(own);
        outcomes.add(JSON.stringify({ code, confidence, source, evidence }));
      }),
      { numRuns: 25 },
    );
    expect([...outcomes].map((one) => JSON.parse(one).code)).toEqual(["gifts"]);
  });

  test("no words of the buyer's stand in the clear", async () => {
    await journey.receive(created(id, PLACED, { order: { note: "隔壁老王说太贵了" } }));
    const rows = await journey.rows<object>(`SELECT * FROM orders WHERE external_id = '${id}'`);
    expect(JSON.stringify(rows)).not.toContain("老王");
    expect(JSON.stringify(await order())).not.toContain("老王");
  });
});

describe("the words of a reminder", () => {
  test("are those of the reason known at the claim, and the contact says which", async () => {
    await journey.receive(created(id, PLACED));
    await journey.receive(says("付不了款 一直失败"));
    await journey.run();
    // Other orders of this file are reminded in the same run, in whatever order.
    const own = journey.channels.sms.sent.find(({ orders: named }) => named.some((one) => one.id === id));
    expect(own?.text).toMatch(/付款不顺.*拒收请回复R$/);
    expect((await order()).contacts).toMatchObject([{ template: { id: "builtin.sms", reason: "payment_trouble" } }]);
  });

  test("of several orders are those of the one of which most is known", async () => {
    const buyer = { id: `b-${id}`, phone: `+86139000${String(10_000 + orders)}` };
    await journey.receive(created(id, PLACED, { buyer }));
    await journey.receive(created(`${id}-b`, PLACED, { buyer }));
    await journey.receive(says("拍错了 要换个颜色", "2026-03-10T02:05:00Z", { order: { id: `${id}-b` } }));
    await journey.run();
    const { contacts } = await order();
    expect(contacts).toMatchObject([{ orders: [id, `${id}-b`], template: { reason: "wrong_item" } }]);
    expect(journey.channels.sms.sent.at(-1)?.text).toContain("尺码、颜色、地址");
  });

  test("are plain where there is only a hint", async () => {
    await journey.receive(
      created(id, PLACED, { order: { payment_error: { code: "session_expired", message: null } } }),
    );
    expect(await reason()).toMatchObject({ code: "forgot", confidence: 0.4 });
    await journey.run();
    expect((await order()).contacts).toMatchObject([{ template: { reason: "unknown" } }]);
  });

  test("of a call by a person are kept sealed with the task, and are emptied when the buyer is erased", async () => {
    await journey.putPolicy({ ...AT_ONCE, steps: [{ channel: "call" }] });
    const desk = createCallDesk(journey.ctx);
    journey.channels.call.answer = async (request) => {
      await desk.openTask(request);
      return { kind: "accepted", providerId: request.contactId };
    };
    await journey.receive(created(id, PLACED, { order: { note: "有没有赠品" } }));
    await journey.run();
    await journey.putPolicy(AT_ONCE);
    const read = async () => {
      const [row] = await journey.rows<{ contact_id: ContactId; shop_id: ShopId; sheet: Uint8Array | null }>(
        `SELECT t.* FROM call_tasks t JOIN contact_orders p USING (contact_id) JOIN orders o ON o.id = p.order_id WHERE o.external_id = '${id}'`,
      );
      if (!row) throw new Error("no task");
      return {
        raw: row.sheet,
        text: openSheet(journey.ctx.vault, { contactId: row.contact_id, shopId: row.shop_id, sheet: row.sheet }),
      };
    };
    const { raw, text } = await read();
    expect(text).toMatch(/【开场】您好，请问是王芳吗[\s\S]*【已知原因】在意赠品[\s\S]*【结束】/);
    expect(Buffer.from(raw ?? []).includes(Buffer.from("王芳"))).toBe(false);
    await journey.receive({
      type: "buyer.erased",
      timestamp: "2026-03-10T03:00:00Z",
      data: { buyer: { id: `b-${id}` } },
    });
    expect(await read()).toEqual({ raw: null, text: null });
  });
});

describe("PUT orders/{id}/reason", () => {
  test("stands above what is inferred before and after, and is kept as a label", async () => {
    await journey.receive(created(id, PLACED));
    await journey.receive(says("能便宜点吗"));
    const response = await put("gifts");
    expect(response.status).toBe(200);
    expect(((await response.json()) as OrderJson).reason).toMatchObject({
      code: "gifts",
      confidence: 1,
      source: "staff",
      corrections: 1,
      evidence: [{ code: "price" }],
    });
    await journey.receive(says("我忘了付", "2026-03-10T02:10:00Z"));
    expect(await reason()).toMatchObject({ code: "gifts", source: "staff" });
    expect((await put("service")).status).toBe(200);
    const { data } = await service.shop.get<{ data: object[] }>(`orders/${id}/reason/corrections`);
    expect(data).toMatchObject([
      { code: "gifts", by: expect.stringMatching(/^key ck_/), inferred: { code: "price", source: "conversation" } },
      { code: "service", inferred: { code: "forgot", confidence: 0.9 } },
    ]);
    const audit = await journey.rows<{ detail: object }>(
      `SELECT detail FROM audit_log WHERE action = 'order.reason' AND target = '${id}' ORDER BY id`,
    );
    expect(audit.map(({ detail }) => detail)).toEqual([
      { code: "gifts", was: null },
      { code: "service", was: "gifts" },
    ]);
    await journey.run();
    expect((await order()).contacts).toMatchObject([{ template: { reason: "service" } }]);
  });

  test("If-Match: of two who saw the same, one is refused", async () => {
    await journey.receive(created(id, PLACED));
    const tag = (await service.shop.api(`orders/${id}`)).headers.get("etag") ?? "";
    const answers = await Promise.all([put("price", { "if-match": tag }), put("gifts", { "if-match": tag })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await put("forgot", { "if-match": tag })).status).toBe(409);
    expect(await reason()).toMatchObject({ corrections: 1 });
  });

  test.each([
    ["an unknown code", { code: "greed" }, 422],
    ["another key", { code: "price", note: "x" }, 422],
    ["nothing", {}, 422],
  ])("%s", async (_, body, status) => {
    await journey.receive(created(id, PLACED));
    const response = await service.shop.api(`orders/${id}/reason`, {
      method: "PUT",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(status);
  });

  test("an order that the shop has not", async () => {
    expect((await put("price")).status).toBe(404);
    expect((await service.shop.api(`orders/${id}/reason/corrections`)).status).toBe(404);
    await journey.receive(created(id, PLACED));
    const other = await service.addShop(`other-${orders}`);
    const response = await other.api(`orders/${id}/reason`, {
      method: "PUT",
      body: JSON.stringify({ code: "price" }),
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(404);
  });
});

test("statistics tell orders apart by their reason", async () => {
  await journey.receive(created(id, PLACED));
  await journey.receive(says("太贵了"));
  const { rows } = await service.shop.get<{ rows: { key: string }[] }>(
    "stats/recovery?by=reason&from=2026-03-10&to=2026-03-10",
  );
  expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(["price", "unknown"]));
});
