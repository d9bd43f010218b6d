import { and, desc, eq, isNull, lt } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { TemplateWords } from "../domain/shop-template.ts";
import type { Tx } from "./connect.ts";
import { templateVersions } from "./schema.ts";

/** One version of a shop's template. Its words never change. */
export interface TemplateVersion extends TemplateWords {
  readonly version: number;
  readonly createdAt: Instant;
  /** As the audit log names them. */
  readonly createdBy: string;
  readonly approvedAt: Instant | null;
  readonly approvedBy: string | null;
}

const columns = {
  version: templateVersions.version,
  subject: templateVersions.subject,
  text: templateVersions.text,
  providerTemplates: templateVersions.providerTemplates,
  createdAt: templateVersions.createdAt,
  createdBy: templateVersions.createdBy,
  approvedAt: templateVersions.approvedAt,
  approvedBy: templateVersions.approvedBy,
};

export async function insertTemplateVersion(
  tx: Tx,
  at: { readonly shopId: ShopId; readonly templateId: string; readonly version: number },
  words: TemplateWords,
  by: string,
): Promise<TemplateVersion> {
  const { subject, text, providerTemplates } = words;
  const [row] = await tx
    .insert(templateVersions)
    .values({ ...at, subject, text, providerTemplates, createdBy: by })
    .returning(columns);
  if (!row) throw new Error("the version was not made");
  return row;
}

export async function findTemplateVersion(
  tx: Tx,
  templateId: string,
  version: number,
): Promise<TemplateVersion | null> {
  const [row] = await tx
    .select(columns)
    .from(templateVersions)
    .where(and(eq(templateVersions.templateId, templateId), eq(templateVersions.version, version)));
  return row ?? null;
}

/** A page of a template's versions, the latest first. `before` is the last version of the page before. */
export async function listTemplateVersions(
  tx: Tx,
  templateId: string,
  page: { readonly before: number | null; readonly limit: number },
): Promise<TemplateVersion[]> {
  return await tx
    .select(columns)
    .from(templateVersions)
    .where(
      and(
        eq(templateVersions.templateId, templateId),
        page.before === null ? undefined : lt(templateVersions.version, page.before),
      ),
    )
    .orderBy(desc(templateVersions.version))
    .limit(page.limit);
}

/** Puts down who approved a version; the first stays. */
export async function approveVersion(
  tx: Tx,
  templateId: string,
  version: number,
  approved: { readonly at: Instant; readonly by: string },
): Promise<void> {
  await tx
    .update(templateVersions)
    .set({ approvedAt: approved.at, approvedBy: approved.by })
    .where(
      and(
        eq(templateVersions.templateId, templateId),
        eq(templateVersions.version, version),
        isNull(templateVersions.approvedAt),
      ),
    );
}
