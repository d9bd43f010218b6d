import { afterEach, describe, expect, test } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import type { Channel, ChannelName, SendRequest, SendResult } from "#src/domain/channel.ts";
import type { CurrencyCode, Minor } from "#src/domain/money.ts";

/** A channel and the provider behind it. */
export interface Rig {
  readonly channel: Channel;
  /** How many requests the provider has seen. */
  requests(): number;
  /** Settles once the provider has one. */
  arrived(): Promise<unknown>;
  close(): Promise<void>;
}

export interface ChannelHarness {
  readonly name: ChannelName;
  readonly accepting: () => Promise<Rig>;
  /** The provider has the request and never answers. */
  readonly hanging: () => Promise<Rig>;
  /** By what goes wrong: the provider and what must come of it. */
  readonly failing: Readonly<Record<string, { readonly rig: () => Promise<Rig>; readonly expected: SendResult }>>;
}

export const ADDRESS = "+8613800138000";

export const sendRequest = (channel: ChannelName): SendRequest => ({
  contactId: "0190a3c0-0000-7000-8000-000000000001" as ContactId,
  channel,
  purpose: "payment_reminder",
  shop: "maoyi",
  shopName: "毛衣小店",
  to: ADDRESS,
  locale: "zh-CN",
  subject: channel === "email" ? "毛衣小店:待付款" : null,
  text: "王芳您好",
  orders: [
    { id: "A-1", amount: { amount: 19900 as Minor, currency: "CNY" as CurrencyCode }, payUrl: "https://c.example/r/a" },
    { id: "A-2", amount: { amount: 500 as Minor, currency: "JPY" as CurrencyCode }, payUrl: null },
  ],
  optOutUrl: "https://c.example/u/t",
  providerTemplate: null,
});

/** What every channel keeps, whatever its provider does. */
export function channelContract(title: string, harness: ChannelHarness): void {
  describe(title, () => {
    let rig: Rig;
    afterEach(() => rig.close());
    const forever = () => new AbortController().signal;

    test("accepted comes with the provider's id", async () => {
      rig = await harness.accepting();
      const result = await rig.channel.send(sendRequest(harness.name), forever());
      expect(result).toMatchObject({ kind: "accepted", providerId: expect.stringMatching(/./) });
      expect(rig.requests()).toBe(1);
    });

    test.each(Object.entries(harness.failing))("%s", async (_, { rig: make, expected }) => {
      rig = await make();
      const result = await rig.channel.send(sendRequest(harness.name), forever());
      expect(result).toEqual(expected);
      expect(rig.requests()).toBeLessThanOrEqual(1);
      expect(JSON.stringify(result)).not.toMatch(/13800138000|王芳/);
    });

    test("given up before it begins: not sent, and nothing is asked of the provider", async () => {
      rig = await harness.accepting();
      const result = await rig.channel.send(sendRequest(harness.name), AbortSignal.abort());
      expect(result.kind).toBe("not_sent");
      expect(rig.requests()).toBe(0);
    });

    test("given up while the provider has it: unknown", async () => {
      rig = await harness.hanging();
      const abort = new AbortController();
      const arrived = rig.arrived();
      const result = rig.channel.send(sendRequest(harness.name), abort.signal);
      await arrived;
      abort.abort();
      expect(await result).toMatchObject({ kind: "unknown" });
      expect(rig.requests()).toBe(1);
    });

    test("cancelling what was never sent does no harm", async () => {
      rig = await harness.accepting();
      await rig.channel.cancel({ contactId: sendRequest(harness.name).contactId, providerId: null });
      expect(rig.requests()).toBe(0);
    });
  });
}
