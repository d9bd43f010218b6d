import type { ChannelName, Purpose } from "./channel.ts";
import type { Grade } from "./event.ts";
import type { ReasonCode } from "./reason-code.ts";

/** What a text is written for: a channel, or the script a person reads from when calling. */
export const MEDIUMS = ["call", "call_script", "im", "sms", "email"] as const;
export type Medium = (typeof MEDIUMS)[number];

/** The words a channel needs: a person who calls gets a script, a machine gets what it says. */
export const mediumOf = (channel: ChannelName, caller: "machine" | "person"): Medium =>
  channel === "call" && caller === "person" ? "call_script" : channel;

/** New and returning buyers are spoken to differently (domain.md, R8). */
export type BuyerKind = "new" | "returning";

/** What stands for all others where nothing more exact is written. */
const ANY_REASON = "unknown";
const ANY = "any";

/** Which words a message needs. */
export interface TemplateQuery {
  readonly medium: Medium;
  readonly purpose: Purpose;
  /** The buyer's, BCP 47. */
  readonly locale: string;
  /** The shop's, BCP 47: its words come before English where the buyer's language has none. */
  readonly shopLocale: string;
  readonly reason: ReasonCode;
  readonly kind: BuyerKind;
  readonly grade: Grade;
}

/** One version of one text in Liquid, for one cell of the matrix of scripts (docs/scripts.md). Never changed once published. */
export interface Template {
  /** `builtin.<medium>` (`builtin.<medium>.thank_you`) for what ships with cuifu. */
  readonly id: string;
  readonly version: number;
  readonly source: "builtin" | "staff";
  readonly medium: Medium;
  readonly purpose: Purpose;
  /** BCP 47. */
  readonly locale: string;
  readonly reason: ReasonCode;
  readonly kind: BuyerKind | typeof ANY;
  readonly grade: Grade | typeof ANY;
  /** E-mail only. */
  readonly subject: string | null;
  readonly text: string;
  /** Ids of the same text at providers that send only what they approved, by provider; ours has none. */
  readonly providerTemplates?: Readonly<Record<string, string>>;
}

/** Which words were used, as reported with the contact (contract.md, `template`). */
export interface TemplateRef extends Pick<Template, "id" | "version" | "locale" | "reason"> {
  /** The experiment whose variant they were; null where there was none. */
  readonly experiment: string | null;
}

/** What rendering made, or a short word for what went wrong: never the values or the text. */
export type RenderResult =
  | { readonly ok: true; readonly subject: string | null; readonly text: string }
  | { readonly ok: false; readonly error: RenderError };

/**
 * - `syntax`: does not parse, or names a tag or filter that there is none of.
 * - `variable`: names a variable that messages don't have.
 * - `limit`: took too much time or memory.
 * - `too_long`: longer than the medium allows.
 * - `empty`: rendered to nothing.
 * - `aborted`: the caller gave up first.
 * - `failed`: the rendering thread could not do it.
 */
export type RenderError = "syntax" | "variable" | "limit" | "too_long" | "empty" | "aborted" | "failed";

/** Renders a template with plain data. Never throws. */
export type Render = (template: Template, values: MessageValues, signal?: AbortSignal) => Promise<RenderResult>;

/**
 * The variables of a template, cleaned (`message.ts`). Every key is always there: an unknown name is an error, an empty
 * value is null.
 */
export type MessageValues = Readonly<{
  shop: Readonly<{ name: string }>;
  buyer: Readonly<{ name: string | null; kind: BuyerKind }>;
  /** The orders that are listed; `count - orders.length` more may be owed. */
  orders: readonly OrderValues[];
  /** The first of them. */
  order: OrderValues;
  /** The first order's. */
  pay_url: string | null;
  /** How many orders the message is about. */
  count: number;
  /** How many of them are not listed. */
  unlisted: number;
  /** Of all of them, in words as `amount`; null where currencies differ. */
  total: string | null;
  total_spoken: string | null;
  opt_out_url: string | null;
  /**
   * The code that the shop gave for one of the orders; null where there is none. In trials alone it may be `false`: then
   * words that name its parts unasked are an error, where null would leave a gap in them.
   */
  coupon: CouponValues | null | false;
}>;

export type CouponValues = Readonly<{
  code: string;
  /** Written for the locale, with its currency. */
  amount: string;
  /** By the buyer's clock; null where the shop did not say. */
  expires_at: string | null;
  /** The shop's own id of the order it is for. */
  order: string;
}>;

export type OrderValues = Readonly<{
  /** The shop's own id: the reference a payment is matched by. */
  id: string;
  /** Written for the locale, with its currency: `¥199.00`. */
  amount: string;
  /** As it is said: `199元`, `199 US dollars`. */
  amount_spoken: string;
  items: readonly Readonly<{ title: string; quantity: number }>[];
  /** The titles as one phrase, cut to the medium's size; null where nothing is known of the goods. */
  goods: string | null;
  /** How many of the goods `goods` leaves out. */
  unnamed: number;
  pay_url: string | null;
}>;

const NAMES_COUPON = /\{[{%](?:(?![}%]\}).)*\bcoupon\b/s;

type Words = Pick<Template, "subject" | "text">;
/** Words are immutable, so each are looked through once. */
const namingCoupon = new WeakMap<Words, boolean>();

/** Whether words name a coupon anywhere, so that one is worth asking for. */
export function namesCoupon(words: Words): boolean {
  const known = namingCoupon.get(words);
  if (known !== undefined) return known;
  const names = NAMES_COUPON.test(words.text) || (words.subject !== null && NAMES_COUPON.test(words.subject));
  namingCoupon.set(words, names);
  return names;
}

/** Most characters of a message; of an e-mail's subject, `SUBJECT_LIMIT`. */
export const TEXT_LIMITS: Readonly<Record<Medium, number>> = {
  call: 1_000,
  call_script: 4_000,
  im: 2_000,
  sms: 1_000,
  email: 20_000,
};
export const SUBJECT_LIMIT = 200;

/** How far `offered` is from `wanted`: 0 the very locale, 1 its language elsewhere; null: another language. */
function distance(wanted: string, offered: string): 0 | 1 | null {
  if (wanted === offered) return 0;
  const [a, b] = [wanted.toLowerCase(), offered.toLowerCase()];
  if (a === b) return 0;
  return a.split("-", 1)[0] === b.split("-", 1)[0] ? 1 : null;
}

/** The locales to look under, in this order: the buyer's, its language, the shop's, its language, English. */
function localeRank({ locale, shopLocale }: TemplateQuery, offered: string): number | null {
  const steps = [distance(locale, offered), distance(shopLocale, offered), distance("en", offered)];
  const at = steps.findIndex((step) => step !== null);
  return at === -1 ? null : at * 2 + (steps[at] ?? 0);
}

/**
 * The words for a message, or null where there are none. What is nearer wins; where several are, what comes first in
 * this list counts more than all that follow: the locale (buyer's, its language, the shop's, its language, English),
 * the shop's own words before ours, the reason before `unknown`, the kind of buyer before `any`, the grade before
 * `any`. So the grade is dropped first, then the kind, the reason, whose words they are, and last the language.
 */
export function chooseTemplate(templates: readonly Template[], query: TemplateQuery): Template | null {
  let best: Template | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const template of templates) {
    const rank = templateRank(template, query);
    if (rank !== null && rank < bestRank) [best, bestRank] = [template, rank];
  }
  return best;
}

function templateRank(template: Template, query: TemplateQuery): number | null {
  if (template.medium !== query.medium || template.purpose !== query.purpose) return null;
  const reason = nearness(template.reason, query.reason, ANY_REASON);
  const kind = nearness(template.kind, query.kind, ANY);
  const grade = nearness(template.grade, query.grade, ANY);
  if (reason === null || kind === null || grade === null) return null;
  const locale = localeRank(query, template.locale);
  if (locale === null) return null;
  return locale * 16 + (template.source === "staff" ? 0 : 8) + reason * 4 + kind * 2 + grade;
}

function nearness(offered: string, wanted: string, fallback: string): 0 | 1 | null {
  if (offered === wanted) return 0;
  return offered === fallback ? 1 : null;
}
