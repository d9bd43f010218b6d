import { Command } from "commander";
import { withApp } from "./with-app.ts";

export const recountCommand = (): Command =>
  new Command("recount")
    .description("count a shop's statistics anew; until it ends, figures stay as they were")
    .requiredOption("--shop <slug>", "whose")
    .action(recount);

async function recount({ shop: slug }: { readonly shop: string }): Promise<void> {
  const [{ recountStats }, { readShopPolicy }] = await Promise.all([
    import("../journey/recount-stats.ts"),
    import("../journey/read-shop-policy.ts"),
  ]);
  const counted = await withApp(async ({ ctx }) => {
    const { shop } = await readShopPolicy(ctx, slug);
    return await recountStats(ctx, { shop, by: "command line" });
  });
  process.stdout.write(`counted ${counted} orders of shop ${slug}\n`);
}
