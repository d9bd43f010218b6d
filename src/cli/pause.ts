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
  scoped("resume", "send again what `pause` stopped with the same options")
    .addOption(
      new Option("--after-restore", "cancel the reminders of orders placed before a restore, then send").conflicts([
        "shop",
        "channel",
      ]),
    )
    .addHelpText(
      "after",
      "\nA database that was restored from a backup does not know what was sent since: all sending is then paused by itself." +
        "\nLet the shops send their orders' newest states again, then run `cuifu resume --after-restore`.",
    )
    .action(async ({ afterRestore, ...scope }: Scope & { afterRestore?: true }) => {
      if (afterRestore) await resumeRestored();
      else await change(scope, false);
    });

async function resumeRestored(): Promise<void> {
  const { resumeAfterRestore } = await import("../journey/resume-after-restore.ts");
  const stopped = await withApp(({ ctx, markKeeper }) => resumeAfterRestore(ctx, markKeeper, "command line"));
  process.stdout.write(`sending is on; the reminders of ${stopped} orders placed before the restore are cancelled\n`);
}

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
