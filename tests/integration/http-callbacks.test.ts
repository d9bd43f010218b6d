import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService, PROVIDER_SECRET, report } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";
const SENT = "2026-03-10T02:45:00.000Z";
/** A call 40 minutes after the order, a message three hours on, a text message one more. */
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "call" }, { channel: "im", after: "3h" }, { channel: "sms", after: "1h" }],
};
const HUMAN = { "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/9.0" };

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  await service.journey.putPolicy(POLICY);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

interface Contact {
  readonly id: string;
  readonly channel: string;
  readonly state: string;
  readonly clicked_at: string | null;
}
interface Order {
  readonly contacts: readonly Contact[];
  readonly reminders: readonly { channel: string; state: string; reason: string | null }[];
  readonly conversion: { recovered: boolean; channel: string; contact_id: string } | null;
}
const order = (id: string) => service.shop.get<Order>(`orders/${id}`);

/** An order whose first reminder went out; its contact and the path of its pay link. */
async function reminded(id: string, over: { order?: object; buyer?: object } = {}) {
  service.journey.moveTo("2026-03-10T02:15:00Z");
  await service.shop.post(created(id, PLACED, over));
  service.journey.moveTo(SENT);
  await service.journey.run();
  const [contact] = (await order(id)).contacts;
  const sent = service.journey.channels.call.sent.find(({ contactId }) => contactId === contact?.id);
  const link = new URL(String(sent?.orders[0]?.payUrl)).pathname;
  return { contact: contact?.id ?? "", link };
}
const state = async (id: string) => (await order(id)).contacts[0]?.state;
const tell = (contact: string, status: string, at = SENT, text?: string) =>
  report(service, { contact_id: contact, status, at, ...(text === undefined ? {} : { text }) });

describe("reports of a provider", () => {
  test("move a contact on, and never back, in whatever order and however often they come", async () => {
    const { contact } = await reminded("c-1");
    for (const [status, then] of [
      ["delivered", "delivered"],
      ["read", "read"],
      ["delivered", "read"],
      ["failed", "read"],
      ["replied", "replied"],
      ["read", "replied"],
      ["replied", "replied"],
    ] as const) {
      const response = await tell(contact, status);
      expect([response.status, await response.text()]).toEqual([204, ""]);
      expect(await state("c-1")).toBe(then);
    }
  });

  test("a reply ends the remaining reminders, and one that says stop suppresses the buyer", async () => {
    const { contact } = await reminded("c-2");
    await tell(contact, "replied", SENT, "马上付");
    expect((await order("c-2")).reminders.slice(1).map(({ state, reason }) => [state, reason])).toEqual([
      ["cancelled", "replied"],
      ["cancelled", "replied"],
    ]);
    const other = await reminded("c-3", { buyer: { phone: "+8613522223333" } });
    await tell(other.contact, "replied", SENT, "别再打了");
    const { data } = await service.shop.get<{ data: { address: string; source: string }[] }>("suppressions");
    expect(data).toContainEqual(expect.objectContaining({ address: "+86135****3333", source: "stop" }));
    expect(service.logged.join("\n")).not.toMatch(/马上付|别再打了/);
  });

  test("that are forged, unsigned or signed with a shop's secret are 403", async () => {
    const { contact } = await reminded("c-4");
    const body = { contact_id: contact, status: "replied", at: SENT };
    const forged = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
    const unsigned = fetch(`${service.url}/callbacks/http`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    for (const answer of [report(service, body, forged), report(service, body, service.shop.secret), unsigned]) {
      const response = await answer;
      expect(response.status).toBe(403);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
    expect(await state("c-4")).toBe("accepted");
  });

  test("of an unknown contact or status are taken and logged", async () => {
    const { contact } = await reminded("c-5");
    const before = service.logged.length;
    for (const [id, status] of [
      [randomUUID(), "delivered"],
      ["1' OR '1'='1", "delivered"],
      ["", "delivered"],
      [contact, "vaporised"],
    ] as const) {
      expect([id, (await tell(id, status)).status]).toEqual([id, 204]);
    }
    expect(service.logged.length - before).toBe(4);
    expect(await state("c-5")).toBe("accepted");
  });

  test.each([
    ["no time", { contact_id: randomUUID(), status: "read" }],
    ["a time without an offset", { contact_id: randomUUID(), status: "read", at: "2026-03-10T02:45:00" }],
    ["a time far ahead", { contact_id: randomUUID(), status: "read", at: "2026-03-13T02:45:00Z" }],
    ["no contact", { status: "read", at: SENT }],
    ["a text that is none", { contact_id: randomUUID(), status: "replied", at: SENT, text: 7 }],
  ])("with %s are 422", async (_, body) => {
    expect((await report(service, body, PROVIDER_SECRET)).status).toBe(422);
  });

  test("a report and a payment at the same time never lose the credit", async () => {
    for (let at = 0; at < 10; at++) {
      const id = `race-${at}`;
      const { contact } = await reminded(id);
      // As after a time-out: nobody knows whether the buyer was reached.
      await service.journey.read((tx) =>
        tx.execute(`UPDATE contacts SET state = 'unknown', sent_at = NULL WHERE id = '${contact}'`),
      );
      await Promise.all([
        service.shop.post(about("order.paid", id, "2026-03-10T10:00:00Z", { paid_at: "2026-03-10T10:00:00Z" })),
        recordReceipt(service.journey.ctx, {
          contactId: contact as ContactId,
          state: "answered",
          at: Date.parse(SENT) as never,
          text: null,
        }),
      ]);
      expect((await order(id)).conversion).toMatchObject({ recovered: true, contact_id: contact });
    }
  });
});

describe("pay links", () => {
  const open = (link: string, headers: Record<string, string> = HUMAN, method = "GET") =>
    fetch(`${service.url}${link}`, { method, headers, redirect: "manual" });
  const clickedAt = async (id: string) => (await order(id)).contacts[0]?.clicked_at;

  test("lead to the order's own pay link and keep the first human click", async () => {
    const { link } = await reminded("p-1");
    service.journey.moveTo("2026-03-10T09:10:00Z");
    const response = await open(link);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://shop.example/pay/p-1");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("cache-control")).toBe("no-store");
    service.journey.moveTo("2026-03-10T09:30:00Z");
    await open(link);
    expect(await clickedAt("p-1")).toBe("2026-03-10T09:10:00.000Z");
  });

  test("previews and HEAD are led on and not counted", async () => {
    const { link } = await reminded("p-2");
    const agents = ["WhatsApp/2.23", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "Googlebot/2.1"];
    for (const agent of agents) expect((await open(link, { "user-agent": agent })).status).toBe(302);
    expect((await open(link, { ...HUMAN, "sec-purpose": "prefetch;prerender" })).status).toBe(302);
    expect((await open(link, { ...HUMAN, purpose: "preview" })).status).toBe(302);
    expect((await open(link, HUMAN, "HEAD")).status).toBe(302);
    expect(await clickedAt("p-2")).toBeNull();
  });

  test("are gone once there is nothing to pay, in the buyer's language", async () => {
    const paid = await reminded("p-3");
    await service.shop.post(about("order.paid", "p-3", "2026-03-10T09:20:00Z"));
    const english = await reminded("p-4", { buyer: { locale: "en-GB" } });
    await service.shop.post(about("order.cancelled", "p-4", "2026-03-10T09:20:00Z"));
    const closing = await reminded("p-5", { order: { closes_at: "2026-03-10T18:00:00+08:00" } });
    service.journey.moveTo("2026-03-10T10:00:00Z");
    for (const [link, lang] of [
      [paid.link, "zh-CN"],
      [english.link, "en"],
      [closing.link, "zh-CN"],
    ] as const) {
      const response = await open(link);
      expect(response.status).toBe(410);
      const page = await response.text();
      expect(page).toContain(`<html lang="${lang}">`);
      expect(page).not.toMatch(/<script|shop\.example/);
      expect(page).toMatch(lang === "en" ? /closed/ : /订单已(?:付款|关闭)/);
      expect(page).toContain("云上毛衣");
    }
    expect(await clickedAt("p-3")).toBeNull();
  });

  test("a program in a browser's clothes that comes with the message is led on and not counted", async () => {
    const { link } = await reminded("p-7");
    const bare = (code: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${service.url}${code}`, { headers: HUMAN }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end();
      });
    expect(await bare(link)).toBe(302);
    expect(await clickedAt("p-7")).toBeNull();
    service.journey.moveTo("2026-03-10T09:10:00Z");
    expect(await bare(link)).toBe(302);
    expect(await clickedAt("p-7")).toBe("2026-03-10T09:10:00.000Z");
  });

  test("that nobody gave out are 404", async () => {
    for (const path of ["/r/abcdefgh", "/r/%00", `/r/${"x".repeat(500)}`, "/r/%27--"]) {
      const response = await open(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get("content-type")).toMatch(/text\/html/);
    }
  });

  test("a payment after a click is credited to the contact that was clicked, not to the last", async () => {
    const { contact, link } = await reminded("p-6");
    service.journey.moveTo("2026-03-10T02:50:00Z");
    await open(link);
    const next = (await order("p-6")).reminders[1] as unknown as { due_at: string };
    service.journey.moveTo(next.due_at);
    await service.journey.run();
    expect((await order("p-6")).contacts).toHaveLength(2);
    const paidAt = new Date(Date.parse(next.due_at) + 600_000).toISOString();
    await service.shop.post(about("order.paid", "p-6", paidAt, { paid_at: paidAt }));
    expect((await order("p-6")).conversion).toMatchObject({ recovered: true, channel: "call", contact_id: contact });
  });
});
