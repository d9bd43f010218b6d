import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { optOutToken, readOptOutToken } from "#src/journey/opt-out-link.ts";
import { createVault } from "#src/store/seal.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { created } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";
const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }, { channel: "im", after: "1h" }],
};

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

interface Order {
  readonly reminders: readonly { channel: string; state: string; reason: string | null }[];
}

/** An order whose first reminder went out, and the link it carries. */
async function reminded(id: string, buyer: object = {}): Promise<{ link: string; steps: () => Promise<string[]> }> {
  service.journey.moveTo("2026-03-10T02:15:00Z");
  await service.shop.post(created(id, PLACED, { buyer }));
  service.journey.moveTo("2026-03-10T02:45:00Z");
  await service.journey.run();
  const sent = service.journey.channels.sms.sent.find(({ orders }) => orders.some((order) => order.id === id));
  const link = `${service.url}${new URL(sent?.optOutUrl ?? "").pathname}`;
  return {
    link,
    steps: async () =>
      (await service.shop.get<Order>(`orders/${id}`)).reminders.map(({ state, reason }) => `${state} ${reason}`),
  };
}

describe("an opt-out link", () => {
  test("shows a page that changes nothing, for people and for programs that open links", async () => {
    const { link, steps } = await reminded("o-1");
    const response = await fetch(link);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("form-action 'self'");
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('<form method="post">');
    expect(page).not.toMatch(/<script|138\d{8}|王芳/);
    expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
    expect(await steps()).toEqual(["done null", "planned null"]);
  });

  test.each([
    ["a mail program's one click", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"],
    ["the page's button", "", "application/x-www-form-urlencoded"],
    [
      "one click as multipart",
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
      "multipart/form-data; boundary=x",
    ],
  ])("posted to by %s, ends every reminder on every channel, once and for all", async (name, body, type) => {
    const id = `o-${name.length}`;
    const { link, steps } = await reminded(id);
    for (let times = 0; times < 2; times++) {
      const response = await fetch(link, { method: "POST", body, headers: { "content-type": type } });
      expect([response.status, (await response.text()).includes("已退订")]).toEqual([200, true]);
    }
    expect(await steps()).toEqual(["done null", "skipped suppressed"]);
    await service.shop.post({
      type: "buyer.opted_in",
      timestamp: "2026-03-10T03:00:00Z",
      data: { buyer: { id: `b-${id}` } },
    });
    const before = service.journey.channels.sms.sent.length;
    service.journey.moveTo("2026-03-10T02:50:00Z");
    await service.shop.post(
      created(`${id}-next`, "2026-03-10T10:50:00+08:00", { buyer: { id: `b-${id}`, phone: "+8613912345678" } }),
    );
    service.journey.moveTo("2026-03-10T04:00:00Z");
    await service.journey.run();
    expect(service.journey.channels.sms.sent).toHaveLength(before);
  });

  test("speaks the buyer's language", async () => {
    const { link } = await reminded("o-en", { locale: "en-GB" });
    expect(await (await fetch(link)).text()).toContain("Stop reminders");
  });

  test("that we did not make is not found, whatever is asked", async () => {
    const { link } = await reminded("o-x");
    const forged = link.slice(0, -1) + (link.endsWith("A") ? "B" : "A");
    for (const path of [forged, `${service.url}/u/x`, `${service.url}/u/${"A".repeat(38)}`]) {
      for (const method of ["GET", "POST"]) expect((await fetch(path, { method })).status).toBe(404);
    }
  });
});

test("a token names its contact and nothing else, and only under the key it was made with", () => {
  const vault = createVault(new Uint8Array(32).fill(1));
  const contactId = randomUUID() as ContactId;
  const token = optOutToken(vault, contactId);
  expect(token).toMatch(/^[A-Za-z0-9_-]{38}$/);
  expect(readOptOutToken(vault, token)).toBe(contactId);
  expect(readOptOutToken(createVault(new Uint8Array(32).fill(2)), token)).toBeNull();
});
