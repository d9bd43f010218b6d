import type { AlertKind } from "./alert.ts";
import type { ChannelName } from "./channel.ts";
import type { IntakeOutcome } from "./event.ts";
import type { ContactState } from "./states.ts";

/** What the journey counts; the metrics of contract.md are fed from it. */
export interface Measures {
  webhook(outcome: IntakeOutcome | "conflict" | "refused" | "ping"): void;
  ingestBatch(events: number): void;
  /** How late a reminder was claimed, in seconds after it was due, by the domain's clock. */
  lateness(seconds: number): void;
  contact(channel: ChannelName, outcome: ContactState): void;
  /** Seconds from a paid event being durable to the last cancel being done. */
  stopLatency(seconds: number): void;
  /** A request went out although the order's paid event was durable before it: must stay 0. */
  sentAfterPaid(): void;
  alert(kind: AlertKind): void;
}
