import { Command, Option } from "commander";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import { withApp } from "./with-app.ts";

interface Scope {
  readonly shop?: string;
  readonly channel?: ChannelName;
}

export const pauseCommand = (): Command =>
  scoped("pause", "stop all sending, or that of a shop or a channel; orders are taken in as before").action(
    async (scope: Scope) => await change(scope, true),
  );

export const resumeCommand = (): Command =>
  scoped("resume", "send again what `pause` stopped with the same options").action(
    async (scope: Scope) => await change(scope, false),
  );

const scoped = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option("--shop <slug>", "this shop alone")
    .addOption(new Option("--channel <channel>", "this channel alone").choices(CHANNELS));

async function change({ shop, channel }: Scope, paused: boolean): Promise<void> {
  const { switchSending } = await import("../journey/switch-sending.ts");
  const changed = await withApp(({ ctx }) =>
    switchSending(ctx, { slug: shop ?? null, channel: channel ?? null, paused }),
  );
  const what = [shop ? `shop ${shop}` : "every shop", channel ? `channel ${channel}` : "every channel"].join(", ");
  process.stdout.write(`sending is ${paused ? "paused" : "on"}${changed ? "" : " already"}: ${what}\n`);
}
