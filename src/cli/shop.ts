import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { PLATFORMS, type Platform } from "../domain/platform.ts";
import { withApp } from "./with-app.ts";

interface ShopOptions {
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  readonly locale?: string;
  readonly groupOf?: string;
}

export const shopCommand = (): Command =>
  new Command("shop")
    .description("the shops that are served")
    .addCommand(
      new Command("create")
        .description("make a shop; prints its webhook secret and API key as one JSON line, this once")
        .requiredOption("--slug <slug>", "its name in addresses: a-z, 0-9 and -")
        .requiredOption("--name <name>", "as buyers know it")
        .requiredOption("--timezone <zone>", "IANA, for instance Asia/Shanghai")
        .requiredOption("--country <code>", "ISO 3166-1, for instance CN")
        .requiredOption("--currency <code>", "ISO 4217, for instance CNY")
        .option("--locale <tag>", "BCP 47, for instance zh-CN (default: the country's)")
        .option("--group-of <slug>", "a shop with whose group it shares caps and suppressions (default: none)")
        .option("--json", "has no effect: what it prints is JSON always")
        .action(create),
    )
    .addCommand(
      new Command("secret")
        .description("set apart what the shop's platform signs its webhooks with; the one before holds for a day more")
        .requiredOption("--slug <slug>", "the shop")
        .addOption(new Option("--platform <name>", "whose webhooks").choices(PLATFORMS).makeOptionMandatory())
        .requiredOption("--secret-stdin", "read the secret from the first line on stdin")
        .action(setSecret),
    );

async function create({ json: _, ...request }: ShopOptions & { readonly json?: true }): Promise<void> {
  const { createShop } = await import("../journey/create-shop.ts");
  const made = await withApp(({ ctx }) => createShop(ctx, request));
  const line = { shop: made.shop.slug, webhook_secret: made.webhookSecret, api_key: made.apiKey };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function setSecret({ slug, platform }: { readonly slug: string; readonly platform: Platform }): Promise<void> {
  const secret = (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "";
  const { putPlatformSecretByHand } = await import("../journey/platform-secrets.ts");
  await withApp(({ ctx }) => putPlatformSecretByHand(ctx, { slug, platform, secret }));
  process.stdout.write(`${platform} webhooks of ${slug} are checked with it now\n`);
}
