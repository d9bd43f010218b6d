import { type Alert, within } from "../domain/alert.ts";
import {
  afterProbe,
  countSignal,
  hasTripped,
  NO_STREAK,
  type Phase,
  phaseAt,
  type Signal,
  type Streak,
  signalOf,
  type Trouble,
  throttled,
  tripped,
} from "../domain/breaker.ts";
import { type Channel, type SendResult, senderKey } from "../domain/channel.ts";
import { type Instant, MINUTE, plus, toIso } from "../domain/instant.ts";
import { insertAlert } from "../store/alerts.ts";
import type { Tx } from "../store/connect.ts";
import {
  dropProbe,
  lockTrouble,
  readTroubles,
  type StoredTrouble,
  takeProbe,
  writeTrouble,
} from "../store/provider-troubles.ts";
import { readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Keeps requests from a provider in trouble (design.md, "The send permit"). What one process finds out holds for all: it
 * stands in the database, and costs nothing while there is no trouble but a look at an empty table now and then.
 */
export interface ProviderGate {
  phase(sender: Channel): Promise<Phase>;
  /** Takes the turn to find out how a provider is with one send. @returns whether it was had. */
  tryProbe(sender: Channel): Promise<boolean>;
  /** Gives the turn back unused. */
  endProbe(sender: Channel): Promise<void>;
  /** Tells what came of a send. Never throws: what can't be told is only logged. */
  report(sender: Channel, result: SendResult, isProbe: boolean): Promise<void>;
}

/** Milliseconds of real time for which what was read is taken as true. */
const KEPT_MS = 250;

interface Known {
  readonly at: number;
  readonly troubles: ReadonlyMap<string, StoredTrouble>;
  readonly now: Instant | null;
}

export function createProviderGate(ctx: JourneyContext): ProviderGate {
  const streaks = new Map<string, Streak>();
  let known: { readonly until: number; readonly value: Promise<Known> } | null = null;
  const forget = (): void => {
    known = null;
  };

  const look = (): Promise<Known> => {
    const at = ctx.realTime.monotonic();
    if (known === null || at >= known.until) {
      known = { until: at + KEPT_MS, value: readKnown(ctx, at) };
      known.value.catch(forget);
    }
    return known.value;
  };

  const change = async (sender: Channel, next: (trouble: Trouble | null, now: Instant) => Trouble | null) => {
    const key = senderKey(sender);
    const raised = await ctx.db.transaction(async (tx: Tx) => {
      const before = await lockTrouble(tx, key);
      const now = await readClock(tx, ctx.clock);
      const after = next(before, now);
      await writeTrouble(tx, key, after);
      const alert = alertOf(sender, before, after, now);
      return alert && (await insertAlert(tx, alert)) ? alert : null;
    });
    forget();
    if (raised === null) return;
    ctx.measures.alert(raised.kind);
    ctx.log.warn({ ...raised.detail, alert: raised.kind }, "how a provider is has changed");
  };

  const count = async (sender: Channel, signal: Signal): Promise<void> => {
    const key = senderKey(sender);
    const streak = countSignal(streaks.get(key) ?? NO_STREAK, signal);
    streaks.set(key, streak);
    if (!hasTripped(streak)) return;
    streaks.delete(key);
    // Where somebody else found out before, what they decided stands.
    await change(sender, (trouble, now) => (phaseAt(trouble, now) === "closed" ? tripped(streak, now) : trouble));
  };

  return {
    async phase(sender) {
      const { at, troubles, now } = await look();
      const trouble = troubles.get(senderKey(sender));
      if (trouble === undefined || now === null) return "closed";
      return phaseAt(
        trouble,
        ctx.clock.kind === "injected" ? ctx.clock.now() : plus(now, ctx.realTime.monotonic() - at),
      );
    },
    tryProbe: (sender) => takeProbe(ctx.db, senderKey(sender)),
    endProbe: (sender) => dropProbe(ctx.db, senderKey(sender)),
    async report(sender, result, isProbe) {
      try {
        const signal = signalOf(result);
        if (signal === "throttled") {
          const wait = result.kind === "not_sent" ? result.retryAfterMs : null;
          await change(sender, (trouble, now) => throttled(trouble, wait, now));
        } else if (isProbe) {
          await change(sender, (trouble, now) => trouble && afterProbe(trouble, signal, now));
        } else {
          await count(sender, signal);
        }
      } catch (error) {
        ctx.log.error({ err: error, provider: sender.provider }, "what a provider's answer tells could not be kept");
      }
    },
  };
}

async function readKnown(ctx: JourneyContext, at: number): Promise<Known> {
  return await ctx.db.transaction(async (tx: Tx) => {
    const troubles = await readTroubles(tx);
    return { at, troubles, now: troubles.size === 0 ? null : await readClock(tx, ctx.clock) };
  });
}

/** A pause by request that is shorter is not worth a word. */
const WORTH_TELLING = MINUTE;
/** A provider that comes and goes is told of at most so often, either way. */
const TOLD_EVERY = 5 * MINUTE;

/** What is told of a change: that trouble began, or is over. */
function alertOf(sender: Channel, before: Trouble | null, after: Trouble | null, now: Instant): Alert | null {
  const { name: channel, provider } = sender;
  const once = within(senderKey(sender), now, TOLD_EVERY);
  const wasPaused = before !== null && before.kind !== "throttled";
  if (after === null) {
    return wasPaused ? { kind: "provider.resumed", shopId: null, detail: { channel, provider }, once } : null;
  }
  if (wasPaused) return null;
  const isShort = after.kind === "throttled" && (after.until ?? now) - now < WORTH_TELLING;
  const until = after.until === null ? null : toIso(after.until);
  const detail = { channel, provider, reason: REASONS[after.kind], until };
  return isShort ? null : { kind: "provider.paused", shopId: null, detail, once };
}

const REASONS = { throttled: "throttled", open: "unreachable", probing: "unknown_outcomes" } as const;
