import { Hono } from "hono";
import { CHANNELS, sendersOf } from "../domain/channel.ts";
import { readServerFacts } from "../store/diagnosis.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** How this process was set up. */
export interface Installation {
  /** Of cuifu itself. */
  readonly version: string;
  /** What is configured; null where nothing is. */
  readonly publicUrl: string | null;
  readonly queue: "postgresql" | "redis";
  readonly roles: readonly string[];
}

/** `settings`: how the service is set up, as far as it is no secret. Changed in its configuration alone. */
export function settingsApi({ ctx, installation }: Pick<HttpDeps, "ctx" | "installation">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { version, publicUrl, queue, roles } = installation();
    const { version: postgresql } = await readServerFacts(ctx.db);
    return reply(c, {
      public_url: publicUrl,
      queue,
      roles,
      versions: { cuifu: version, node: process.versions.node, postgresql },
      channels: CHANNELS.map((channel) => {
        const sender = ctx.channels.get(channel);
        const senders = sender === undefined ? [] : sendersOf(sender);
        return { channel, providers: senders.map(({ provider, caller }) => ({ provider, caller })) };
      }),
    });
  });
  return app;
}
