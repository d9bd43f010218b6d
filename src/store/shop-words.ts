import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { remembered } from "../domain/bounded-cache.ts";
import type { ShopId } from "../domain/brand.ts";
import type { RunningExperiment } from "../domain/experiment.ts";
import type { Template } from "../domain/template.ts";
import type { Db, Tx } from "./connect.ts";
import { experiments, templates, templateVersions } from "./schema.ts";
import { inShops } from "./transaction.ts";

/** What a shop's buyers are told in its own words. */
export interface ShopWords {
  /** The published version of each template. */
  readonly templates: readonly Template[];
  /** Those that run, by template. */
  readonly experiments: ReadonlyMap<string, RunningExperiment>;
}

/** Reads a shop's words by the number of their changes: read once, they stay. */
export interface ShopWordsReader {
  read(db: Db, shop: { readonly id: ShopId; readonly wordsVersion: number }): Promise<ShopWords>;
}

const SHOPS_KEPT = 1_000;

export function createShopWordsReader(): ShopWordsReader {
  const known = new Map<string, Promise<ShopWords>>();
  return {
    async read(db, { id, wordsVersion }) {
      const key = `${id} ${wordsVersion}`;
      const words = remembered(known, SHOPS_KEPT, key, () => inShops(db, { shops: [id] }, (tx) => readWords(tx, id)));
      // A failure is not kept: the next message asks again.
      words.catch(() => known.delete(key));
      return await words;
    },
  };
}

async function readWords(tx: Tx, shopId: ShopId): Promise<ShopWords> {
  const versions = await readVersionsInUse(tx, shopId);
  const running = await tx
    .select({ id: experiments.id, templateId: experiments.templateId, variants: experiments.variants })
    .from(experiments)
    .where(and(eq(experiments.shopId, shopId), isNull(experiments.stoppedAt)));
  return {
    templates: versions.filter(({ published, version }) => published === version).map(templateOf),
    experiments: new Map(
      running.flatMap(({ id, templateId, variants }): [string, RunningExperiment][] => {
        const [first, ...rest] = variants.flatMap(({ version, share }) => {
          const row = versions.find((one) => one.id === templateId && one.version === version);
          return row ? [{ share, template: templateOf(row) }] : [];
        });
        return first ? [[templateId, { id, variants: [first, ...rest] }]] : [];
      }),
    ),
  };
}

type VersionRow = Awaited<ReturnType<typeof readVersionsInUse>>[number];

/** Every version of the templates that are published: few, and an experiment may name any of them. */
async function readVersionsInUse(tx: Tx, shopId: ShopId) {
  return await tx
    .select({
      id: templates.id,
      medium: templates.medium,
      purpose: templates.purpose,
      locale: templates.locale,
      reason: templates.reason,
      kind: templates.kind,
      grade: templates.grade,
      published: templates.published,
      version: templateVersions.version,
      subject: templateVersions.subject,
      text: templateVersions.text,
      providerTemplates: templateVersions.providerTemplates,
    })
    .from(templates)
    .innerJoin(templateVersions, eq(templateVersions.templateId, templates.id))
    .where(and(eq(templates.shopId, shopId), isNotNull(templates.published)))
    .orderBy(asc(templates.id), asc(templateVersions.version));
}

const templateOf = ({ published: _, ...row }: VersionRow): Template => ({ ...row, source: "staff" });
