import { Command } from "commander";
import { stopSignal } from "./stop-signal.ts";

export const demoCommand = (): Command =>
  new Command("demo")
    .description("play one day of a shop's orders and show what was won back; sends nothing, leaves nothing behind")
    .action(demo);

async function demo(): Promise<void> {
  const signal = stopSignal();
  const out = process.stdout;
  const [{ loadConfig }, { runDemo }] = await Promise.all([import("../config.ts"), import("../demo/run.ts")]);
  try {
    const good = await runDemo({
      config: loadConfig(),
      out,
      stopped: signal.came,
      async atTheEnd({ url, apiKey }, { username, password }) {
        if (!out.isTTY) return;
        out.write(`\nThe page stays up at ${url} until Ctrl-C: sign in as ${username} with ${password}\n`);
        out.write(`The API is there too, with the key ${apiKey}\n`);
        await signal.first;
      },
    });
    if (!good) throw new Error("the demo's checks failed: what is above 0 above should not be; please report it");
  } finally {
    signal.release();
  }
}
