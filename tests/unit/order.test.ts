import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORDER_STATUSES, type OrderEvent, type OrderFields, type OrderStatus } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import { type CurrencyCode, minor } from "#src/domain/money.ts";
import { applyEvent, type OrderState, paidAt, refundedSum } from "#src/domain/order.ts";

const CNY = "CNY" as CurrencyCode;

const event = (eventId: string, at: number, said: Partial<OrderEvent> = {}): OrderEvent => ({
  kind: "order",
  type: "order.updated",
  eventId,
  at: instant(at),
  bodyHash: new Uint8Array(),
  raw: new Uint8Array(),
  externalId: "o-1",
  version: 0,
  status: null,
  refunded: null,
  order: {},
  buyer: null,
  conversation: [],
  ...said,
});

const join = (events: readonly OrderEvent[]): OrderState => {
  let state: OrderState | null = null;
  for (const one of events) state = applyEvent(state, one).state;
  if (state === null) throw new Error("no events");
  return state;
};

const fields: fc.Arbitrary<OrderFields> = fc.record(
  {
    placedAt: fc.nat(5).map(instant),
    amount: fc.nat(5).map(minor),
    paidAt: fc.option(fc.nat(5).map(instant)),
    note: fc.option(fc.constantFrom("a", "b", "c")),
    flags: fc.array(fc.constantFrom("x", "y"), { maxLength: 2 }),
    payUrl: fc.option(fc.constantFrom("https://a.example", "https://b.example")),
  },
  { requiredKeys: [] },
);

const events: fc.Arbitrary<OrderEvent[]> = fc
  .array(
    fc.record({
      at: fc.nat(4),
      version: fc.nat(2),
      status: fc.option(fc.constantFrom<OrderStatus>(...ORDER_STATUSES)),
      refunded: fc.oneof(fc.constant(null), fc.constant("all" as const), fc.nat(5).map(minor)),
      order: fields,
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((said) => said.map(({ at, ...rest }, index) => event(`e${index}`, at, rest)));

const shuffled = events.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
);

describe("an order as the join of its events", () => {
  it("is the same in whatever order and number they come", () => {
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(join(again)).toEqual(join(all));
      }),
      { numRuns: 500 },
    );
  });

  it("is plain JSON: what is stored goes on as if it had never left", () => {
    fc.assert(
      fc.property(events, events, (all, more) => {
        const stored = JSON.parse(JSON.stringify(join(all))) as OrderState;
        const renamed = more.map((one) => ({ ...one, eventId: `m${one.eventId}` }));
        const onward = renamed.reduce((state, one) => applyEvent(state, one).state, stored);
        expect(onward).toEqual(join([...all, ...renamed]));
      }),
    );
  });

  it("only ever rises in status, and each field is the last writer's", () => {
    fc.assert(
      fc.property(events, (all) => {
        let state: OrderState | null = null;
        for (const one of all) {
          const change = applyEvent(state, one);
          const rank = (status: OrderStatus | undefined) =>
            status === undefined ? -1 : ORDER_STATUSES.indexOf(status);
          expect(rank(change.state.status)).toBeGreaterThanOrEqual(rank(state?.status));
          expect(change.changed).toBe(JSON.stringify(change.state) !== JSON.stringify(state));
          state = change.state;
        }
        const last = all
          .filter((one) => one.order.note !== undefined)
          .toSorted((a, b) => a.version - b.version || a.at - b.at || (a.eventId < b.eventId ? -1 : 1))
          .at(-1);
        expect(state?.fields.values.note).toEqual(last?.order.note);
        expect(state?.wasUnpaid).toBe(all.some((one) => one.status === "unpaid" || one.status === "partially_paid"));
      }),
    );
  });

  it("lets a paid that came first win over its created, whose fields it takes", () => {
    const paid = event("p", 20, { type: "order.paid", status: "paid" });
    const created = event("c", 10, {
      type: "order.created",
      status: "unpaid",
      order: { amount: minor(100), currency: CNY },
    });
    const first = applyEvent(null, paid);
    expect(first).toMatchObject({ changed: true, stale: false, statusRaised: "paid", state: { wasUnpaid: false } });
    const second = applyEvent(first.state, created);
    expect(second).toMatchObject({ changed: true, stale: false, statusRaised: null });
    expect(second.state).toMatchObject({ status: "paid", wasUnpaid: true, fields: { values: { amount: 100 } } });
    expect(paidAt(second.state)).toBe(20);
  });

  it("calls stale what moves nothing, though it may remember that the order was open", () => {
    const paid = event("p", 20, { status: "paid", order: { amount: minor(100) } });
    const created = event("c", 10, { status: "unpaid", order: { amount: minor(90) } });
    const before = applyEvent(null, paid).state;
    expect(applyEvent(before, created)).toMatchObject({ changed: true, stale: true, statusRaised: null });
    expect(applyEvent(before, paid)).toMatchObject({ changed: false, stale: true, statusRaised: null });
    expect(applyEvent(before, event("s", 30))).toMatchObject({ changed: false, stale: false });
  });

  it("goes by the version before the time", () => {
    const newer = event("a", 10, { version: 2, order: { note: "new" } });
    const older = event("b", 99, { version: 1, order: { note: "old" } });
    expect(join([newer, older]).fields.values.note).toBe("new");
  });

  it("raises the status for the first time even to the lowest", () => {
    const shipped = applyEvent(null, event("s", 5)).state;
    expect(shipped).toMatchObject({ status: "unpaid", wasUnpaid: false });
    expect(applyEvent(shipped, event("c", 1, { status: "unpaid" })).statusRaised).toBe("unpaid");
  });

  it("takes the moment of payment from the shop, else from the first event that told of it", () => {
    const early = event("a", 10, { status: "paid" });
    const late = event("b", 20, { status: "paid" });
    expect(paidAt(join([late, early]))).toBe(10);
    expect(paidAt(join([late, event("c", 30, { order: { paidAt: instant(7) } })]))).toBe(7);
    expect(paidAt(join([event("d", 1, { status: "unpaid", order: { paidAt: instant(7) } })]))).toBeNull();
  });

  it("gives back the greatest sum named, and everything where that was said", () => {
    const paid = event("p", 1, { status: "paid", order: { amount: minor(100) } });
    expect(
      refundedSum(join([paid, event("a", 3, { refunded: minor(30) }), event("b", 2, { refunded: minor(50) })])),
    ).toBe(50);
    expect(refundedSum(join([event("a", 3, { refunded: "all" }), paid]))).toBe(100);
  });
});
