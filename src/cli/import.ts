import { Command } from "commander";
import type { ImportOptions } from "./run-import.ts";

export const importCommand = (): Command =>
  new Command("import")
    .description("take open orders in from a file, as if they had come by webhook")
    .argument("<file>", "orders: .ndjson (one webhook's `data` object a line) or .csv")
    .requiredOption("--shop <slug>", "whose orders they are")
    .option("--json", "print the counts as one JSON line")
    .addHelpText(
      "after",
      "\nColumns of a CSV file are the order's fields, and the buyer's prefixed buyer_; see docs/import.md." +
        "\nThe same file again changes nothing. A row that is refused is named by its line on stderr, and stops no other;" +
        "\nthe command exits 1 where any was. A file that is no UTF-8 or lacks columns is refused before anything is taken" +
        "\nin. Ctrl-C stops after the rows under way: run the same command again to go on.",
    )
    .action(async (file: string, options: ImportOptions) => {
      const { runImport } = await import("./run-import.ts");
      await runImport(file, options);
    });
