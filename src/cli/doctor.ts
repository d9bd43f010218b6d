import { Command } from "commander";

const MARKS = { ok: "ok      ", warning: "warning ", wrong: "wrong   " } as const;

export const doctorCommand = (): Command =>
  new Command("doctor")
    .description("look at configuration, database, queue, providers and clocks: what is wrong and how to mend it")
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nIt sends nothing and changes nothing. Run it with the same settings as the service, beside it or without it." +
        "\nIt exits 1 where something is wrong; warnings alone exit 0.",
    )
    .action(async ({ json }: { json?: true }) => {
      const [{ examine }, { loadConfig }, { createLog }] = await Promise.all([
        import("../app.ts"),
        import("../config.ts"),
        import("../log.ts"),
      ]);
      const { lines, counts } = await examine(loadConfig, createLog);
      const { ok, warning, wrong } = counts;
      if (json) {
        process.stdout.write(`${JSON.stringify({ healthy: wrong === 0, counts, findings: lines }, null, 2)}\n`);
      } else {
        for (const { level, check, text, mend } of lines) {
          process.stdout.write(`${MARKS[level]}${check}: ${text}\n${mend === null ? "" : `        → ${mend}\n`}`);
        }
        process.stdout.write(`\n${ok} ok, ${warning} ${warning === 1 ? "warning" : "warnings"}, ${wrong} wrong\n`);
      }
      if (wrong > 0) process.exitCode = 1;
    });
