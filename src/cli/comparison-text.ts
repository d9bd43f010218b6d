import type { SimulationSummary } from "../domain/simulation.ts";
import type { PlayedComparison } from "../journey/compare-played.ts";

/** The same orders under two policies, as it is printed: one line of JSON, or counts side by side and the first orders. */
export function* comparisonText({ leftOut: _, ...comparison }: PlayedComparison, isJson: boolean): Generator<string> {
  if (isJson) {
    yield `${JSON.stringify({ comparison })}\n`;
    return;
  }
  const { published, draft, changed, gained, lost, examples } = comparison;
  yield tableOf([["", "published", "draft"], ...rowsOf(published, draft)]);
  yield `\n${changed} orders fare otherwise under the draft: ${gained} are reminded that were not, ${lost} no more.\n`;
  for (const { order, published: before, draft: after } of examples.slice(0, MOST_EXAMPLES)) {
    yield `  ${order}: ${fateOf(before)} -> ${fateOf(after)}\n`;
  }
}

const MOST_EXAMPLES = 10;

type Reminders = PlayedComparison["examples"][number]["draft"];
type Row = readonly [string, string | number, string | number];

const fateOf = (reminders: Reminders): string =>
  reminders.map(({ channel, due_at: at, reason }) => `${channel} ${reason ?? at?.slice(0, 16) ?? ""}`).join(", ");

function rowsOf(published: SimulationSummary, draft: SimulationSummary): Row[] {
  return [
    ["orders", published.orders, draft.orders],
    ["reminders that would go out", published.planned, draft.planned],
    ["  as so many messages and calls", published.contacts, draft.contacts],
    ...part("  by", published.by_channel, draft.by_channel),
    ...part("  ordered", published.by_slot, draft.by_slot),
    ["reminders that would not", published.skipped, draft.skipped],
    ...part("  because", published.by_reason, draft.by_reason),
    ...part("cost in", published.cost, draft.cost),
    ["contacts without a known price", published.unpriced, draft.unpriced],
    ["sending would pause at", published.shop_paused_at ?? "-", draft.shop_paused_at ?? "-"],
  ];
}

type Counts = Readonly<Record<string, string | number>>;

const part = (label: string, before: Counts, after: Counts): Row[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].map((name) => [
    `${label} ${name}`,
    before[name] ?? 0,
    after[name] ?? 0,
  ]);

function tableOf(rows: readonly Row[]): string {
  const widthOf = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => String(row[column]).length));
  const [first, second, third] = [widthOf(0), widthOf(1), widthOf(2)];
  const line = ([name, before, after]: Row) =>
    `${name.padEnd(first)}  ${String(before).padStart(second)}  ${String(after).padStart(third)}\n`;
  return rows.map(line).join("");
}
