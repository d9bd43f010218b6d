import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { ALERT_KINDS } from "../domain/alert.ts";
import { CHANNELS } from "../domain/channel.ts";
import type { Measures } from "../domain/measures.ts";
import { REMINDER_STATES, type ReminderState } from "../domain/states.ts";

/** Jobs of one queue by their state. */
export interface QueueDepth {
  readonly queue: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** What is read at the moment somebody asks, because the database knows it better than any counter. */
export interface Standing {
  readonly reminders: ReadonlyMap<ReminderState, number>;
  readonly unknownContacts: number;
  /** Seconds since the oldest of them should have had an outcome; 0 where there is none. */
  readonly unknownAge: number;
  /** `channel/provider` of those that are in trouble. */
  readonly pausedProviders: readonly string[];
  readonly queues: readonly QueueDepth[];
}

/** The metrics of contract.md, "Metrics that must be there". One a process. */
export interface Metrics {
  /** What the journey counts with. */
  readonly measures: Measures;
  /** Of the text that `expose` gives. */
  readonly contentType: string;
  /** Prometheus' text format. Gauges keep their last values where `standing` is null. */
  expose(standing: Standing | null): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const webhooks = new Counter({
    name: "cuifu_webhooks_total",
    help: "Webhooks by how they were answered",
    labelNames: ["outcome"],
    registers,
  });
  const batches = new Histogram({
    name: "cuifu_ingest_batch_size",
    help: "Webhooks that shared one transaction",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const lateness = new Histogram({
    name: "cuifu_due_lateness_seconds",
    help: "How late reminders were claimed after they were due",
    buckets: SECONDS,
    registers,
  });
  const contacts = new Counter({
    name: "cuifu_contacts_total",
    help: "Messages and calls by what became of them",
    labelNames: ["channel", "outcome"],
    registers,
  });
  const stops = new Histogram({
    name: "cuifu_stop_latency_seconds",
    help: "From a paid event being durable to the last cancel being done",
    buckets: SECONDS,
    registers,
  });
  const afterPaid = new Counter({
    name: "cuifu_sent_after_paid_total",
    help: "Requests sent although the payment was durable before: must stay 0",
    registers,
  });
  const alerts = new Counter({
    name: "cuifu_alerts_total",
    help: "Alerts raised, by kind",
    labelNames: ["kind"],
    registers,
  });
  const troubles = new Gauge({
    name: "cuifu_providers_paused",
    help: "1 for each provider that is left alone or tried one send at a time",
    labelNames: ["channel", "provider"],
    registers,
  });
  const reminders = new Gauge({
    name: "cuifu_reminders",
    help: "Reminders by state",
    labelNames: ["state"],
    registers,
  });
  const unknown = new Gauge({
    name: "cuifu_unknown_contacts",
    help: "Contacts whose outcome is not known",
    registers,
  });
  const unknownAge = new Gauge({
    name: "cuifu_unknown_contacts_age_seconds",
    help: "Since when the oldest of them should have had an outcome",
    registers,
  });
  const jobs = new Gauge({
    name: "cuifu_queue_jobs",
    help: "Jobs by queue and state",
    labelNames: ["queue", "state"],
    registers,
  });
  // A counter that nothing has raised yet shows as 0, not as absent.
  for (const outcome of ["applied", "duplicate", "stale", "ignored", "conflict", "refused"])
    webhooks.inc({ outcome }, 0);
  for (const channel of CHANNELS) contacts.inc({ channel, outcome: "accepted" }, 0);
  for (const kind of ALERT_KINDS) alerts.inc({ kind }, 0);

  return {
    measures: {
      webhook: (outcome) => webhooks.inc({ outcome }),
      ingestBatch: (events) => batches.observe(events),
      lateness: (seconds) => lateness.observe(seconds),
      contact: (channel, outcome) => contacts.inc({ channel, outcome }),
      stopLatency: (seconds) => stops.observe(seconds),
      sentAfterPaid: () => afterPaid.inc(),
      alert: (kind) => alerts.inc({ kind }),
    },
    contentType: registry.contentType,
    async expose(standing) {
      if (standing !== null) {
        for (const state of REMINDER_STATES) reminders.set({ state }, standing.reminders.get(state) ?? 0);
        unknown.set(standing.unknownContacts);
        unknownAge.set(standing.unknownAge);
        troubles.reset();
        for (const key of standing.pausedProviders) {
          const [channel = "", provider = ""] = key.split("/");
          troubles.set({ channel, provider }, 1);
        }
        jobs.reset();
        for (const { queue, counts } of standing.queues) {
          for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
        }
      }
      return await registry.metrics();
    },
  };
}
