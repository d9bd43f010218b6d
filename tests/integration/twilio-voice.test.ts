/** A call by a machine, over real HTTP: answered, keys pressed, paid while it rings. */
import sdk from "twilio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { twilioCallbacks } from "#src/http/twilio/callbacks.ts";
import { createLastLook } from "#src/journey/last-look.ts";
import { createProviderGate } from "#src/journey/provider-gate.ts";
import { createRecorder } from "#src/journey/record-outcomes.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import type { FakeCall } from "#tests/support/fake-twilio/resources.ts";
import { about } from "#tests/support/journey.ts";
import { openTwilioService, type TwilioService } from "#tests/support/twilio-service.ts";

/** A call 40 minutes after the order, a text message two hours on. */
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "call" }, { channel: "sms", after: "2h" }],
};
const CONSENT = { consent: { call: { given: true, at: "2026-01-01T00:00:00Z", source: "checkout" } } };
const PAID_AT = "2026-03-10T02:45:30Z";

let database: TestDatabase;
let twilio: TwilioService;

beforeAll(async () => {
  database = await testDatabase();
  twilio = await openTwilioService(database.url, POLICY);
});
afterAll(async () => {
  await twilio.close();
  await database.drop();
});

/** An order whose buyer's telephone rings. */
async function called(id: string, over: { order?: object; buyer?: object } = {}): Promise<FakeCall> {
  const before = twilio.fake.calls.length;
  await twilio.remind(id, { ...over, buyer: { ...CONSENT, ...over.buyer } });
  const call = twilio.fake.calls.at(-1);
  if (!call || twilio.fake.calls.length === before) throw new Error(`no call about ${id}`);
  await twilio.caller.moveCall(call, "ringing");
  return call;
}
const callOf = async (id: string) => (await twilio.order(id)).contacts.find(({ channel }) => channel === "call");
const textOf = async (id: string) => (await twilio.order(id)).contacts.find(({ channel }) => channel === "sms");
const pay = (id: string) => twilio.service.shop.post(about("order.paid", id, PAID_AT, { paid_at: PAID_AT }));
const permitsOf = (id: string) =>
  twilio.sql(`SELECT c.channel FROM contact_orders c JOIN orders o ON o.id = c.order_id
    WHERE o.external_id = '${id}' AND c.channel = 'sms'`);
const textsAbout = (id: string) => twilio.fake.messages.filter(({ body }) => body.includes(id));

describe("a call", () => {
  test("needs a consent", async () => {
    const before = twilio.fake.calls.length;
    await twilio.remind("v-0");
    expect((await twilio.order("v-0")).reminders[0]).toMatchObject({ channel: "call", reason: "no_consent" });
    expect(twilio.fake.calls).toHaveLength(before);
  });

  test("says what is owed and which keys there are, and ends the steps once a human heard it", async () => {
    const call = await called("v-1");
    const twiml = await twilio.caller.answer(call);
    expect(twiml).toContain('<Say language="zh-CN">您好，这里是云上毛衣');
    expect(twiml).toMatch(/199元.*请按1.*请按2.*请按9/s);
    expect(twiml).toContain('input="dtmf"');
    expect(await callOf("v-1")).toMatchObject({ state: "accepted" });
    expect(await twilio.caller.press(call, "")).toContain("再见");
    await twilio.caller.moveCall(call, "completed");
    expect(await callOf("v-1")).toMatchObject({ state: "answered", provider_id: call.sid });
    expect((await twilio.order("v-1")).reminders[1]).toMatchObject({ state: "cancelled", reason: "answered" });
  });

  test("in English to whoever reads English, the shop's name escaped", async () => {
    await twilio.sql("UPDATE shops SET name = '<Wool> & Co' WHERE slug = 'atelier'");
    const call = await called("v-2", { buyer: { locale: "en-GB", phone: "+447911123456", timezone: "Asia/Shanghai" } });
    const twiml = await twilio.caller.answer(call);
    await twilio.sql("UPDATE shops SET name = '云上毛衣' WHERE slug = 'atelier'");
    expect(twiml).toContain("&lt;Wool&gt; &amp; Co");
    expect(twiml).toMatch(/press 1\..*press 2\..*press 9\./s);
  });

  test.each(["machine_start", "fax"])("answered by %s is hung up on and counts as not answered", async (by) => {
    const call = await called(`v-${by}`);
    expect(await twilio.caller.answer(call, by)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>',
    );
    await twilio.caller.moveCall(call, "completed");
    expect((await callOf(`v-${by}`))?.state).toBe("no_answer");
    expect((await twilio.order(`v-${by}`)).reminders[1]).toMatchObject({ state: "planned" });
  });

  test.each([
    ["busy", "busy"],
    ["no-answer", "no_answer"],
    ["failed", "failed"],
    ["canceled", "cancelled"],
  ])("that ends %s is %s", async (status, state) => {
    const call = await called(`v-${status}`);
    await twilio.caller.moveCall(call, status);
    expect((await callOf(`v-${status}`))?.state).toBe(state);
    await twilio.caller.moveCall(call, "ringing");
    expect((await callOf(`v-${status}`))?.state).toBe(state);
  });

  test("of nobody's is answered with nothing to say", async () => {
    const response = await twilio.caller.post(
      "https://pay.example/callbacks/twilio/voice?contact=0190a3c0-0000-7000-8000-000000000001",
      { CallSid: `CA${"0".repeat(32)}`, CallStatus: "in-progress" },
    );
    expect([response.status, await response.text()]).toEqual([
      200,
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
  });
});

describe("key 1", () => {
  test("sends the pay link by text message, once, and takes the place of the planned one", async () => {
    const call = await called("k-1");
    await twilio.caller.answer(call);
    expect(await twilio.caller.press(call, "1")).toMatch(/短信发给您.*<Hangup\/>/s);
    expect(textsAbout("k-1")).toHaveLength(1);
    expect(textsAbout("k-1")[0]?.body).toMatch(/https:\/\/pay\.example\/r\//);
    const order = await twilio.order("k-1");
    expect(order.reminders).toMatchObject([
      { channel: "call", state: "done" },
      { channel: "sms", state: "done" },
    ]);
    expect(await textOf("k-1")).toMatchObject({ state: "accepted" });
    expect(await callOf("k-1")).toMatchObject({ state: "answered" });
    expect(order.decisions.map(({ text }) => text)).toContain("应买家在电话中的要求，现在发出短信。");

    await twilio.caller.answer(call);
    expect(call.twiml).not.toContain("请按1");
    expect(await twilio.caller.press(call, "1")).toContain("不能给您发短信");
    expect(textsAbout("k-1")).toHaveLength(1);
  });

  test("pressed twice at once sends one", async () => {
    const call = await called("k-2");
    await twilio.caller.answer(call);
    const { twiml } = call;
    await Promise.all(Array.from({ length: 4 }, () => twilio.caller.press({ ...call, twiml }, "1")));
    expect(textsAbout("k-2")).toHaveLength(1);
    expect(await permitsOf("k-2")).toHaveLength(1);
  });

  test("works without a planned text message, whatever the caps", async () => {
    await twilio.service.journey.putPolicy({
      ...POLICY,
      steps: [{ channel: "call" }],
      caps: { person: { count: 1, per: "7d" } },
    });
    const call = await called("k-3");
    await twilio.service.journey.putPolicy(POLICY);
    await twilio.caller.answer(call);
    expect(await twilio.caller.press(call, "1")).toContain("短信发给您");
    expect(textsAbout("k-3")).toHaveLength(1);
  });

  test("sends nothing once the order is paid, the buyer said no, the shop is paused, or said no to text messages", async () => {
    const cases: Record<string, (id: string, call: FakeCall) => Promise<unknown>> = {
      "n-paid": pay,
      "n-refused": (_, call) =>
        twilio.caller.write("https://pay.example/callbacks/twilio/inbound", { from: call.to, body: "退订" }),
      "n-paused": () =>
        twilio.sql("INSERT INTO sending_pauses (shop_id, channel, reason) SELECT id, 'sms', 'staff' FROM shops"),
      "n-hours": async () => twilio.service.journey.moveTo("2026-03-10T15:00:00Z"),
    };
    for (const [id, happens] of Object.entries(cases)) {
      const call = await called(id);
      await twilio.caller.answer(call);
      await happens(id, call);
      expect([id, await twilio.caller.press(call, "1")]).toEqual([id, expect.stringContaining("不能给您发短信")]);
      expect(textsAbout(id)).toHaveLength(0);
      expect([id, await permitsOf(id)]).toEqual([id, []]);
    }
    await twilio.sql("DELETE FROM sending_pauses");
    const given = { given: true, at: "2026-01-01T00:00:00Z", source: "checkout" };
    const call = await called("n-no", { buyer: { consent: { call: given, sms: { ...given, given: false } } } });
    expect(await twilio.caller.answer(call)).not.toContain("请按1");
    expect(await twilio.caller.press(call, "1")).toContain("不能给您发短信");
    expect(textsAbout("n-no")).toHaveLength(0);
  });
});

test("key 2 puts the buyer on the list of people to call, off again when the order is paid", async () => {
  const call = await called("p-1");
  await twilio.caller.answer(call);
  expect(await twilio.caller.press(call, "2")).toContain("客服会给您回电话");
  const id = (await callOf("p-1"))?.id;
  const task = () => twilio.sql(`SELECT state FROM call_tasks WHERE contact_id = '${id}'`);
  expect(await task()).toEqual([{ state: "open" }]);
  expect((await twilio.order("p-1")).decisions.map(({ what }) => what)).toContain("asked_for_person");
  await twilio.caller.moveCall(call, "completed");
  await pay("p-1");
  expect(await task()).toEqual([{ state: "cancelled" }]);
  expect((await callOf("p-1"))?.state).toBe("answered");
});

test("key 9 ends everything on every channel", async () => {
  const call = await called("q-1");
  await twilio.caller.answer(call);
  expect(await twilio.caller.press(call, "9")).toContain("不会再联系您");
  expect((await twilio.order("q-1")).reminders[1]).toMatchObject({
    channel: "sms",
    state: "skipped",
    reason: "suppressed",
  });
  const before = twilio.fake.calls.length;
  await twilio.remind("q-2", { buyer: { ...CONSENT, phone: call.to } });
  expect((await twilio.order("q-2")).reminders.map(({ reason }) => reason)).toEqual(["suppressed", "suppressed"]);
  expect(twilio.fake.calls).toHaveLength(before);
});

test("a call is hung up on where nothing can be looked up, and nothing is claimed of a key", async () => {
  const call = await called("q-4");
  await twilio.caller.answer(call);
  const { ctx } = twilio.service.journey;
  const db = new Proxy(ctx.db, {
    get: () => () => {
      throw new Error("the database is away");
    },
  });
  const lost = twilioCallbacks({
    ctx: { ...ctx, db },
    twilioAuthToken: twilio.fake.authToken,
    linkGear: { gate: createProviderGate(ctx), lastLook: createLastLook(ctx), recorder: createRecorder(ctx) },
  });
  for (const form of [{}, { Digits: "9" }, { Digits: "1" }]) {
    const [path] = call.url.split("/callbacks/twilio/voice").slice(1);
    const url = `https://pay.example/voice${path}`;
    const response = await lost.request(url, {
      method: "POST",
      headers: { "x-twilio-signature": sdk.getExpectedTwilioSignature(twilio.fake.authToken, url, form) },
      body: new URLSearchParams(form),
    });
    expect([response.status, await response.text()]).toEqual([
      200,
      '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>',
    ]);
  }
});

test("another key hears the menu again", async () => {
  const call = await called("q-3");
  await twilio.caller.answer(call);
  expect(await twilio.caller.press(call, "5")).toContain("请按9");
});

describe("paid while the telephone", () => {
  test("waits or rings: the call is cancelled", async () => {
    const call = await called("t-1");
    await pay("t-1");
    expect(call.status).toBe("canceled");
    await twilio.caller.moveCall(call, "canceled");
    expect((await callOf("t-1"))?.state).toBe("cancelled");
  });

  test("is being answered: the call says so and hangs up", async () => {
    const call = await called("t-2");
    // Twilio's cancel came too late.
    call.status = "in-progress";
    await pay("t-2");
    expect(await twilio.caller.answer(call)).toMatch(/已经付款.*<Hangup\/>/s);
  });

  test("rings and the buyer says no elsewhere: nothing is asked for when it is answered", async () => {
    const call = await called("t-no");
    await twilio.caller.write("https://pay.example/callbacks/twilio/inbound", { from: call.to, body: "退订" });
    const twiml = await twilio.caller.answer(call);
    expect(twiml).toMatch(/打扰了.*<Hangup\/>/s);
    expect(twiml).not.toContain("t-no");
  });

  test("is in use: the call is sent to us again and hears that it is paid", async () => {
    const call = await called("t-3");
    await twilio.caller.answer(call);
    await pay("t-3");
    expect(call.status).toBe("in-progress");
    expect(await twilio.caller.redirect(call)).toMatch(/已经付款.*<Hangup\/>/s);
  });

  test("rings about two orders: the other one alone is spoken of", async () => {
    const buyer = { ...CONSENT, id: "b-t", phone: "+8613511112222" };
    await twilio.service.journey.putPolicy({ ...POLICY, slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }] });
    twilio.service.journey.moveTo("2026-03-10T02:15:00Z");
    const { created } = await import("#tests/support/journey.ts");
    await twilio.service.shop.post(created("t-4", "2026-03-10T10:00:00+08:00", { buyer }));
    const call = await called("t-5", { buyer });
    await pay("t-4");
    expect(call.status).toBe("ringing");
    const twiml = await twilio.caller.answer(call);
    expect(twiml).toContain("t-5");
    expect(twiml).not.toContain("t-4");
  });

  test("rings although its placing had no answer: the first sign of life cancels it", async () => {
    const call = await called("t-6");
    const id = (await callOf("t-6"))?.id;
    await twilio.sql(`UPDATE contacts SET state = 'unknown', provider_id = NULL, sent_at = NULL WHERE id = '${id}'`);
    await pay("t-6");
    expect(call.status).toBe("ringing");
    await twilio.caller.moveCall(call, "ringing");
    expect(call.status).toBe("canceled");
  });

  test("rings and the order was cancelled, or stopped by staff: the call is cancelled", async () => {
    const cancelled = await called("t-7");
    await twilio.service.shop.post(about("order.cancelled", "t-7", PAID_AT));
    expect(cancelled.status).toBe("canceled");
    const stopped = await called("t-8");
    await twilio.service.shop.api("orders/t-8/stop", { method: "POST" });
    expect(stopped.status).toBe("canceled");
  });
});
