import { Hono } from "hono";
import { EXPORT_FORMATS, EXPORT_TABLES, type ExportFormat, type ExportTable } from "../domain/export-tables.ts";
import { momentOf } from "../domain/local-time.ts";
import { exportTable } from "../journey/export-table.ts";
import { readDay } from "./dates.ts";
import { badParameter } from "./paging.ts";
import { notFound } from "./problem.ts";
import type { HttpDeps } from "./server.ts";

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};
/** Before and after any order. */
const EVER = { from: "2000-01-01", to: "2100-01-01" };

/** `exports/{table}.{csv|parquet}`: streamed, as quickly as the caller takes it. */
export function exportsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/:file", (c) => {
    const { shop } = c.get("caller");
    const file = readFile(c.req.param("file"));
    const { from = EVER.from, to = EVER.to } = c.req.query();
    const [first, last] = [readDay("from", from), readDay("to", to)];
    if (first > last) throw badParameter("from", "must not lie after `to`");
    const span = { start: momentOf(shop.timezone, first, 0), end: momentOf(shop.timezone, last + 1, 0) };
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    void exportTable(ctx, { shopId: shop.id, ...file, period: { from, to, span } }, async (chunk) => {
      await writer.ready;
      await writer.write(chunk);
    }).then(
      () => writer.close(),
      async (error: unknown) => {
        // The caller sees a file that breaks off; whoever hung up is no error of ours.
        ctx.log.warn({ err: error, table: file.table }, "an export broke off");
        await writer.abort(error).catch(() => undefined);
      },
    );
    return c.body(readable, 200, {
      "content-type": TYPES[file.format],
      "content-disposition": `attachment; filename="${shop.slug}-${file.table}.${file.format}"`,
      "cache-control": "no-store",
    });
  });
  return app;
}

/** @throws HttpProblem 404 where there is no such table. */
function readFile(name: string): { readonly table: ExportTable; readonly format: ExportFormat } {
  const [before, after] = name.split(".");
  const table = EXPORT_TABLES.find((one) => one === before);
  const format = EXPORT_FORMATS.find((one) => one === after);
  if (table === undefined || format === undefined) throw notFound();
  return { table, format };
}
