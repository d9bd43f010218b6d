import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS } from "#src/domain/channel.ts";
import { GRADES, ORDER_STATUSES } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import { type CurrencyCode, minor } from "#src/domain/money.ts";
import { armOf, makePlan, type PlanFacts } from "#src/domain/plan.ts";
import { completePolicy } from "#src/domain/policy.ts";
import { replanLine, type StandingLine } from "#src/domain/replan.ts";
import { canReminderFollow, REMINDER_STATES, STOP_REASONS } from "#src/domain/states.ts";

const policyOf = (input: object) => {
  const completed = completePolicy(input);
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  return completed.policy;
};
const POLICY = policyOf({ held_out: 0, who: { amount: { min: "10.00" } } });
const SETTING = {
  shopZone: "Asia/Shanghai",
  country: "CN",
  region: null,
  calendar: { isHoliday: () => false, knownUntil: null },
};
const PLACED = instant(Date.parse("2026-03-10T10:00:00+08:00"));
const FACTS: PlanFacts = {
  key: "shop/a",
  status: "unpaid",
  placedAt: PLACED,
  closesAt: null,
  amount: minor(19_900),
  currency: "CNY" as CurrencyCode,
  paymentMethod: "alipay",
  flags: [],
  stopped: false,
  firstSeenAt: PLACED,
  grade: "C",
  suppressed: false,
  arm: "treated",
  zones: { kind: "zones", source: "buyer", rule: "Asia/Shanghai", candidates: ["Asia/Shanghai"] },
  channels: { call: "ready", im: "ready", sms: "ready", email: "off" },
};
const plan = (over: Partial<PlanFacts> = {}, policy = POLICY) => makePlan({ ...FACTS, ...over }, policy, SETTING);
const shown = (over: Partial<PlanFacts> = {}) =>
  plan(over).lines.map(({ channel, state, reason }) => `${channel} ${state}${reason ? ` ${reason}` : ""}`);

describe("makePlan", () => {
  it("plans a call in the afternoon, a message two hours on, an SMS a day on (domain.md, R1, R5)", () => {
    const [call, im, sms] = plan().lines;
    expect(new Date(call?.dueAt ?? 0).toISOString()).toMatch(/^2026-03-10T0[6-8]:/);
    expect((im?.dueAt ?? 0) - (call?.dueAt ?? 0)).toBe(2 * 3_600_000);
    expect(new Date(sms?.dueAt ?? 0).toISOString()).toMatch(/^2026-03-11T0[6-8]:/);
    expect(plan()).toMatchObject({ eligible: true, reason: null });
  });

  it.each<[string, Partial<PlanFacts>, string[], boolean]>([
    ["suppressed", { suppressed: true }, ["call", "im", "sms"].map((c) => `${c} skipped suppressed`), true],
    ["a grade left out", { grade: "F" }, ["call", "im", "sms"].map((c) => `${c} skipped grade`), false],
    [
      "left out as a whole, whatever else a channel lacks",
      { grade: "F", channels: { ...FACTS.channels, sms: "no_address" } },
      ["call", "im", "sms"].map((c) => `${c} skipped grade`),
      false,
    ],
    ["too small", { amount: minor(999) }, ["call", "im", "sms"].map((c) => `${c} skipped filtered`), false],
    ["cash on delivery", { paymentMethod: "cod" }, ["call", "im", "sms"].map((c) => `${c} skipped filtered`), false],
    ["a test order", { flags: ["test"] }, ["call", "im", "sms"].map((c) => `${c} skipped filtered`), false],
    ["held out", { arm: "held_out" }, ["call", "im", "sms"].map((c) => `${c} skipped held_out`), true],
    ["stopped", { stopped: true }, ["call", "im", "sms"].map((c) => `${c} cancelled stopped`), true],
    ["paid", { status: "paid" }, ["call", "im", "sms"].map((c) => `${c} cancelled paid`), true],
    [
      "no zone",
      { zones: { kind: "no_time_zone" } },
      ["call", "im", "sms"].map((c) => `${c} skipped no_time_zone`),
      false,
    ],
    [
      "a channel each with its own trouble",
      { channels: { call: "no_consent", im: "no_address", sms: "ready", email: "off" } },
      ["call skipped no_consent", "im skipped no_address", "sms planned"],
      true,
    ],
  ])("%s", (_, over, lines, eligible) => {
    expect(shown(over)).toEqual(lines);
    expect(plan(over).eligible).toBe(eligible);
  });

  it("keeps a step's time though the step before it can't be used", () => {
    const usable = plan().lines.map(({ dueAt }) => dueAt);
    const without = plan({ channels: { ...FACTS.channels, call: "no_address" } }).lines.map(({ dueAt }) => dueAt);
    expect(without).toEqual(usable);
  });
});

describe("armOf", () => {
  it("holds out about the share of buyers, and the same ones every time", () => {
    const arms = Array.from({ length: 20_000 }, (_, at) => armOf("1", `buyer-${at}`, 0.05));
    expect(arms.filter((arm) => arm === "held_out").length / arms.length).toBeCloseTo(0.05, 1);
    expect(armOf("1", "buyer-7", 0.05)).toBe(arms[7]);
    expect(armOf("1", "buyer-7", 0)).toBe("treated");
  });
});

describe("replanLine", () => {
  const standing: fc.Arbitrary<StandingLine> = fc.record({
    channel: fc.constantFrom(...CHANNELS),
    step: fc.nat(2),
    state: fc.constantFrom(...REMINDER_STATES),
    reason: fc.option(fc.constantFrom(...STOP_REASONS)),
    dueAt: fc.option(fc.constant(PLACED)),
    notAfter: fc.constant(null),
    rule: fc.constant(null),
    contactId: fc.constant(null),
  });
  const facts: fc.Arbitrary<Partial<PlanFacts>> = fc.record({
    status: fc.constantFrom(...ORDER_STATUSES),
    stopped: fc.boolean(),
    suppressed: fc.boolean(),
    grade: fc.constantFrom(...GRADES),
    arm: fc.constantFrom("treated", "held_out"),
  });

  it("only moves a line where the state table lets it, and settles at once", () => {
    fc.assert(
      fc.property(standing, facts, (line, over) => {
        const next = plan(over);
        const change = replanLine(line, next);
        if (!change) return;
        expect(line.state === change.state || canReminderFollow(line.state, change.state)).toBe(true);
        expect(replanLine({ ...line, ...change }, next)).toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(["done", "claimed", "expired"] as const)("leaves what is %s alone", (state) => {
    const [line] = plan().lines;
    if (line) expect(replanLine({ ...line, state, contactId: null }, plan({ status: "paid" }))).toBeNull();
  });

  it("comes to one end state whatever came first: the end, the no or the plan", () => {
    const facts = [
      {},
      { suppressed: true },
      { status: "paid" as const },
      { suppressed: true, status: "paid" as const },
    ];
    const lastOf = (path: readonly Partial<PlanFacts>[]) => {
      let [line] = plan(path[0]).lines.map((one): StandingLine => ({ ...one, contactId: null }));
      for (const over of path.slice(1)) {
        if (line) line = { ...line, ...replanLine(line, plan(over)) };
      }
      return line;
    };
    const [none, no, paid, both] = facts;
    if (!none || !no || !paid || !both) throw new Error("no facts");
    const paths = [[none, no, both], [none, paid, both], [no, both], [paid, both], [both]];
    const [first, ...others] = paths.map(lastOf);
    for (const other of others) expect(other).toEqual(first);
    expect(first).toMatchObject({ state: "cancelled", reason: "paid" });
  });

  it("lets a later ending name its reason, and never plans again what ended", () => {
    const [line] = plan({ status: "cancelled" }).lines;
    if (!line) throw new Error("no line");
    const standing = { ...line, contactId: null };
    expect(replanLine(standing, plan({ status: "paid" }))).toMatchObject({ state: "cancelled", reason: "paid" });
    expect(replanLine(standing, plan())).toBeNull();
  });
});
