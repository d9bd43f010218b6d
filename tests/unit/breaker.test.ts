import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterProbe,
  countSignal,
  hasTripped,
  NO_STREAK,
  phaseAt,
  type Signal,
  signalOf,
  type Trouble,
  throttled,
  tripped,
} from "#src/domain/breaker.ts";
import type { SendResult } from "#src/domain/channel.ts";
import { instant, MINUTE, plus, SECOND } from "#src/domain/instant.ts";

const NOW = instant(1_773_108_000_000);
const streakOf = (...signals: Signal[]) => signals.reduce(countSignal, NO_STREAK);
const later = (milliseconds: number) => plus(NOW, milliseconds);

describe("a result", () => {
  it.each<[SendResult, Signal]>([
    [{ kind: "accepted", providerId: "x" }, "ok"],
    [{ kind: "rejected", code: "http_422" }, "ok"],
    [{ kind: "rejected", code: "smtp_535", fault: "provider" }, "unreached"],
    [{ kind: "unknown", code: "http_500" }, "unknown"],
    [{ kind: "not_sent", code: "econnrefused", retryAfterMs: null }, "unreached"],
    [{ kind: "not_sent", code: "throttled", retryAfterMs: null }, "throttled"],
    [{ kind: "not_sent", code: "permit_expired", retryAfterMs: null }, "neutral"],
    [{ kind: "not_sent", code: "template_error", retryAfterMs: null }, "neutral"],
  ])("%j tells of its provider: %s", (result, signal) => expect(signalOf(result)).toBe(signal));
});

describe("a provider", () => {
  it("whose outcome was unknown five times in a row is asked one at a time", () => {
    const unknown = Array.from({ length: 5 }, (): Signal => "unknown");
    expect(hasTripped(streakOf(...unknown.slice(1)))).toBe(false);
    expect(hasTripped(streakOf(...unknown))).toBe(true);
    expect(phaseAt(tripped(streakOf(...unknown), NOW), NOW)).toBe("probing");
  });

  it("that could not be reached five times in a row is left alone, then asked one at a time", () => {
    const trouble = tripped(streakOf("unreached", "unknown", "unreached", "neutral", "unreached", "unknown"), NOW);
    expect(phaseAt(trouble, later(9_999))).toBe("open");
    expect(phaseAt(trouble, later(10_000))).toBe("probing");
  });

  it("is not in trouble while it answers now and then", () => {
    const signals = fc.array(fc.constantFrom<Signal[]>("unknown", "unreached", "throttled", "neutral"), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(signals, { maxLength: 20 }), (runs) => {
        let streak = NO_STREAK;
        for (const run of runs) {
          for (const signal of run) streak = countSignal(streak, signal);
          expect(hasTripped(streak)).toBe(false);
          streak = countSignal(streak, "ok");
        }
      }),
    );
  });

  it("that still is in trouble when asked is left alone twice as long each time, five minutes at most", () => {
    let trouble: Trouble = tripped(streakOf("unknown", "unknown", "unknown", "unknown", "unknown"), NOW);
    const waits: number[] = [];
    for (let times = 0; times < 8; times++) {
      const next = afterProbe(trouble, times % 2 === 0 ? "unknown" : "unreached", NOW);
      if (!next) throw new Error("it is over");
      waits.push((next.until ?? NOW) - NOW);
      trouble = next;
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * SECOND));
    expect(afterProbe(trouble, "ok", NOW)).toBeNull();
    expect(afterProbe(trouble, "neutral", NOW)).toEqual(trouble);
  });

  it("that asks to be left alone is, for as long as it says, and then as if nothing had been", () => {
    const trouble = throttled(null, 30 * SECOND, NOW);
    expect(phaseAt(trouble, later(29_999))).toBe("open");
    expect(phaseAt(trouble, later(30_000))).toBe("closed");
    expect(throttled(trouble, SECOND, NOW)).toEqual(trouble);
    expect(phaseAt(throttled(null, null, NOW), later(4_999))).toBe("open");
  });

  it("that asks to be left alone while it is tried is tried again after that", () => {
    const probing = tripped(streakOf("unknown", "unknown", "unknown", "unknown", "unknown"), NOW);
    const trouble = throttled(probing, MINUTE, NOW);
    expect(phaseAt(trouble, later(MINUTE - 1))).toBe("open");
    expect(phaseAt(trouble, later(MINUTE))).toBe("probing");
  });
});
