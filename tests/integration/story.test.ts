import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StoryEntry } from "#src/domain/story-facts.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService, report } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

type Entry = Omit<StoryEntry, "at"> & { readonly at: string };

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;

const PLACED = "2026-03-10T10:00:00+08:00";
const PHONE = "+8613800138000";

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  ({ shop } = service);
  await service.journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    caps: { person: { count: 50, per: "7d" } },
    steps: [{ channel: "sms" }, { channel: "call", after: "2h" }],
    consent: { call: "not_required" },
  });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(() => service.journey.moveTo("2026-03-10T02:15:00Z"));

const story = async (id: string, locale = "en") =>
  (await shop.get<{ data: Entry[] }>(`orders/${id}/story?locale=${locale}`)).data;
const contactOf = async (id: string) =>
  (await shop.get<{ contacts: { id: string }[] }>(`orders/${id}`)).contacts[0]?.id;

describe("an order's story", () => {
  test("tells everything, first to last, in both languages", async () => {
    const body = created("whole", PLACED, { buyer: { phone: PHONE } }) as { data: object };
    const conversation = [{ from: "buyer", at: "2026-03-10T02:05:00Z", text: "太贵了，能便宜点吗" }];
    await shop.post({ ...body, data: { ...body.data, conversation } });
    await service.journey.run();
    const contact = await contactOf("whole");
    await report(service, { contact_id: contact, status: "delivered", at: "2026-03-10T02:16:00Z" });
    await service.journey.read((tx) =>
      tx.execute(`UPDATE contact_orders SET clicked_at = '2026-03-10T02:17:00Z' WHERE contact_id = '${contact}'`),
    );
    service.journey.moveTo("2026-03-10T02:18:00Z");
    await report(service, { contact_id: contact, status: "replied", text: "明天付", at: "2026-03-10T02:18:00Z" });
    service.journey.moveTo("2026-03-10T02:19:00Z");
    await shop.api("orders/whole/reason", {
      method: "PUT",
      body: '{"code":"payment_trouble"}',
      headers: { "content-type": "application/json" },
    });
    service.journey.moveTo("2026-03-10T02:30:00Z");
    await shop.post(about("order.paid", "whole", "2026-03-10T02:30:00Z", { paid_at: "2026-03-10T02:29:00Z" }));

    const english = await story("whole");
    expect(english.map(({ at }) => at)).toEqual(english.map(({ at }) => at).sort());
    expect(english.map(({ kind, title }) => [kind, title])).toEqual([
      ["reply", "The buyer wrote to the shop"],
      ["reason", "Reason heard: price"],
      ["event", "The shop told of the order"],
      ["plan", "Plan"],
      ["decision", "Decision"],
      ["decision", "Decision"],
      ["contact", "Contact by text message"],
      ["receipt", "Text message: delivered"],
      ["click", "The buyer opened the link of the text message"],
      ["reply", "The buyer replied to the text message"],
      ["reason", "Reason heard: forgot, or not now"],
      ["stop", "Reminders stopped"],
      ["reason", "Reason corrected: trouble with the payment"],
      ["payment", "The buyer paid 199.00 CNY"],
      ["event", "The shop told of the payment"],
    ]);
    expect(english.find(({ kind }) => kind === "plan")?.text).toMatch(/Planned by version \d+, the rule 00:00-24:00/);
    expect(english.find(({ kind }) => kind === "contact")).toMatchObject({
      channel: "sms",
      state: "replied",
      text: expect.stringMatching(/^Template \S+, version \d+ \(zh-CN\)\. By recording: replied to\.$/),
      detail: { contact_id: contact, orders: ["whole"], provider: "recording" },
    });
    expect(english.filter(({ kind }) => kind === "reply").map(({ text }) => text)).toEqual([
      "太贵了，能便宜点吗",
      "明天付",
    ]);
    expect(english.find(({ kind }) => kind === "payment")).toMatchObject({
      text: "Recovered: credited to the text message.",
      channel: "sms",
      detail: { amount: "199.00", recovered: true, contact_id: contact },
    });

    const chinese = await story("whole", "zh-CN");
    expect(chinese.map(({ at, kind, detail }) => ({ at, kind, detail: Object.keys(detail) }))).toEqual(
      english.map(({ at, kind, detail }) => ({ at, kind, detail: Object.keys(detail) })),
    );
    const words = chinese.flatMap(({ kind, title, text }) => (kind === "reply" ? [title] : [title, text]));
    expect(words.join("")).toMatch(/收到新订单.*推断原因|推断原因.*收到新订单/s);
    for (const word of words) expect(word).toMatch(/^$|[\u4e00-\u9fff]/);
    expect(JSON.stringify([english, chinese])).not.toContain(PHONE.slice(3));
  });

  test("of calls, and of who stopped it", async () => {
    await shop.post(created("stopped", PLACED, { buyer: { phone: "+8613800138001" } }));
    await service.journey.run();
    service.journey.moveTo("2026-03-10T04:20:00Z");
    await service.journey.run();
    const [call] = await service.journey.rows<{ id: string }>(
      `SELECT c.id FROM contacts c JOIN contact_orders p ON p.contact_id = c.id JOIN orders o ON o.id = p.order_id
       WHERE o.external_id = 'stopped' AND c.channel = 'call'`,
    );
    await service.journey.read((tx) =>
      tx.execute(`INSERT INTO call_tasks (contact_id, shop_id, state, opened_at, closed_at)
        SELECT id, shop_id, 'done', claimed_at, claimed_at + interval '5 minutes' FROM contacts WHERE id = '${call?.id}'`),
    );
    await report(service, { contact_id: call?.id, status: "no_answer", at: "2026-03-10T04:25:00Z" });
    service.journey.moveTo("2026-03-10T04:26:00Z");
    await shop.api("orders/stopped/stop", { method: "POST" });
    service.journey.moveTo("2026-03-20T02:30:00Z");
    await shop.post(about("order.paid", "stopped", "2026-03-20T02:30:00Z", { paid_at: "2026-03-20T02:29:00Z" }));
    const told = await story("stopped");
    expect(told.filter(({ kind }) => kind === "call").map(({ title, state }) => [title, state])).toEqual([
      ["Put on the list of calls to make", "open"],
      ["The call was made", "done"],
      ["Call: no answer", "no_answer"],
    ]);
    expect(told.filter(({ kind }) => kind === "stop")).toMatchObject([
      { title: "Reminders stopped", text: "The remaining reminders ended: staff stopped its reminders." },
    ]);
    expect(told.at(-1)).toMatchObject({ kind: "event", detail: { type: "order.paid" } });
    expect(told.find(({ kind }) => kind === "payment")?.text).toBe("No reminder is credited with it.");
  });

  test("of an order that is another shop's, or none, is not there", async () => {
    const other = await service.addShop("stranger");
    await shop.post(created("own", PLACED));
    expect((await other.api("orders/own/story")).status).toBe(404);
    expect((await other.api("orders/own/unmask", { method: "POST" })).status).toBe(404);
    expect((await shop.api("orders/%00/story")).status).toBe(404);
    expect((await shop.api("orders/own/story?locale=de")).status).toBe(422);
  });
});

describe("unmasking", () => {
  const looks = () =>
    service.journey.rows("SELECT actor, target FROM audit_log WHERE action = 'order.unmask' ORDER BY id");

  test("shows the buyer in full, and each look is in the audit log", async () => {
    await shop.post(created("shown", PLACED, { buyer: { phone: PHONE, email: "w@example.com" } }));
    const response = await shop.api("orders/shown/unmask", { method: "POST" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ name: "王芳", phone: PHONE, email: "w@example.com" });
    await shop.api("orders/shown/unmask", { method: "POST" });
    const line = { actor: expect.stringMatching(/^key ck_/), target: "shown" };
    expect(await looks()).toEqual([line, line]);
    expect((await shop.api("orders/nobody/unmask", { method: "POST" })).status).toBe(404);
    expect(await looks()).toHaveLength(2);
  });

  test("an erased buyer is not shown, and nothing of their words is told", async () => {
    const body = created("erased", PLACED, { buyer: { phone: "+8613800138009" } }) as { data: object };
    const conversation = [{ from: "buyer", at: "2026-03-10T02:05:00Z", text: "我的话" }];
    await shop.post({ ...body, data: { ...body.data, conversation } });
    await shop.post({
      type: "buyer.erased",
      timestamp: "2026-03-10T02:20:00Z",
      data: { buyer: { id: "b-erased" } },
    });
    const response = await shop.api("orders/erased/unmask", { method: "POST" });
    expect(await response.json()).toEqual({ name: null, phone: null, email: null });
    expect(JSON.stringify(await story("erased", "zh-CN"))).not.toContain("我的话");
  });
});
