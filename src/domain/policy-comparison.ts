/** The same orders under two policies, side by side. */
import {
  type SimulatedResult,
  type Simulation,
  SimulationCounter,
  type SimulationSummary,
  simulationLine,
} from "./simulation.ts";

export interface PolicyComparison {
  readonly published: SimulationSummary;
  readonly draft: SimulationSummary;
  /** How many orders fare otherwise under the draft: another time, another channel, another reason. */
  readonly changed: number;
  /** Of those: reminded under one of the two and not under the other. */
  readonly gained: number;
  readonly lost: number;
  /** The first of those that fare otherwise. */
  readonly examples: readonly {
    readonly order: string;
    readonly published: ReturnType<typeof simulationLine>["reminders"];
    readonly draft: ReturnType<typeof simulationLine>["reminders"];
  }[];
}

const MOST_EXAMPLES = 100;

/** How many orders are compared between two yields. */
const PART = 200;

/**
 * @param published and draft of the same orders in the same order. It yields now and then, so that a caller may do
 * something else in between.
 */
export function* comparePolicies(published: Simulation, draft: Simulation): Generator<void, PolicyComparison> {
  const [one, other] = [new SimulationCounter(), new SimulationCounter()];
  const examples: PolicyComparison["examples"][number][] = [];
  let [changed, gained, lost] = [0, 0, 0];
  for (const [place, before] of published.results.entries()) {
    const after = draft.results[place];
    if (after === undefined) break;
    if (one.add(before) !== other.add(after)) {
      changed += 1;
      if (!isReminded(before) && isReminded(after)) gained += 1;
      if (isReminded(before) && !isReminded(after)) lost += 1;
      if (examples.length < MOST_EXAMPLES) examples.push(exampleOf(before, after));
    }
    if (place % PART === PART - 1) yield;
  }
  return {
    published: one.summary(published),
    draft: other.summary(draft),
    changed,
    gained,
    lost,
    examples,
  };
}

const isReminded = ({ reminders }: SimulatedResult): boolean => reminders.some(({ state }) => state === "planned");

const exampleOf = (before: SimulatedResult, after: SimulatedResult): PolicyComparison["examples"][number] => ({
  order: before.order,
  published: simulationLine(before).reminders,
  draft: simulationLine(after).reminders,
});
