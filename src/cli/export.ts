import { Argument, Command, Option } from "commander";
import { EXPORT_FORMATS, EXPORT_TABLES, type ExportFormat, type ExportTable } from "../domain/export-tables.ts";
import { withApp } from "./with-app.ts";

interface Options {
  readonly shop: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: ExportFormat;
  readonly output: string;
}

export const exportCommand = (): Command =>
  new Command("export")
    .description("write orders, contacts, conversions or statistics to a file, without personal data")
    .addArgument(new Argument("<table>").choices(EXPORT_TABLES))
    .requiredOption("--shop <slug>", "whose")
    .option("--from <date>", "the first day, in the shop's zone (default: ever)")
    .option("--to <date>", "the last day")
    .addOption(new Option("--format <format>").choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption("-o, --output <file>", "where to; a file that is there is replaced")
    .action(writeExport);

async function writeExport(table: ExportTable, { shop: slug, from, to, format, output }: Options): Promise<void> {
  const [{ open, rename, rm }, { exportTable }, { readShopPolicy }, { spanOfDays }] = await Promise.all([
    import("node:fs/promises"),
    import("../journey/export-table.ts"),
    import("../journey/read-shop-policy.ts"),
    import("./days.ts"),
  ]);
  // Beside it first: a file of that name is whole or not there.
  const unfinished = `${output}.part`;
  const rows = await withApp(async ({ ctx }) => {
    const { shop } = await readShopPolicy(ctx, slug);
    const period = spanOfDays({ from, to }, shop.timezone);
    const file = await open(unfinished, "w");
    try {
      return await exportTable(ctx, { shopId: shop.id, table, format, period }, async (chunk) => {
        await file.writeFile(chunk);
      });
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  });
  await rename(unfinished, output);
  process.stdout.write(`${rows} rows of ${table} in ${output}\n`);
}
