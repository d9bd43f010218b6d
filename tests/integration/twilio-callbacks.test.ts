/** What Twilio and buyers tell us over real HTTP: states, replies, refusals. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reconcileUnknown } from "#src/journey/reconcile-unknown.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import type { FakeMessage } from "#tests/support/fake-twilio/resources.ts";
import { openTwilioService, type TwilioService } from "#tests/support/twilio-service.ts";

const INBOUND = "https://pay.example/callbacks/twilio/inbound";
const STATUS = "https://pay.example/callbacks/twilio/status";
/** A text message 40 minutes after the order, a WhatsApp message three hours on. */
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }, { channel: "im", after: "3h" }],
};

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

/** An order whose text message went out. */
async function texted(id: string, over: { order?: object; buyer?: object } = {}): Promise<FakeMessage> {
  await twilio.remind(id, over);
  const message = twilio.fake.messages.at(-1);
  if (!message?.body.includes(id)) throw new Error(`no message about ${id}`);
  return message;
}
const contact = async (id: string) => (await twilio.order(id)).contacts[0];
const suppressions = async () =>
  (await twilio.service.shop.get<{ data: { address: string; reason: string; source: string }[] }>("suppressions")).data;

describe("status of a message", () => {
  test("moves the contact on and never back, however often and in whatever order it comes", async () => {
    const message = await texted("s-1");
    expect(await contact("s-1")).toMatchObject({ state: "accepted", provider: "twilio", provider_id: message.sid });
    for (const [status, then] of [
      ["sent", "accepted"],
      ["delivered", "delivered"],
      ["sent", "delivered"],
      ["delivered", "delivered"],
      ["read", "read"],
      ["undelivered", "read"],
    ] as const) {
      expect((await twilio.caller.moveMessage(message, status)).status).toBe(204);
      expect((await contact("s-1"))?.state).toBe(then);
    }
  });

  test("that comes before our own record of it names the message, and the record changes nothing", async () => {
    const message = await texted("s-2");
    const id = (await contact("s-2"))?.id;
    // As while the outcome is still to be written down, and as after a time-out.
    for (const state of ["claimed", "unknown"]) {
      await twilio.sql(`UPDATE contacts SET state = '${state}', provider_id = NULL, sent_at = NULL WHERE id = '${id}'`);
      await twilio.caller.moveMessage(message, "sent");
      expect(await contact("s-2")).toMatchObject({ state: "accepted", provider_id: message.sid });
    }
  });

  test("lost: Twilio is asked, by number and time, then by its id", async () => {
    twilio.fake.behave("reset");
    await twilio.remind("s-lost");
    twilio.fake.behave("accept");
    const message = twilio.fake.messages.at(-1);
    expect(await contact("s-lost")).toMatchObject({ state: "unknown", provider_id: null });
    const ask = async () => {
      const id = (await contact("s-lost"))?.id;
      await twilio.sql(`UPDATE look_ups SET next_at = clock_timestamp() WHERE contact_id = '${id}'`);
      await reconcileUnknown(twilio.service.journey.ctx);
      return await contact("s-lost");
    };
    expect(await ask()).toMatchObject({ state: "accepted", provider_id: message?.sid });
    if (message) message.status = "delivered";
    expect(await ask()).toMatchObject({ state: "delivered" });
    expect(twilio.fake.messages.filter(({ body }) => body.includes("s-lost"))).toHaveLength(1);
  });

  test("lost, and the only message that fits is another contact's: it stays unknown", async () => {
    const buyer = { id: "b-two", phone: "+8613511110002" };
    const other = await texted("s-two-a", { buyer });
    await texted("s-two-b", { buyer });
    const late = twilio.fake.messages.pop();
    const id = (await contact("s-two-b"))?.id;
    await twilio.sql(`UPDATE contacts SET state = 'unknown', provider_id = NULL WHERE id = '${id}'`);
    await twilio.sql(`UPDATE look_ups SET next_at = clock_timestamp() WHERE contact_id = '${id}'`);
    await reconcileUnknown(twilio.service.journey.ctx);
    expect(await contact("s-two-b")).toMatchObject({ state: "unknown", provider_id: null });
    expect([other.to, late?.to]).toEqual([buyer.phone, buyer.phone]);
  });

  test.each([
    [30006, "landline"],
    [30007, "filtered"],
    [30036, "too_late"],
    [99999, "twilio_99999"],
  ])("%d says why it failed: %s", async (error, code) => {
    const message = await texted(`s-f-${error}`);
    await twilio.caller.moveMessage(message, "undelivered", error);
    expect((await contact(`s-f-${error}`))?.state).toBe("failed");
    const id = (await contact(`s-f-${error}`))?.id;
    expect(await twilio.sql(`SELECT code FROM contacts WHERE id = '${id}'`)).toEqual([{ code }]);
  });

  test("21610, told late or at once, suppresses the buyer", async () => {
    const message = await texted("s-3", { buyer: { phone: "+8613511110001" } });
    await twilio.caller.moveMessage(message, "failed", 21610);
    expect((await twilio.order("s-3")).reminders[1]).toMatchObject({ state: "skipped", reason: "suppressed" });

    await twilio.remind("s-4", { buyer: { phone: "+15005550004", country: "CN" } });
    expect(await contact("s-4")).toMatchObject({ state: "rejected" });
    expect((await twilio.order("s-4")).reminders[1]).toMatchObject({ state: "skipped", reason: "suppressed" });
    expect((await suppressions()).filter(({ source }) => source === "provider").length).toBeGreaterThanOrEqual(2);
  });

  test("forged, unsigned or signed for another address is 403, and changes nothing", async () => {
    const message = await texted("s-5");
    const form = { MessageSid: message.sid, MessageStatus: "delivered" };
    const elsewhere = message.statusCallback.replace("pay.example", "evil.example");
    for (const answer of [
      twilio.caller.post(message.statusCallback, form, "another token"),
      fetch(message.statusCallback.replace("https://pay.example", twilio.service.url), {
        method: "POST",
        body: new URLSearchParams(form),
      }),
      twilio.caller.post(elsewhere, form),
      twilio.caller.post(INBOUND, { From: message.to, Body: "STOP" }, "another token"),
      twilio.caller.post("https://pay.example/callbacks/twilio/voice?contact=x", {}, "another token"),
    ]) {
      const response = await answer;
      expect([response.status, response.headers.get("content-type")]).toEqual([403, "application/problem+json"]);
    }
    expect((await contact("s-5"))?.state).toBe("accepted");
  });

  test("of something unknown is taken and logged, without the number", async () => {
    const message = await texted("s-6");
    const before = twilio.service.logged.length;
    const form = { MessageSid: message.sid, MessageStatus: "delivered", To: message.to };
    for (const query of [`?contact=${randomUUID()}`, "?contact=%27--", "", "?contact="]) {
      expect((await twilio.caller.post(`${STATUS}${query}`, form)).status).toBe(204);
    }
    expect((await twilio.caller.moveMessage(message, "teleported")).status).toBe(204);
    expect(twilio.service.logged.length - before).toBe(5);
    expect(twilio.service.logged.join("\n")).not.toMatch(/\+86\d{11}/);
    expect((await contact("s-6"))?.state).toBe("accepted");
  });
});

describe("what buyers write", () => {
  const write = (from: string, body: string, more: { sid?: string; optOutType?: "STOP" | "START" } = {}) =>
    twilio.caller.write(INBOUND, { from, body, ...more });

  test("ends the remaining reminders, is kept sealed, and shown once however often it comes", async () => {
    const message = await texted("r-1");
    const sid = `SM${"7".repeat(32)}`;
    for (let times = 0; times < 2; times++) {
      const response = await write(message.to, "晚上就付，谢谢", { sid });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/xml; charset=utf-8"]);
      expect(await response.text()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
      twilio.service.journey.moveTo("2026-03-10T02:46:00Z");
    }
    const order = await twilio.order("r-1");
    expect(order.contacts[0]).toMatchObject({
      state: "replied",
      replies: [{ at: "2026-03-10T02:45:00.000Z", text: "晚上就付，谢谢" }],
    });
    expect(order.reminders[1]).toMatchObject({ state: "cancelled", reason: "replied" });
    const [row] = await twilio.sql<{ text: string }>(
      "SELECT encode(text, 'escape') AS text FROM receipts WHERE text IS NOT NULL LIMIT 1",
    );
    expect(row?.text).not.toContain("谢谢");
    expect(await suppressions()).not.toContainEqual(
      expect.objectContaining({ address: expect.stringContaining(message.to.slice(-4)) }),
    );
    expect(twilio.service.logged.join("\n")).not.toMatch(/谢谢/);
  });

  test.each([
    ["stop.", "opted_out"],
    ["ＳＴＯＰ", "opted_out"],
    ["退订", "opted_out"],
    ["TD", "opted_out"],
    ["回复Ｔ", "opted_out"],
    ["R", "opted_out"],
    ["please stop calling", "opted_out"],
    ["别再打了", "opted_out"],
    ["Stpo!!", "opted_out"],
    ["取消", "unclear"],
  ])("%s suppresses the buyer on every channel: %s", async (words, reason) => {
    const id = `o-${Buffer.from(words).toString("hex").slice(0, 12)}`;
    const message = await texted(id);
    await write(message.to, words);
    const order = await twilio.order(id);
    expect(order.contacts[0]?.state).toBe("replied");
    expect(order.reminders[1]).toMatchObject({ channel: "im", state: "skipped", reason: "suppressed" });
    expect(await suppressions()).toContainEqual(
      expect.objectContaining({ address: expect.stringContaining(message.to.slice(-4)), reason, source: "stop" }),
    );
  });

  test("a keyword of the messaging service's own is a refusal by Twilio's word for it, START lifts none", async () => {
    const message = await texted("r-2");
    await write(message.to, "schluss jetzt", { optOutType: "STOP" });
    expect((await twilio.order("r-2")).reminders[1]).toMatchObject({ reason: "suppressed" });
    await write(message.to, "START", { optOutType: "START" });
    await twilio.remind("r-2-again", { buyer: { id: "b-r-2", phone: message.to } });
    expect((await twilio.order("r-2-again")).reminders.map(({ reason }) => reason)).toEqual([
      "suppressed",
      "suppressed",
    ]);
  });

  test("an unclear word and then a plain one stands as the plain one", async () => {
    const message = await texted("r-3");
    await write(message.to, "取消");
    await write(message.to, "退订");
    await write(message.to, "取消");
    expect(await suppressions()).toContainEqual(
      expect.objectContaining({ address: expect.stringContaining(message.to.slice(-4)), reason: "opted_out" }),
    );
  });

  test("a refusal counts in every shop, known there or not, and holds for whoever orders later", async () => {
    const other = await twilio.service.addShop("other");
    const stranger = "+8613599990001";
    await write(stranger, "STOP");
    await twilio.remind("r-4", { buyer: { phone: stranger } });
    expect((await twilio.order("r-4")).reminders[0]).toMatchObject({ state: "skipped", reason: "suppressed" });
    const { data } = await other.get<{ data: { address: string }[] }>("suppressions");
    expect(data).toContainEqual(expect.objectContaining({ address: "+86135****0001" }));
  });

  test("from nobody we know, or no number, is answered and logged", async () => {
    const before = twilio.service.logged.length;
    for (const from of ["+8613599990002", "whatsapp:", "266696687", ""]) {
      expect((await write(from, "你好")).status).toBe(200);
    }
    expect(twilio.service.logged.length - before).toBe(4);
  });

  test("on WhatsApp reaches the account that was written to, and opens its window for free text", async () => {
    const buyer = { id: "b-wa", phone: "+8613500007777", im: { wecom: "wx-wa", whatsapp: "+85291234567" } };
    const toAccount = () => twilio.fake.messages.filter(({ to }) => to === "whatsapp:+85291234567");
    await texted("w-1", { buyer });
    const { due_at: due } = (await twilio.order("w-1")).reminders[1] ?? {};
    twilio.service.journey.moveTo(String(due));
    await twilio.service.journey.run();
    const first = toAccount().at(-1);
    expect(first).toMatchObject({ to: "whatsapp:+85291234567", contentSid: expect.stringMatching(/^HX/) });
    expect(JSON.parse(first?.contentVariables ?? "")).toMatchObject({
      2: "w-1",
      4: expect.stringMatching(/^https:\/\/pay\.example\/r\//),
    });
    await write("whatsapp:+85291234567", "明天付");
    expect((await twilio.order("w-1")).contacts).toContainEqual(
      expect.objectContaining({ channel: "im", state: "replied" }),
    );

    await twilio.service.journey.putPolicy({ ...POLICY, merge: false, caps: { person: { count: 9, per: "7d" } } });
    await twilio.remind("w-2", { buyer });
    const second = (await twilio.order("w-2")).reminders[1];
    twilio.service.journey.moveTo(String(second?.due_at));
    await twilio.service.journey.run();
    const free = toAccount().at(-1);
    expect(free).toMatchObject({ to: "whatsapp:+85291234567", contentSid: null, body: expect.stringContaining("w-2") });
    await twilio.service.journey.putPolicy(POLICY);
  });
});
