import { describe, expect, it } from "vitest";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { standardAdapter } from "#src/shops/standard.ts";
import { standardBody } from "#tests/support/standard-body.ts";

const now = instant(Date.parse("2026-11-21T02:16:00Z"));
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const shop = { secrets: [secret], country: "CN", currency: "CNY" as CurrencyCode };
const body = Buffer.from(JSON.stringify(standardBody()));

const readAs = (id: string, time = { real: now, domain: now }) => {
  const headers = signedHeaders(secret, id, time.real, body);
  return standardAdapter.read({ header: (name) => headers[name], body }, shop, time);
};

describe("the standard adapter", () => {
  it("takes the webhook-id as the event's id", () => {
    expect(readAs("x".repeat(128))).toMatchObject({ ok: true, event: { eventId: "x".repeat(128) } });
  });

  it("refuses a webhook-id that can't be kept", () => {
    for (const id of ["x".repeat(129), "a\u0001b"]) {
      expect(readAs(id)).toMatchObject({ ok: false, status: 422, errors: [{ pointer: "", code: "id" }] });
    }
    expect(readAs("evt_1, evt_1")).toMatchObject({ ok: false, status: 401 });
  });

  it("judges signatures by real time and orders by the domain's", () => {
    const longAgo = instant(Date.parse("2026-11-01T00:00:00Z"));
    expect(readAs("evt_1", { real: longAgo, domain: now }).ok).toBe(true);
    expect(readAs("evt_1", { real: now, domain: longAgo })).toMatchObject({ ok: false, status: 422 });
  });
});
