import type { App } from "../app.ts";

/** Runs `work` beside the service, on the same database: joined where it runs, started for this command where not. */
export async function withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
  // Loaded here: help and a wrong usage are answered without the whole service in memory.
  const [{ createApp }, { loadConfig }] = await Promise.all([import("../app.ts"), import("../config.ts")]);
  const app = await createApp(loadConfig());
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}
