import { Command, Option } from "commander";
import type { App, Role } from "../app.ts";
import { stopSignal } from "./stop-signal.ts";

const ROLES = ["all", "api", "scheduler", "worker"] as const satisfies readonly Role[];

/** Milliseconds: whatever hangs, the process is gone within 30 s of the signal. */
const STOP_DEADLINE = 28_000;
/** Milliseconds for which what was stopped may still hold the process: a queue whose Redis is away does so for good. */
const LEFTOVERS = 200;

export const startCommand = (): Command =>
  new Command("start")
    .description("run the service; prints `ready http://host:port` once it listens")
    .addOption(new Option("--role <role>", "what this process does").choices(ROLES).default("all"))
    .addHelpText(
      "after",
      "\nWithout DATABASE_URL it starts a PostgreSQL of its own in the data folder. Ctrl-C (or SIGTERM) finishes what is" +
        "\nunder way and stops; a second one ends at once. The settings come from the environment: see docs/running.md.",
    )
    .action(async ({ role }: { role: Role }) => await start(role));

async function start(role: Role): Promise<void> {
  const signal = stopSignal();
  const [{ createApp }, { loadConfig }] = await Promise.all([import("../app.ts"), import("../config.ts")]);
  const app = await createApp(loadConfig());
  try {
    const url = await app.start(role);
    if (role === "all" || role === "api") await tellFirstAdmin(app);
    // Whoever started this may have stopped reading: the line is lost, the service is not.
    process.stdout.on("error", () => undefined);
    if (!signal.came()) process.stdout.write(`ready ${url}\n`);
    await signal.first;
  } finally {
    setTimeout(() => process.exit(1), STOP_DEADLINE).unref();
    await app.stop();
    signal.release();
    setTimeout(() => process.exit(), LEFTOVERS).unref();
  }
}

/** To whoever has the machine, and nobody else: the link lets in. */
async function tellFirstAdmin(app: App): Promise<void> {
  const address = await app.firstAdminAddress();
  if (address === null) return;
  process.stderr.on("error", () => undefined);
  process.stderr.write(`nobody can sign in yet: make the first admin at ${address}\n`);
}
