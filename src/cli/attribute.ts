import { Command } from "commander";
import { withApp } from "./with-app.ts";

interface Options {
  readonly shop: string;
  readonly from?: string;
  readonly to?: string;
}

export const attributeCommand = (): Command =>
  new Command("attribute")
    .description("judge paid orders again by the present rule and the policy's present attribution windows")
    .requiredOption("--shop <slug>", "whose orders")
    .option("--from <date>", "the first day of placing, in the shop's zone (default: ever)")
    .option("--to <date>", "the last day of placing (default: today)")
    .addHelpText("after", "\nWithout this command a verdict keeps the rule and the windows it was first given by.")
    .action(attribute);

async function attribute({ shop: slug, from, to }: Options): Promise<void> {
  const [{ attributeAgain }, { readShopPolicy }, { spanOfDays }] = await Promise.all([
    import("../journey/attribute-again.ts"),
    import("../journey/read-shop-policy.ts"),
    import("./days.ts"),
  ]);
  const judged = await withApp(async ({ ctx }) => {
    const { shop } = await readShopPolicy(ctx, slug);
    const { span } = spanOfDays({ from, to }, shop.timezone);
    return await attributeAgain(ctx, { shop, placed: span, by: "command line" });
  });
  process.stdout.write(`judged again: ${judged} orders of shop ${slug}\n`);
}
