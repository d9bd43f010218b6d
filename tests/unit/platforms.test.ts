import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { applyEvent, type OrderState } from "#src/domain/order.ts";
import { PLATFORMS } from "#src/domain/platform.ts";
import type { PlatformAdapter, Reading } from "#src/shops/adapter.ts";
import { PLATFORM_ADAPTERS } from "#src/shops/platforms.ts";
import { type PlatformMoment, TEST_PLATFORMS, type TestPlatform } from "#tests/support/platform-shop.ts";

const SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NOW = instant(Date.parse("2026-03-10T02:59:00Z"));
const SHOP = { secrets: [SECRET], country: "CN", currency: "CNY" as CurrencyCode };

const adapterOf = ({ name }: TestPlatform): PlatformAdapter => {
  const found = PLATFORM_ADAPTERS.find((adapter) => adapter.name === name);
  if (!found) throw new Error(`no adapter of ${name}`);
  return found;
};

function read(platform: TestPlatform, { body, topic }: PlatformMoment, id: string): Reading {
  const raw = Buffer.from(JSON.stringify(platform.named?.(body, id) ?? body));
  const headers = platform.headers(SECRET, raw, { id, topic });
  const request = { header: (name: string) => headers[name], body: raw };
  return adapterOf(platform).read(request, SHOP, { real: NOW, domain: NOW });
}

const fold = (state: OrderState | null, reading: Reading): OrderState | null => {
  if (!reading.ok || reading.event.kind !== "order") throw new Error("not read as an order");
  return applyEvent(state, reading.event).state;
};

test("every platform has an adapter, and every adapter is tested", () => {
  expect(PLATFORM_ADAPTERS.map(({ name }) => name)).toEqual([...PLATFORMS]);
  expect(TEST_PLATFORMS.map(({ name }) => name)).toEqual([...PLATFORMS]);
});

describe.each(TEST_PLATFORMS)("$name", (platform) => {
  const moments: readonly PlatformMoment[] = [
    platform.unpaid(1, 15),
    platform.unpaid(1, 18),
    platform.onDelivery(1),
    platform.cancelled(1, 25),
    platform.paid(1, 30),
    platform.paid(1, 35),
  ];

  test("the same events in any order, each once or more often, give one state", () => {
    const some = fc.subarray([...moments.keys()], { minLength: 1 });
    const played = some.chain((chosen) =>
      fc.record({
        chosen: fc.constant(chosen),
        again: fc
          .array(fc.constantFrom(...chosen), { maxLength: 4 })
          .chain((more) => fc.shuffledSubarray([...chosen, ...more], { minLength: chosen.length + more.length })),
      }),
    );
    const stateOf = (sequence: readonly number[]) =>
      sequence.reduce<OrderState | null>((state, which) => {
        const moment = moments[which];
        if (!moment) throw new Error("no such moment");
        return fold(state, read(platform, moment, `d-${which}`));
      }, null);
    fc.assert(
      fc.property(played, ({ chosen, again }) => {
        expect(stateOf(again)).toEqual(stateOf(chosen));
      }),
      { numRuns: 300 },
    );
  });

  test("a payment is never taken back, whatever is told before or after it", () => {
    const others = moments.slice(0, 4);
    fc.assert(
      fc.property(fc.shuffledSubarray([...others, platform.paid(1, 30)], { minLength: 5 }), (sequence) => {
        const state = sequence.reduce<OrderState | null>(
          (before, moment, at) => fold(before, read(platform, moment, `d-${at}`)),
          null,
        );
        expect(state?.status).toBe("paid");
      }),
      { numRuns: 100 },
    );
  });

  test("whatever is signed is read, if only as of no use: nothing is thrown, and only what is no JSON is refused", () => {
    const whole = platform.unpaid(1).body;
    const keys = Object.keys(whole);
    const spoiled = fc
      .tuple(fc.subarray(keys, { minLength: 1 }), fc.jsonValue({ maxDepth: 3 }))
      .map(([chosen, value]) => ({ ...whole, ...Object.fromEntries(chosen.map((key) => [key, value])) }));
    const bodies = fc.oneof(spoiled, fc.dictionary(fc.string(), fc.jsonValue()));
    const topics = fc.constantFrom(
      platform.unpaid(1).topic,
      platform.paid(1, 20).topic,
      "customers/redact",
      "constructor",
      "__proto__",
      "",
    );
    fc.assert(
      fc.property(bodies, topics, (body, topic) => {
        const reading = read(platform, { body, topic }, "d-1");
        expect(reading.ok || reading.status === 400 || reading.status === 401).toBe(true);
        if (reading.ok && reading.event.kind === "unusable") {
          expect(reading.event.problem.pointer).toMatch(/^(\/[a-z_]+)*$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
