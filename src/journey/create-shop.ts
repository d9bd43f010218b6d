import { randomBytes } from "node:crypto";
import type { GroupId } from "../domain/brand.ts";
import { parseCurrency } from "../domain/money.ts";
import { completePolicy } from "../domain/policy.ts";
import { NAME_LIMIT, parseName } from "../domain/text.ts";
import { canonicalZone, zonesOfCountry } from "../domain/zone.ts";
import { insertApiKey } from "../store/api-keys.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { publishPolicy } from "../store/policies.ts";
import { insertSecret } from "../store/secrets.ts";
import { insertGroup, insertShop } from "../store/shop-create.ts";
import { findShop, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** A shop as it is asked for; nothing is checked yet. */
export interface ShopRequest {
  readonly slug: string;
  readonly name: string;
  /** IANA. */
  readonly timezone: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  /** BCP 47; the country's own where it is absent. */
  readonly locale?: string | undefined;
  /** The slug of a shop whose group it joins: it shares buyers' caps and suppressions. One of its own where it is absent. */
  readonly groupOf?: string | undefined;
  /** As the audit log names who asks; the command line where it is absent. */
  readonly by?: string | undefined;
}

/** A new shop with its secrets, which are shown this once. */
export interface CreatedShop {
  readonly shop: Shop;
  /** `whsec_…` */
  readonly webhookSecret: string;
  /** `ck_…` */
  readonly apiKey: string;
}

/** A shop can't be made or changed as asked; the message says what was expected. */
export class ShopRefused extends Error {
  override readonly name = "ShopRefused";
  readonly field: string;
  readonly expected: string;

  constructor(field: keyof ShopRequest | "group-of" | "secret", expected: string) {
    super(`${field}: ${expected}`);
    this.field = field;
    this.expected = expected;
  }
}

/** What a shop signs its webhooks with. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
/** What a shop's programs call the API with. */
export const newApiKey = (): string => `ck_${randomBytes(32).toString("base64url")}`;

/**
 * Makes a shop with the default policy as version 1, a webhook secret and an API key.
 * @throws ShopRefused where a value is none of its kind or the slug is taken.
 */
export async function createShop(
  ctx: Pick<JourneyContext, "db" | "vault">,
  request: ShopRequest,
): Promise<CreatedShop> {
  const checked = check(request);
  const defaults = completePolicy({});
  if (!defaults.ok) throw new Error("the default policy does not hold");
  const webhookSecret = newWebhookSecret();
  const apiKey = newApiKey();
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    const groupId = await groupFor(tx, request, checked.name);
    const shopId = await insertShop(tx, { ...checked, groupId });
    if (shopId === null)
      throw new ShopRefused("slug", `a shop "${checked.slug}" is there already; choose another slug`);
    await publishPolicy(tx, shopId, { document: defaults.document, by: "defaults", expected: null });
    await insertSecret(tx, ctx.vault, shopId, webhookSecret);
    await insertApiKey(tx, shopId, apiKey);
    const actor = request.by ?? "command line";
    await insertAudit(tx, { shopId, actor, action: "shop.create", target: checked.slug, detail: {} });
    const shop = await findShop(tx, checked.slug);
    if (!shop) throw new Error("the new shop is not there");
    return { shop, webhookSecret, apiKey };
  });
}

async function groupFor(tx: Tx, { groupOf }: ShopRequest, name: string): Promise<GroupId> {
  if (groupOf === undefined) return await insertGroup(tx, name);
  const other = await findShop(tx, groupOf);
  if (other === null) throw new ShopRefused("group-of", `there is no shop "${groupOf}"; name one by its slug`);
  return other.groupId;
}

function check({ slug, name, timezone, country, currency, locale }: ShopRequest) {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)) {
    throw new ShopRefused("slug", "expected 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
  }
  const shown = checkName(name);
  if (canonicalZone(timezone) === null) {
    throw new ShopRefused("timezone", "expected an IANA time zone, for instance Asia/Shanghai");
  }
  if (zonesOfCountry(country).length === 0) {
    throw new ShopRefused("country", "expected an ISO 3166-1 code of two capital letters, for instance CN");
  }
  const code = parseCurrency(currency);
  if (code === null)
    throw new ShopRefused("currency", "expected an ISO 4217 code of three capital letters, for instance CNY");
  return { slug, name: shown, timezone, country, currency: code, locale: localeOf(locale, country) };
}

/** @throws ShopRefused. */
export function checkName(text: string): string {
  const name = parseName(text);
  if (name === null) throw new ShopRefused("name", `expected 1 to ${NAME_LIMIT} characters on one line`);
  return name;
}

/** @throws ShopRefused. */
export function localeOf(locale: string | undefined, country: string): string {
  if (locale === undefined) {
    const likely = new Intl.Locale(`und-${country}`).maximize();
    return `${likely.language}-${country}`;
  }
  try {
    const [canonical] = Intl.getCanonicalLocales(locale);
    if (canonical !== undefined) return canonical;
  } catch {
    // Told below, as every other value is.
  }
  throw new ShopRefused("locale", "expected a BCP 47 tag, for instance zh-CN");
}
