import { checkStats, type StatsFault } from "../journey/check-stats.ts";
import { type Check, ok, wrong } from "./check.ts";

const WHAT: Readonly<Record<StatsFault["fault"], string>> = {
  cuts_differ: "cuts of the same day have different sums",
  days_differ: "days are not the sums of their orders",
  arms_differ: "the arms of lift are not the sums of their buyers",
  calls_differ: "agents' calls count otherwise than the desk says",
  orders_differ: "orders of the last week count otherwise than what happened to them says",
};

/** The parts of every statistic add up to its whole (faults.md, I20). */
export const statistics: Check = {
  name: "statistics",
  needsDatabase: true,
  async look({ database }) {
    if (database === null) return [];
    const faults = await checkStats({ db: database.db, clock: { kind: "database" } });
    if (faults.length === 0) return [ok("add up")];
    return faults.map(({ shop, fault, places }) =>
      wrong(`shop ${shop}: ${WHAT[fault]} (${places})`, `run \`cuifu recount --shop ${shop}\`, and report it as a bug`),
    );
  },
};
