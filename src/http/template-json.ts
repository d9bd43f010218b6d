import { toIso } from "../domain/instant.ts";
import { formatMicros } from "../domain/prices.ts";
import type { TemplateCell, VersionState } from "../domain/shop-template.ts";
import type { Template } from "../domain/template.ts";
import type { MatrixRow } from "../domain/template-matrix.ts";
import type { Preview } from "../journey/preview-template.ts";
import type { TemplateVersion } from "../store/template-versions.ts";
import type { ShopTemplate } from "../store/templates.ts";

const cellJson = ({ medium, purpose, locale, reason, kind, grade }: TemplateCell) => ({
  channel: medium,
  purpose,
  locale,
  reason,
  kind,
  grade,
});

/** A template with its latest version, or with the one that was asked for. */
export const templateJson = (template: ShopTemplate, version: TemplateVersion) => ({
  id: template.id,
  ...cellJson(template),
  latest: template.latest,
  published: template.published,
  version: versionJson(template, version),
});

export const versionJson = (template: ShopTemplate, version: TemplateVersion) => ({
  version: version.version,
  state: stateOf(template, version),
  subject: version.subject,
  text: version.text,
  provider_templates: version.providerTemplates,
  created_at: toIso(version.createdAt),
  created_by: version.createdBy,
  approved_at: version.approvedAt === null ? null : toIso(version.approvedAt),
  approved_by: version.approvedBy,
});

function stateOf({ published }: ShopTemplate, { version, approvedAt }: TemplateVersion): VersionState {
  if (published === version) return "published";
  return approvedAt === null ? "draft" : "approved";
}

/** A cell: the shop's own template for it, if any, and the words that its buyers get. */
export const matrixJson = ({ cell, uses, fallsBack }: MatrixRow, own: ShopTemplate | undefined) => ({
  ...cellJson(cell),
  template: own === undefined ? null : { id: own.id, latest: own.latest, published: own.published },
  falls_back: fallsBack,
  uses: uses && usedJson(uses),
});

const usedJson = (template: Template) => ({
  id: template.id,
  version: template.version,
  source: template.source === "staff" ? ("shop" as const) : template.source,
  ...cellJson(template),
  subject: template.subject,
  text: template.text,
});

export const previewJson = ({ template, subject, text, sms, cost }: Preview) => ({
  template: { id: template.id, version: template.version, locale: template.locale, reason: template.reason },
  subject,
  text,
  sms,
  cost: cost && { amount: formatMicros(BigInt(cost.micros), cost.currency), currency: cost.currency },
});
