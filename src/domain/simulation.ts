/** What a simulation tells (contract.md, `cuifu simulate`): plain data, and how it is counted and written. */
import { createHash } from "node:crypto";
import { CHANNELS, type ChannelName } from "./channel.ts";
import { type Instant, toIso } from "./instant.ts";
import type { CurrencyCode } from "./money.ts";
import { formatMicros } from "./prices.ts";
import type { StopReason } from "./states.ts";

/** One line of an order's plan, after caps, consent, filters and merging. */
export interface SimulatedReminder {
  readonly channel: ChannelName;
  /** When it would go out: where it joins another order's message, when that one does. Null where it has no time. */
  readonly dueAt: Instant | null;
  readonly notAfter: Instant | null;
  readonly state: "planned" | "skipped";
  /** Null where it is planned. */
  readonly reason: StopReason | null;
  /** The slot rule that gave the time. */
  readonly rule: string | null;
  /** The order whose message names this one too; null where the message is its own, or there is none. */
  readonly mergedInto: string | null;
}

export interface SimulatedResult {
  /** The shop's own id. */
  readonly order: string;
  /** One a step of the policy, in its order. */
  readonly reminders: readonly SimulatedReminder[];
}

export interface Simulation {
  /** In the order they were given. */
  readonly results: readonly SimulatedResult[];
  /** When the shop's cap would have paused all sending; null where it would not. */
  readonly pausedAt: Instant | null;
  readonly spent: Spent;
}

/** What messages and calls would cost. Calls by the shop's own people cost nothing here. */
export interface Spent {
  /** In millionths of the currency's unit, each currency by itself. */
  readonly micros: ReadonlyMap<CurrencyCode, number>;
  /** How many contacts have no known price. */
  readonly unpriced: number;
}

export interface SimulationSummary {
  readonly orders: number;
  /** Reminders that would go out; those that join another order's message are counted too. */
  readonly planned: number;
  readonly skipped: number;
  readonly by_reason: Readonly<Record<string, number>>;
  /** Messages and calls: what is planned, less what joins another. */
  readonly contacts: number;
  readonly by_channel: Readonly<Record<string, number>>;
  readonly by_slot: Readonly<Record<string, number>>;
  readonly shop_paused_at: string | null;
  /** By currency, as decimal strings: what the contacts cost by `config/prices.yaml`, a text message as one part. */
  readonly cost: Readonly<Record<string, string>>;
  /** Contacts whose price is not known; they are not in `cost`. */
  readonly unpriced: number;
  /** SHA-256 of all lines: the same orders under the same policy give the same. */
  readonly decisions_sha256: string;
}

/** An order's line as JSON has it. `merged_into` is there only where it says something. */
export const simulationLine = ({ order, reminders }: SimulatedResult) => ({
  order,
  reminders: reminders.map(({ channel, dueAt, notAfter, state, reason, mergedInto }) => ({
    channel,
    due_at: dueAt === null ? null : toIso(dueAt),
    not_after: notAfter === null ? null : toIso(notAfter),
    state,
    reason,
    ...(mergedInto === null ? {} : { merged_into: mergedInto }),
  })),
});

/** The most first, then by name. */
const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));

/** Counts a simulation result by result, and hashes its lines as they are printed. */
export class SimulationCounter {
  private readonly reasons = new Map<string, number>();
  private readonly slots = new Map<string, number>();
  private readonly channels = new Map<ChannelName, number>();
  private readonly hash = createHash("sha256");
  private orders = 0;
  private skipped = 0;
  private planned = 0;
  private joined = 0;

  /** @returns the result's line, without an end. */
  add(result: SimulatedResult): string {
    this.orders += 1;
    const line = JSON.stringify(simulationLine(result));
    this.hash.update(`${line}\n`);
    for (const { channel, state, reason, rule, mergedInto } of result.reminders) {
      if (state === "skipped") {
        this.skipped += 1;
        if (reason !== null) count(this.reasons, reason);
        continue;
      }
      this.planned += 1;
      if (mergedInto !== null) this.joined += 1;
      count(this.channels, channel);
      if (rule !== null) count(this.slots, rule);
    }
    return line;
  }

  summary({ pausedAt, spent }: Omit<Simulation, "results">): SimulationSummary {
    return {
      orders: this.orders,
      planned: this.planned,
      skipped: this.skipped,
      by_reason: sorted(this.reasons),
      contacts: this.planned - this.joined,
      by_channel: Object.fromEntries(CHANNELS.flatMap((name) => entry(name, this.channels.get(name)))),
      by_slot: sorted(this.slots),
      shop_paused_at: pausedAt === null ? null : toIso(pausedAt),
      cost: Object.fromEntries(
        [...spent.micros].map(([currency, micros]) => [currency, formatMicros(BigInt(micros), currency)]).sort(),
      ),
      unpriced: spent.unpriced,
      decisions_sha256: this.hash.digest("hex"),
    };
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts of a simulation, and its hash. */
export function summarize(simulation: Simulation): SimulationSummary {
  const counter = new SimulationCounter();
  for (const result of simulation.results) counter.add(result);
  return counter.summary(simulation);
}

const entry = (name: string, count: number | undefined): [string, number][] =>
  count === undefined ? [] : [[name, count]];
