import { Command, InvalidArgumentError, Option } from "commander";
import type { SimulateOptions } from "./run-simulation.ts";

const MOST_DAYS = 90;

function readDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS) throw new InvalidArgumentError(`expected a whole number from 1 to ${MOST_DAYS}.`);
  return days;
}

export const simulateCommand = (): Command =>
  new Command("simulate")
    .description("tell what would have been sent, when, or why not; sends nothing and changes nothing")
    .requiredOption("--shop <slug>", "the shop whose policy, time zone and country count")
    .option("--orders <file>", "orders, one JSON object a line: the `data` of a webhook")
    .addOption(
      new Option("--days <number>", "instead of a file: the shop's own unpaid orders of the last so many days")
        .argParser(readDays)
        .conflicts("orders"),
    )
    .option("--policy <file>", "a draft policy, YAML or JSON, instead of the shop's own")
    .addOption(new Option("--compare", "the draft beside the shop's own policy, and the orders that fare otherwise"))
    .addOption(new Option("--json", "a JSON line for each order, then one with the summary").conflicts("csv"))
    .addOption(new Option("--csv", "a CSV line for each reminder").conflicts("compare"))
    .addHelpText(
      "after",
      "\nEach order of a file is played as if it came when it was placed and was never paid, and as if nobody answered." +
        "\nA line that can't be read is named on stderr and left out; with nothing left the command fails. The shop's own" +
        "\norders are paid when they were.",
    )
    .action(async (options: SimulateOptions, command: Command) => {
      if (options.orders === undefined && options.days === undefined) {
        command.error("error: one of --orders <file> and --days <number> is needed");
      }
      if (options.compare && options.policy === undefined) {
        command.error("error: --compare needs a draft to compare with: --policy <file>");
      }
      const { simulate } = await import("./run-simulation.ts");
      await simulate(options);
    });
