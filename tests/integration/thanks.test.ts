import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { instant } from "#src/domain/instant.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created, type Journey } from "#tests/support/journey.ts";

interface OrderJson {
  readonly reminders: readonly { readonly channel: string; readonly state: string; readonly reason: string | null }[];
  readonly thanks: { readonly channel: string; readonly state: string; readonly reason: string | null } | null;
  readonly contacts: readonly { readonly purpose: string; readonly state: string }[];
  readonly decisions: readonly { readonly what: string; readonly reason: string | null; readonly text: string }[];
  readonly conversion: { readonly recovered: boolean; readonly channel: string | null } | null;
}

let database: TestDatabase;
let service: HttpService;
let journey: Journey;
let shop: HttpShop;
let orders = 0;

const PLACED = "2026-03-10T10:00:00+08:00";
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }, { channel: "im", after: "5h" }],
  caps: { person: { count: 50, per: "7d" } },
  thank_you: true,
};

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: PLACED });
  ({ journey, shop } = service);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(async () => {
  await journey.putPolicy(POLICY);
  journey.moveTo(PLACED);
  journey.channels.sms.answer = ({ contactId }) => ({ kind: "accepted", providerId: `p-${contactId}` });
});

const at = (clock: string) => `2026-03-10T${clock}:00+08:00`;
const order = (id: string) => shop.get<OrderJson>(`orders/${id}`);
const sentTo = (id: string, purpose: string) =>
  [...journey.channels.sms.sent, ...journey.channels.im.sent].filter(
    (request) => request.purpose === purpose && request.orders.some((one) => one.id === id),
  );

/** An order that was placed at 10:00 and reminded then. */
async function reminded(over: { order?: object; buyer?: object } = {}): Promise<string> {
  orders += 1;
  const id = `t-${orders}`;
  journey.moveTo(PLACED);
  await journey.receive(created(id, PLACED, over));
  await journey.run();
  return id;
}

async function pay(id: string, clock: string, order: object = {}): Promise<void> {
  journey.moveTo(at(clock));
  await journey.receive(about("order.paid", id, new Date(at(clock)).toISOString(), { paid_at: at(clock), ...order }));
}

async function runAt(clock: string): Promise<void> {
  journey.moveTo(at(clock));
  await journey.run();
}

describe("thanks", () => {
  test("go out once, some minutes after the payment, in the purpose's own words, and are told of", async () => {
    const id = await reminded();
    await pay(id, "11:00");
    expect((await order(id)).thanks).toMatchObject({ channel: "sms", state: "planned" });
    await runAt("11:05");
    expect(sentTo(id, "thank_you")).toEqual([]);
    await runAt("11:10");
    await runAt("12:00");
    const [message, ...more] = sentTo(id, "thank_you");
    expect(more).toEqual([]);
    expect(message?.text).toContain("已");
    expect(message?.text).not.toContain("/r/");
    expect(message?.orders).toEqual([expect.objectContaining({ id, payUrl: null })]);
    const after = await order(id);
    expect(after.thanks).toMatchObject({ state: "done" });
    expect(after.reminders.map(({ channel, state }) => [channel, state])).toEqual([
      ["sms", "done"],
      ["im", "cancelled"],
    ]);
    expect(after.contacts.map(({ purpose }) => purpose)).toEqual(["payment_reminder", "thank_you"]);
    const told = after.decisions.map(({ text }) => text).join("\n");
    expect(told).toContain("感谢消息（短信）安排在");
    expect(told).toContain("现在发出感谢消息（短信）");
    const story = await shop.get<{ data: { title: string }[] }>(`orders/${id}/story`);
    expect(story.data.map(({ title }) => title)).toContain("短信感谢");
    expect(await journey.rows(`SELECT count(*)::int AS n FROM reminders WHERE state = 'queued'`)).toEqual([{ n: 0 }]);
  });

  test("are none where the policy does not want them, and end where it does not any more", async () => {
    await journey.putPolicy({ ...POLICY, thank_you: false });
    const never = await reminded();
    await pay(never, "11:00");
    await journey.putPolicy(POLICY);
    const no_more = await reminded();
    await pay(no_more, "11:00");
    await journey.putPolicy({ ...POLICY, thank_you: false });
    await runAt("11:30");
    expect((await order(never)).thanks).toBeNull();
    expect((await order(no_more)).thanks).toMatchObject({ state: "cancelled", reason: "replanned" });
    expect(sentTo(no_more, "thank_you")).toEqual([]);
  });

  test("are not for who was not reminded: nobody reached, held out, paid at once", async () => {
    journey.channels.sms.answer = () => ({ kind: "rejected", code: "bad_number" });
    const unreached = await reminded();
    await pay(unreached, "11:00");
    await journey.putPolicy({ ...POLICY, held_out: 0.5, steps: [{ channel: "im" }] });
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await reminded());
    for (const id of ids) await pay(id, "11:00");
    await runAt("11:30");
    expect((await order(unreached)).thanks).toBeNull();
    let heldOut = 0;
    for (const id of ids) {
      const { reminders, thanks } = await order(id);
      const isHeldOut = reminders.every(({ reason }) => reason === "held_out");
      heldOut += Number(isHeldOut);
      expect(thanks === null).toBe(isHeldOut);
    }
    expect(heldOut).toBeGreaterThan(0);
    expect(heldOut).toBeLessThan(12);
  });

  test.each<[string, (id: string) => Promise<unknown>, string, string]>([
    [
      "money went back",
      (id) => journey.receive(about("order.refunded", id, "2026-03-10T03:05:00Z", { refunded: "1.00" })),
      "cancelled cancelled",
      "退款",
    ],
    ["staff stopped the order", (id) => shop.api(`orders/${id}/stop`, { method: "POST" }), "cancelled stopped", "停止"],
    [
      "the buyer said no",
      (id) =>
        journey.receive({
          type: "buyer.opted_out",
          timestamp: "2026-03-10T03:05:00Z",
          data: { buyer: { id: `b-${id}` } },
        }),
      "skipped suppressed",
      "拒收",
    ],
    [
      "the buyer complained",
      (id) =>
        shop.api("complaints", {
          method: "POST",
          body: JSON.stringify({ order: id }),
          headers: { "content-type": "application/json" },
        }),
      "skipped suppressed",
      "拒收",
    ],
  ])("end where %s before they are sent", async (_, event, ended, words) => {
    const id = await reminded();
    await pay(id, "11:00");
    await event(id);
    await runAt("11:10");
    expect(sentTo(id, "thank_you")).toEqual([]);
    const { thanks, decisions } = await order(id);
    expect(`${thanks?.state} ${thanks?.reason}`).toBe(ended);
    expect(decisions.at(-1)?.text).toContain(words);
  });

  test("end where money goes back between the claim and the request", async () => {
    const id = await reminded();
    await pay(id, "11:00");
    journey.atFailpoint("before_send", () =>
      journey.receive(about("order.refunded", id, "2026-03-10T03:10:00Z", { refunded: "199.00" })),
    );
    await runAt("11:10");
    await runAt("11:20");
    expect(sentTo(id, "thank_you")).toEqual([]);
    expect((await order(id)).thanks).toMatchObject({ state: "cancelled" });
  });

  test("name orders paid together in one message, and come once a day", async () => {
    await journey.putPolicy({ ...POLICY, paid_other: "remind" });
    const buyer = { id: "b-both", phone: "+8613900002222", im: {} };
    const [first, second, third] = [await reminded({ buyer }), await reminded({ buyer }), await reminded({ buyer })];
    await pay(first, "11:00");
    await pay(second, "11:00");
    await runAt("11:10");
    expect(sentTo(first, "thank_you")).toHaveLength(1);
    expect(sentTo(second, "thank_you")).toEqual(sentTo(first, "thank_you"));
    await pay(third, "13:00");
    await runAt("13:10");
    expect(sentTo(third, "thank_you")).toEqual([]);
    const { thanks, decisions } = await order(third);
    expect(thanks).toMatchObject({ state: "skipped", reason: "cap" });
    expect(decisions.at(-1)).toMatchObject({ reason: "thanked" });
  });

  test("count for the person's cap, as reminders do", async () => {
    await journey.putPolicy({ ...POLICY, caps: { person: { count: 1, per: "7d" } } });
    const id = await reminded();
    await pay(id, "11:00");
    await runAt("11:10");
    expect((await order(id)).thanks).toMatchObject({ state: "skipped", reason: "cap" });
  });

  test("count as nothing in statistics, and an answer to them says nothing of the order", async () => {
    const days = "from=2026-03-10&to=2026-03-10";
    const figures = async () => ({
      recovery: await shop.get<{ totals: object }>(`stats/recovery?by=channel&${days}`),
      funnel: await shop.get<object>(`stats/funnel?${days}`),
    });
    const id = await reminded();
    await pay(id, "11:00");
    const before = await figures();
    await runAt("11:10");
    const contactId = sentTo(id, "thank_you")[0]?.contactId ?? ("" as ContactId);
    const receipt = { contactId, at: instant(Date.parse(at("11:20"))) };
    await recordReceipt(journey.ctx, { ...receipt, state: "delivered", text: null });
    await recordReceipt(journey.ctx, { ...receipt, state: "replied", text: "太贵了" });
    expect(await figures()).toEqual(before);
    const after = await order(id);
    expect(after).toMatchObject({ reason: { code: "unknown" }, conversion: { recovered: true, channel: "sms" } });
    expect(journey.counts.sentAfterPaid ?? 0).toBe(0);
  });
});

test("whatever happens in whatever order: nobody is thanked twice, nor who did not pay, nor where money went back", async () => {
  const steps = fc.constantFrom("pay", "pay again", "refund", "stop", "wait", "run", "restart", "off", "on", "close");
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 2, maxLength: 9 }), async (acts) => {
      await journey.putPolicy(POLICY);
      const id = await reminded();
      let minutes = 30;
      const clock = () => new Date(Date.parse(PLACED) + minutes * 60_000).toISOString();
      const tell = (type: string, order: object = {}) => journey.receive(about(type, id, clock(), order));
      let [isPaid, isBack, isStopped, isOff] = [false, false, false, false];
      for (const act of acts) {
        minutes += act === "wait" ? 11 : 1;
        journey.moveTo(clock());
        const before = sentTo(id, "thank_you").length;
        if (act === "pay" || act === "pay again") await tell("order.paid");
        if (act === "refund") await tell("order.refunded", { refunded: "199.00" });
        if (act === "stop") await shop.api(`orders/${id}/stop`, { method: "POST" });
        if (act === "close") await tell("order.closed");
        if (act === "off" || act === "on") await journey.putPolicy({ ...POLICY, thank_you: act === "on" });
        // A job that was lost, and one that runs twice.
        if (act === "restart")
          await journey.rows("UPDATE reminders SET state = 'planned' WHERE state = 'queued' RETURNING 1");
        if (act === "run" || act === "wait") await journey.run();
        if (sentTo(id, "thank_you").length > before)
          expect([isPaid, isBack, isStopped, isOff]).toEqual([true, false, false, false]);
        isPaid ||= act === "pay" || act === "pay again" || act === "refund";
        isBack ||= act === "refund";
        isStopped ||= act === "stop";
        if (act === "off" || act === "on") isOff = act === "off";
      }
      minutes += 30;
      journey.moveTo(clock());
      await journey.run();
      const thanks = sentTo(id, "thank_you");
      expect(thanks.length).toBeLessThanOrEqual(1);
      if (!isPaid) expect(thanks).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test("thanks wait for contact hours, and for the provider to take them", async () => {
  const id = await reminded();
  await pay(id, "23:00");
  await runAt("23:30");
  expect(sentTo(id, "thank_you")).toEqual([]);
  let tries = 0;
  journey.channels.sms.answer = ({ contactId }) => {
    tries += 1;
    return tries === 1
      ? { kind: "not_sent", code: "throttled", retryAfterMs: 0 }
      : { kind: "accepted", providerId: `p-${contactId}` };
  };
  journey.moveTo("2026-03-11T09:59:59+08:00");
  await journey.run();
  journey.moveTo("2026-03-11T10:30:00+08:00");
  await journey.run();
  expect(tries).toBe(2);
  expect((await order(id)).thanks).toMatchObject({ state: "done" });
  expect((await order(id)).contacts.filter(({ purpose }) => purpose === "thank_you")).toHaveLength(1);
});
