import { csvLine } from "../domain/csv.ts";
import { toIso } from "../domain/instant.ts";
import { type Simulation, SimulationCounter, type SimulationSummary, summarize } from "../domain/simulation.ts";

/** How many orders go into one piece of text: a write for each would take longer than the simulation. */
const PIECE = 500;

/** A simulation as it is printed, in pieces. */
export function* simulationText(simulation: Simulation, form: "json" | "csv" | "table"): Generator<string> {
  switch (form) {
    case "json": {
      const counter = new SimulationCounter();
      yield* pieces(simulation, (result) => counter.add(result));
      yield `${JSON.stringify({ summary: counter.summary(simulation) })}\n`;
      return;
    }
    case "csv":
      yield "order,channel,due_at,not_after,state,reason,merged_into\n";
      yield* pieces(simulation, ({ order, reminders }) =>
        reminders
          .map(({ channel, dueAt, notAfter, state, reason, mergedInto }) =>
            csvLine([order, channel, dueAt && toIso(dueAt), notAfter && toIso(notAfter), state, reason, mergedInto]),
          )
          .join("\n"),
      );
      return;
    case "table":
      yield tableOf(summarize(simulation));
      return;
    default:
      form satisfies never;
  }
}

function* pieces({ results }: Simulation, write: (result: Simulation["results"][number]) => string): Generator<string> {
  for (let at = 0; at < results.length; at += PIECE) {
    yield `${results
      .slice(at, at + PIECE)
      .map(write)
      .join("\n")}\n`;
  }
}

/** Counts for people. */
function tableOf(summary: SimulationSummary): string {
  const { orders, planned, skipped, contacts, shop_paused_at: pausedAt } = summary;
  const rows: [string, number | string][] = [
    ["orders", orders],
    ["reminders that would go out", planned],
    ["  as so many messages and calls", contacts],
    ...part("  by", summary.by_channel),
    ...part("  ordered", summary.by_slot),
    ["reminders that would not", skipped],
    ...part("  because", summary.by_reason),
    ...Object.entries(summary.cost).map(([currency, amount]): [string, string] => [`cost in ${currency}`, amount]),
    ...(summary.unpriced > 0 ? [["contacts without a known price", summary.unpriced] as [string, number]] : []),
    ["decisions, sha-256", summary.decisions_sha256],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  if (pausedAt !== null) {
    lines.push(`The shop's cap of contacts is reached at ${pausedAt}: sending would pause until somebody resumes it.`);
  }
  return `${lines.join("\n")}\n`;
}

const part = (label: string, counts: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(counts).map(([name, count]) => [`${label} ${name}`, count]);
