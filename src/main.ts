/** The command line: one subcommand a file in `cli/`. */
import { Command, CommanderError } from "commander";
import { alertsCommand } from "./cli/alerts.ts";
import { attributeCommand } from "./cli/attribute.ts";
import { demoCommand } from "./cli/demo.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { explainFailure } from "./cli/explain.ts";
import { exportCommand } from "./cli/export.ts";
import { importCommand } from "./cli/import.ts";
import { migrateCommand } from "./cli/migrate.ts";
import { pauseCommand, resumeCommand } from "./cli/pause.ts";
import { recountCommand } from "./cli/recount.ts";
import { shopCommand } from "./cli/shop.ts";
import { simulateCommand } from "./cli/simulate.ts";
import { staffCommand } from "./cli/staff.ts";
import { startCommand } from "./cli/start.ts";

const FAILURE = 1;
const USAGE = 2;

const program = new Command("cuifu")
  .description("Reminds buyers of unpaid orders: at the right time, once, and never after they have paid.")
  .addCommand(startCommand())
  .addCommand(migrateCommand())
  .addCommand(shopCommand())
  .addCommand(staffCommand())
  .addCommand(pauseCommand())
  .addCommand(resumeCommand())
  .addCommand(simulateCommand())
  .addCommand(alertsCommand())
  .addCommand(attributeCommand())
  .addCommand(recountCommand())
  .addCommand(doctorCommand())
  .addCommand(importCommand())
  .addCommand(exportCommand())
  .addCommand(demoCommand());

for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .trim()
          .replace(/^error: /, "cuifu: ")
          .replaceAll(/\s*\n\s*/g, " ")}; see \`cuifu --help\`\n`,
      ),
  });
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has told a wrong usage already, and help is no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  else {
    process.stderr.write(`${await explainFailure(error)}\n`);
    process.exitCode = FAILURE;
  }
}
