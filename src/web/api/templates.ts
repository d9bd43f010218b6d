/** The shop's words: the matrix of what is said, templates with their versions, and trying them. */
import type { z } from "zod";
import type { draft, previewShape, row, template, version } from "../../http/openapi/templates.ts";
import { change, read, readTagged } from "./request.ts";

export type MatrixRow = z.output<typeof row>;
export type Template = z.output<typeof template>;
export type TemplateVersion = z.output<typeof version>;
export type Preview = z.output<z.ZodObject<typeof previewShape>>;
/** Which messages a text is written for. */
export type Cell = Pick<MatrixRow, "channel" | "purpose" | "locale" | "reason" | "kind" | "grade">;
export type DraftWords = z.input<typeof draft>;

export const TEMPLATES = "templates";

export interface MatrixFilter {
  readonly channel?: string;
  readonly purpose?: string;
  readonly locale?: string;
  readonly own?: boolean;
}

/** All rows of the filter. */
export async function readMatrix(shop: string, filter: MatrixFilter): Promise<MatrixRow[]> {
  const rows: MatrixRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { data: MatrixRow[]; next: string | null } = await read("/api/v1/templates", {
      shop,
      ...filter,
      cursor,
      limit: 200,
    });
    rows.push(...page.data);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

/** With the `ETag` to change it by. */
export const readTemplate = (shop: string, id: string): Promise<{ value: Template; etag: string | null }> =>
  readTagged<Template>(`/api/v1/templates/${encodeURIComponent(id)}`, { shop });

export const readTemplateVersions = (
  shop: string,
  id: string,
  cursor: string | null,
): Promise<{ data: TemplateVersion[]; next: string | null }> =>
  read(`/api/v1/templates/${encodeURIComponent(id)}/versions`, { shop, cursor, limit: 20 });

export interface Words {
  readonly subject: string | null;
  readonly text: string;
  readonly provider_templates?: Readonly<Record<string, string>>;
}

/** @throws RequestError 422 where the words can't be sent, 409 where the shop has a template for the cell. */
export const createTemplate = (shop: string, cell: Cell, words: Words): Promise<Template> =>
  change("/api/v1/templates", { method: "POST", body: { ...cell, ...words }, query: { shop } });

/** @param ifMatch what was read: 409 where somebody else changed the template since. */
export const addVersion = (shop: string, id: string, words: Words, ifMatch: string | null): Promise<Template> =>
  change(`/api/v1/templates/${encodeURIComponent(id)}/versions`, {
    method: "POST",
    body: words,
    ifMatch,
    query: { shop },
  });

export type TemplateStep = "approve" | "publish";

export const stepTemplate = (
  shop: string,
  id: string,
  step: TemplateStep,
  wanted: number,
  ifMatch: string | null,
): Promise<Template> =>
  change(`/api/v1/templates/${encodeURIComponent(id)}/${step}`, {
    method: "POST",
    body: { version: wanted },
    ifMatch,
    query: { shop },
  });

export const withdrawTemplate = (shop: string, id: string, ifMatch: string | null): Promise<Template> =>
  change(`/api/v1/templates/${encodeURIComponent(id)}/withdraw`, { method: "POST", ifMatch, query: { shop } });

/** Tries words that nobody saved. @throws RequestError 422 with what is wrong with them. */
export const tryWords = (shop: string, words: DraftWords): Promise<Preview> =>
  change("/api/v1/templates/preview", { method: "POST", body: words, query: { shop } });

export const sendTest = (
  shop: string,
  id: string,
  wanted: number,
  to: string,
): Promise<Preview & { result: "accepted" | "rejected" | "not_sent" | "unknown"; code: string | null }> =>
  change(`/api/v1/templates/${encodeURIComponent(id)}/test-send`, {
    method: "POST",
    body: { version: wanted, to },
    query: { shop },
  });
