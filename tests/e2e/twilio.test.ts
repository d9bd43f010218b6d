/** The main job by Twilio: an order in over the signed webhook, a text message out by the SDK, delivered, STOP. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Command, runCuifu, startCuifu, TEST_KEY, until } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { twilioCaller } from "#tests/support/fake-twilio/callbacks.ts";
import { startFakeTwilio, type TwilioFake } from "#tests/support/fake-twilio/server.ts";
import { middayZone } from "#tests/support/midday-zone.ts";
import { askApi, sendWebhook, type TestShop } from "#tests/support/send-webhook.ts";

const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }, { channel: "call", after: "2h" }],
  held_out: 0,
};
const BUYER = "+8613800138000";

interface ApiOrder {
  readonly reminders: readonly { readonly channel: string; readonly state: string; readonly reason: string | null }[];
  readonly contacts: readonly {
    readonly state: string;
    readonly provider: string;
    readonly provider_id: string | null;
  }[];
}

describe("the main job by Twilio", () => {
  let database: TestDatabase;
  let folder: string;
  let fake: TwilioFake;
  let service: Command;
  let shop: TestShop;
  const caller = twilioCaller();

  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-twilio-"));
    fake = await startFakeTwilio({ ledgerFile: path.join(folder, "ledger") });
    const file = path.join(folder, "cuifu.yaml");
    await writeFile(file, "channels: { call: { provider: twilio }, sms: { provider: twilio } }");
    const environment = {
      DATABASE_URL: database.url,
      CUIFU_SECRET_KEY: TEST_KEY,
      CUIFU_CONFIG: file,
      PORT: "0",
      TWILIO_ACCOUNT_SID: fake.accountSid,
      TWILIO_AUTH_TOKEN: fake.authToken,
      TWILIO_SMS_FROM: "+15017122661",
      TWILIO_VOICE_FROM: "+15017122661",
      TWILIO_BASE_URL: fake.url,
    };
    service = startCuifu(["start"], environment);
    const options = "--slug nuan --name 暖木 --timezone Asia/Shanghai --country CN --currency CNY --json";
    const made = await runCuifu(["shop", "create", ...options.split(" ")], environment);
    const { webhook_secret: webhookSecret, api_key: apiKey } = JSON.parse(made.stdout);
    shop = { url: (await service.firstLine).replace("ready ", ""), slug: "nuan", webhookSecret, apiKey };
    await askApi(shop, "policy", POLICY);
  });
  afterAll(async () => {
    service?.process.kill("SIGKILL");
    await service?.finished;
    await fake?.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const order = (id: string) => ({
    type: "order.created",
    timestamp: new Date().toISOString(),
    data: {
      order: {
        id,
        placed_at: new Date().toISOString(),
        amount: "199.00",
        currency: "CNY",
        pay_url: `https://shop.example/pay/${id}`,
      },
      buyer: {
        id: "b-1",
        name: "王芳",
        phone: BUYER,
        timezone: middayZone(),
        consent: { call: { given: true, at: "2026-01-01T00:00:00Z", source: "checkout" } },
      },
    },
  });
  const read = (id: string) => askApi<ApiOrder>(shop, `orders/${id}`);
  const settled = (id: string, state: string) =>
    until(`the contact of ${id} is ${state}`, async () => {
      const found = await read(id);
      return found.contacts[0]?.state === state ? found : null;
    });

  it("sends one message with the link to pay", async () => {
    expect(await sendWebhook(shop, order("t-1"))).toBe("applied");
    const { contacts } = await settled("t-1", "accepted");
    expect(fake.messages).toHaveLength(1);
    const [message] = fake.messages;
    expect(contacts[0]).toMatchObject({ provider: "twilio", provider_id: message?.sid });
    expect(message).toMatchObject({ to: BUYER, from: "+15017122661" });
    expect(message?.body).toMatch(new RegExp(`^【暖木】王芳您好.*¥199.00.*${shop.url}/r/\\S+ .*拒收请回复R$`));
    expect(await readFile(path.join(folder, "ledger"), "utf8")).toMatch(/"outcome":"accept"/);
  });

  it("learns that it was delivered, in whatever order that is told", async () => {
    const [message] = fake.messages;
    if (!message) throw new Error("no message");
    expect((await caller.moveMessage(message, "delivered")).status).toBe(204);
    expect((await caller.moveMessage(message, "sent")).status).toBe(204);
    expect((await read("t-1")).contacts[0]?.state).toBe("delivered");
  });

  it("leaves the buyer alone for good once they said STOP", async () => {
    const response = await caller.write(`${shop.url}/callbacks/twilio/inbound`, { from: BUYER, body: "ｓｔｏｐ！" });
    expect(response.status).toBe(200);
    const stopped = await read("t-1");
    expect(stopped.contacts[0]?.state).toBe("replied");
    expect(stopped.reminders[1]).toMatchObject({ channel: "call", state: "skipped", reason: "suppressed" });
    await sendWebhook(shop, order("t-2"));
    expect((await read("t-2")).reminders.map(({ reason }) => reason)).toEqual(["suppressed", "suppressed"]);
    expect(fake.requestCount()).toBe(1);
  });

  it("tells no number and no secret in its log", async () => {
    service.process.kill("SIGTERM");
    const { code, stderr } = await service.finished;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/13800138000|王芳/);
    expect(stderr).not.toContain(fake.authToken);
  });
});
