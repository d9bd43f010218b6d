import type { TwilioAccount } from "#src/channels/twilio/settings.ts";
import { twilioSms } from "#src/channels/twilio/sms.ts";
import { twilioVoice } from "#src/channels/twilio/voice.ts";
import { twilioWhatsApp } from "#src/channels/twilio/whatsapp.ts";
import { type TwilioCaller, twilioCaller } from "./fake-twilio/callbacks.ts";
import { startFakeTwilio, type TwilioFake } from "./fake-twilio/server.ts";
import { type HttpService, openHttpService } from "./http-service.ts";
import { created } from "./journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";
const DUE = "2026-03-10T02:45:00.000Z";
const FROM = "+15017122661";
const CONTENT = { "zh-CN": `HX${"c".repeat(32)}`, en: `HX${"e".repeat(32)}` };

interface ApiOrder {
  readonly contacts: readonly {
    readonly id: string;
    readonly channel: string;
    readonly state: string;
    readonly provider: string;
    readonly provider_id: string | null;
    readonly replies: readonly { at: string; text: string }[];
  }[];
  readonly reminders: readonly { channel: string; state: string; reason: string | null; due_at: string | null }[];
  readonly decisions: readonly { what: string; reason: string | null; text: string }[];
}

/** The service over HTTP with Twilio's real SDK, and Twilio on a server beside it. */
export interface TwilioService {
  readonly service: HttpService;
  readonly fake: TwilioFake;
  readonly caller: TwilioCaller;
  /** Takes in an order of 10:00 and sends what is due of it at 10:45. */
  remind(id: string, over?: { order?: object; buyer?: object }): Promise<void>;
  order(id: string): Promise<ApiOrder>;
  sql<T>(statement: string): Promise<T[]>;
  close(): Promise<void>;
}

export async function openTwilioService(databaseUrl: string, policy: object): Promise<TwilioService> {
  const fake = await startFakeTwilio();
  // The journey's own public address: callbacks reach the service as through a proxy.
  const account: TwilioAccount & { from: string } = {
    accountSid: fake.accountSid,
    authToken: fake.authToken,
    baseUrl: fake.url,
    publicUrl: () => "https://pay.example",
    from: FROM,
  };
  const service = await openHttpService(databaseUrl, {
    now: "2026-03-10T02:15:00Z",
    real: { sms: twilioSms(account), call: twilioVoice(account), im: twilioWhatsApp({ ...account, content: CONTENT }) },
  });
  await service.journey.putPolicy(policy);
  return {
    service,
    fake,
    caller: twilioCaller((url) => url.replace(/^https:\/\/[^/]+/, service.url)),
    async remind(id, over = {}) {
      service.journey.moveTo("2026-03-10T02:15:00Z");
      const response = await service.shop.post(created(id, PLACED, over));
      if (response.status !== 202) throw new Error(await response.text());
      service.journey.moveTo(DUE);
      await service.journey.run();
    },
    order: (id) => service.shop.get<ApiOrder>(`orders/${id}`),
    sql: (statement) => service.journey.rows(statement),
    async close() {
      await service.close();
      await fake.close();
    },
  };
}
