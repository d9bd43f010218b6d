import { describe, expect, it } from "vitest";
import { instant, SECOND } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { InboundRequest, Reading, ShopAdapter } from "#src/shops/adapter.ts";

/** How the suite makes requests of one platform. */
export interface AdapterSubject {
  readonly adapter: ShopAdapter;
  /** The headers of a request that is signed with `secret` at `at`. */
  sign(secret: string, id: string, at: number, body: Uint8Array): Readonly<Record<string, string>>;
  /** The order's id as it stands in the bodies below, where it is a number there. */
  readonly numericId?: string;
  /** The header that carries the signature. */
  readonly signatureHeader: string;
  /** Whether the signature covers its time, so that an old request is refused. */
  readonly timed: boolean;
  /** Whether what is signed and makes no sense is kept aside, because the platform deletes a webhook that fails. */
  readonly quarantines: boolean;
  /** An unpaid order of 199.00 CNY placed a minute before `now`, and the same order paid. */
  readonly unpaid: Record<string, unknown>;
  readonly paid: Record<string, unknown>;
}

const now = instant(Date.parse("2026-11-21T02:16:00Z"));
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const otherSecret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const shop = { secrets: [secret], country: "CN", currency: "CNY" as CurrencyCode };

const request = (headers: Readonly<Record<string, string>>, body: Uint8Array): InboundRequest => ({
  header: (name) => headers[name],
  body,
});

/** What every inbound adapter must do, whichever platform it speaks for. */
export const adapterContract = (name: string, subject: AdapterSubject): void => {
  const { adapter, signatureHeader } = subject;
  const bytes = (body: unknown): Uint8Array => Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const read = (headers: Readonly<Record<string, string>>, body: Uint8Array, secrets = [secret]): Reading =>
    adapter.read(request(headers, body), { ...shop, secrets }, { real: now, domain: now });
  const signed = (body: unknown, id = "evt_1", at: number = now) => {
    const raw = bytes(body);
    return read(subject.sign(secret, id, at, raw), raw);
  };

  describe(`${name} adapter`, () => {
    it("reads an unpaid order", () => {
      const reading = signed(subject.unpaid);
      expect(reading).toMatchObject({
        ok: true,
        event: { kind: "order", status: "unpaid", order: { amount: 19_900, currency: "CNY" } },
      });
      if (reading.ok && reading.event.kind === "order") {
        expect(reading.event.order.placedAt).toBeLessThanOrEqual(now);
        expect(reading.event.bodyHash).toHaveLength(32);
        expect(Buffer.from(reading.event.raw).toString()).toBe(JSON.stringify(subject.unpaid));
      }
    });

    it("reads the same order paid", () => {
      const [unpaid, paid] = [signed(subject.unpaid), signed(subject.paid)];
      expect(paid).toMatchObject({ ok: true, event: { kind: "order", status: "paid" } });
      if (unpaid.ok && paid.ok && unpaid.event.kind === "order" && paid.event.kind === "order") {
        expect(paid.event.externalId).toBe(unpaid.event.externalId);
        expect(paid.event.bodyHash).not.toEqual(unpaid.event.bodyHash);
      }
    });

    it("takes either of two secrets", () => {
      const raw = bytes(subject.unpaid);
      expect(read(subject.sign(secret, "e", now, raw), raw, [otherSecret, secret]).ok).toBe(true);
    });

    it("refuses every bad signature with one text", () => {
      const raw = bytes(subject.unpaid);
      const good = subject.sign(secret, "evt_1", now, raw);
      const signature = good[signatureHeader] ?? "";
      const { [signatureHeader]: _, ...unsigned } = good;
      const attempts: [Readonly<Record<string, string>>, Uint8Array][] = [
        [unsigned, raw],
        [{}, raw],
        [{ ...good, [signatureHeader]: "" }, raw],
        [{ ...good, [signatureHeader]: `${signature}, ${signature}` }, raw],
        [{ ...good, [signatureHeader]: signature.slice(0, -4) }, raw],
        [subject.sign(otherSecret, "evt_1", now, raw), raw],
        [good, Buffer.from(JSON.stringify(subject.unpaid, null, 1))],
        [good, Buffer.concat([raw, Buffer.from(" ")])],
      ];
      if (subject.timed) {
        for (const off of [-301, 301]) attempts.push([subject.sign(secret, "evt_1", now + off * SECOND, raw), raw]);
      }
      const answers = attempts.map(([headers, body]) => read(headers, body));
      for (const answer of answers) expect(answer).toMatchObject({ ok: false, status: 401 });
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    it("looks at the signature before the body", () => {
      expect(read({}, bytes("not json"))).toMatchObject({ ok: false, status: 401 });
    });

    it.each<[string, string]>([
      ["nothing", ""],
      ["no JSON", "not json"],
      ["doubled keys", '{"a":1,"a":1}'],
      ["256 KiB of brackets", "[".repeat(262_144)],
    ])("answers 400 to %s", (_, body) => expect(signed(body)).toMatchObject({ ok: false, status: 400 }));

    it.each<[string, string]>([
      ["a list", "[]"],
      ["null", "null"],
      ["NUL in a text", '{"a":"\\u0000"}'],
      ["__proto__", '{"__proto__":{"type":"order.paid"}}'],
      ["an empty object", "{}"],
    ])("can't use %s: tells where and no values", (_, body) => {
      const reading = signed(body);
      expect(Reflect.get({}, "type")).toBeUndefined();
      const problems = reading.ok
        ? [reading.event.kind === "unusable" ? reading.event.problem : reading.event]
        : reading.errors;
      expect(reading).toMatchObject(subject.quarantines ? { ok: true } : { ok: false, status: 422 });
      for (const problem of problems) expect(problem).toMatchObject({ pointer: expect.stringMatching(/^(\/|$)/) });
    });

    const { numericId } = subject;
    if (numericId !== undefined) {
      it("keeps a numeric id digit for digit", () => {
        const digits = "9007199254740993123";
        const body = JSON.stringify(subject.unpaid).replace(numericId, digits);
        expect(signed(body)).toMatchObject({ ok: true, event: { kind: "order", externalId: digits } });
      });
    }

    it("names the same event the same, and another body otherwise", () => {
      const [first, again, other] = [signed(subject.unpaid), signed(subject.unpaid), signed(subject.paid)];
      expect(again).toEqual(first);
      if (!first.ok || !other.ok) throw new Error("not read");
      expect([first.event.eventId, first.event.bodyHash]).not.toEqual([other.event.eventId, other.event.bodyHash]);
      expect(first.id ?? first.event.eventId).toBe("evt_1");
    });
  });
};
