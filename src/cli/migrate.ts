import { Command } from "commander";

export const migrateCommand = (): Command =>
  new Command("migrate")
    .description("bring the database to the state this version needs; done already, it changes nothing")
    .action(async () => {
      const [{ loadConfig }, { createLog }] = await Promise.all([import("../config.ts"), import("../log.ts")]);
      const { migrateDatabase } = await import("../app.ts");
      const config = loadConfig();
      await migrateDatabase(config, createLog(config.logLevel));
      process.stdout.write("the database is migrated\n");
    });
