import { Command, Option } from "commander";
import type { SimulateOptions } from "./run-simulation.ts";

export const simulateCommand = (): Command =>
  new Command("simulate")
    .description("tell what would have been sent, when, or why not; sends nothing and changes nothing")
    .requiredOption("--shop <slug>", "the shop whose policy, time zone and country count")
    .requiredOption("--orders <file>", "orders, one JSON object a line: the `data` of a webhook")
    .option("--policy <file>", "a draft policy, YAML or JSON, instead of the shop's own")
    .addOption(new Option("--json", "a JSON line for each order, then one with the summary").conflicts("csv"))
    .addOption(new Option("--csv", "a CSV line for each reminder"))
    .addHelpText(
      "after",
      "\nEach order is played as if it came when it was placed and was never paid, and as if nobody answered. A line that" +
        "\ncan't be read is named on stderr and left out; with nothing left the command fails.",
    )
    .action(async (options: SimulateOptions) => {
      const { simulate } = await import("./run-simulation.ts");
      await simulate(options);
    });
