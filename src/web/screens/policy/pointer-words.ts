/** What a pointer into a policy (RFC 6901) means, in words. */
import type { Policy } from "../../api/policy.ts";
import type { Say } from "../../locale.ts";
import type { WordKey } from "../../parts/words.ts";
import { durationWords, remindWords } from "./rule-words.ts";
import type { PolicyKey } from "./texts.ts";

export interface Tellers {
  readonly t: Say<PolicyKey>;
  readonly words: Say<WordKey>;
}

const CHANNELS = ["call", "im", "sms", "email"] as const;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** Keys that have a word of their own. */
const KEYS = [
  "live",
  "slots",
  "min_delay",
  "closing_soon",
  "max_age",
  "ship_cutoff",
  "steps",
  "stop_on",
  "hours",
  "calendar",
  "avoid",
  "caps",
  "merge",
  "held_out",
  "consent",
  "paid_other",
  "who",
  "attribution",
  "thank_you",
  "coupons",
  "url",
  "max_amount",
  "max_share",
  "test_addresses",
  "approve_templates",
  "orders",
  "remind",
  "channel",
  "after",
  "next_slot",
  "default",
  "person",
  "shop",
  "calls_per_hour",
] as const;
const WHO = [
  "grades",
  "kinds",
  "amount",
  "min",
  "max",
  "exclude_payment_methods",
  "exclude_flags",
  "only_skus",
  "exclude_skus",
  "only_countries",
  "exclude_countries",
] as const;

const among = <const T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((one) => one === value);

/** `/hours/call` as `Contact hours · Call`. What has no word stays as it is written. */
export function pointerWords(pointer: string, { t, words }: Tellers): string {
  const parts = pointer.split("/").slice(1);
  const named = parts.flatMap((part, at) => {
    if (/^\d+$/.test(part)) return [t("key.nth", { count: Number(part) + 1 })];
    // Every list of the policy's is told as a whole from here on.
    if (part === "window") return [];
    const channel = among(CHANNELS, part);
    if (channel !== undefined && at > 0) return [words(`channel.${channel}`)];
    const weekday = among(WEEKDAYS, part);
    if (weekday !== undefined) return [t(`weekday.${weekday}`)];
    const who = parts[0] === "who" && at > 0 ? among(WHO, part) : undefined;
    if (who !== undefined) return [t(`who.${who}`)];
    const key = among(KEYS, part);
    return [key === undefined ? part : t(`key.${key}`)];
  });
  return named.join(" · ");
}

/** A value at a pointer, in words. */
export function valueWords(value: unknown, pointer: string, tellers: Tellers): string {
  const { t, words } = tellers;
  if (value === undefined || value === null) return t("change.nothing");
  if (value === true) return t("change.on");
  if (value === false) return t("change.off");
  if (typeof value === "number")
    return pointer === "/held_out" ? `${Math.round(value * 10_000) / 100}%` : String(value);
  if (typeof value === "string") return textWords(value, pointer, tellers);
  if (Array.isArray(value)) {
    return value.length === 0 ? t("change.nothing") : value.map((one) => valueWords(one, pointer, tellers)).join(", ");
  }
  if (isRule(value))
    return t("rule.words", { span: value.orders.replace("-", "–"), remind: remindWords(value.remind, t) });
  if (isRemind(value)) return remindWords(value, t);
  return Object.entries(value)
    .map(([key, inner]) => {
      const channel = key === "channel" && typeof inner === "string" ? among(CHANNELS, inner) : undefined;
      return channel === undefined
        ? `${pointerWords(`/${key}`, tellers)} ${valueWords(inner, `${pointer}/${key}`, tellers)}`
        : words(`channel.${channel}`);
    })
    .join(" ");
}

function textWords(value: string, pointer: string, { t, words }: Tellers): string {
  const channel = among(CHANNELS, value);
  if (channel !== undefined) return words(`channel.${channel}`);
  if (/^\d+[mhd]$/.test(value)) return durationWords(value, t);
  if (/^\d\d:\d\d-\d\d:\d\d$/.test(value)) return value.replace("-", "–");
  if (pointer === "/paid_other" && (value === "skip" || value === "remind")) return t(`who.paid_other.${value}`);
  if (pointer.startsWith("/stop_on") && (value === "replied" || value === "answered")) return t(`steps.stop.${value}`);
  if (value === "required" || value === "not_required" || value === "machine") return t(`consent.${value}`);
  if (value === "new" || value === "returning") return words(`kind.${value}`);
  return value;
}

const isRemind = (value: object): value is Policy["slots"][number]["remind"] =>
  "between" in value || "lead" in value || (Object.keys(value).length === 1 && "after" in value);

const isRule = (value: object): value is Policy["slots"][number] => "orders" in value && "remind" in value;
