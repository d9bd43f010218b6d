import type { BuyerFields, Consent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { parsePhone } from "../domain/phone.ts";
import { isTooFarAhead } from "./ahead.ts";
import { type Present, present } from "./present.ts";
import type { Problems } from "./problem.ts";
import type { StandardBuyer } from "./standard-schema.ts";

const PATH = ["data", "buyer"];

const phoneFields = (buyer: StandardBuyer, country: string): Pick<BuyerFields, "phone" | "phoneProblem"> => {
  if (buyer.phone === undefined) return {};
  if (buyer.phone === null || buyer.phone.trim() === "") return { phone: null };
  const parsed = parsePhone(buyer.phone, buyer.country ?? country);
  return parsed.ok ? { phone: parsed.e164 } : { phone: null, phoneProblem: parsed.problem };
};

const accounts = (im: NonNullable<StandardBuyer["im"]>): Readonly<Record<string, string>> | null => {
  const filled = Object.entries(im).flatMap(([messenger, account]): [string, string][] =>
    account === null || account.trim() === "" ? [] : [[messenger, account]],
  );
  return filled.length === 0 ? null : Object.fromEntries(filled);
};

const consents = (
  given: NonNullable<StandardBuyer["consent"]>,
  now: Instant,
  problems: Problems,
): BuyerFields["consent"] => {
  const entries = Object.entries(given).flatMap(([channel, consent]): [string, Consent][] => {
    if (consent === null || consent === undefined) return [];
    if (isTooFarAhead(consent.at, now)) {
      problems.add([...PATH, "consent", channel, "at"], "too_far_ahead", "must not lie over 24 h ahead");
    }
    return [[channel, consent]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** What the body says of the buyer. `country` is the shop's. A phone that can't be dialled reads as none, with its problem. */
export const mapBuyer = (
  buyer: StandardBuyer | null | undefined,
  country: string,
  now: Instant,
  problems: Problems,
): BuyerFields | null => {
  if (buyer === null || buyer === undefined) return null;
  const fields: Present<BuyerFields> = present({
    id: buyer.id,
    name: buyer.name,
    phoneKind: buyer.phone_kind,
    email: buyer.email,
    im: buyer.im === null || buyer.im === undefined ? buyer.im : accounts(buyer.im),
    locale: buyer.locale,
    timezone: buyer.timezone,
    country: buyer.country,
    grade: buyer.grade,
    paidOrders: buyer.paid_orders,
    consent: buyer.consent === null || buyer.consent === undefined ? undefined : consents(buyer.consent, now, problems),
  });
  return { ...fields, ...phoneFields(buyer, country) };
};

const has = (value: unknown): boolean => value !== null && value !== undefined;

/** Whether a message or call can get to them at all. */
export const isReachable = (buyer: BuyerFields | null): boolean =>
  buyer !== null && (has(buyer.phone) || has(buyer.email) || has(buyer.im));

/** Reports that there is no way left to the buyer: at the phone, where one was sent that can't be dialled. */
export const reportUnreachable = (buyer: BuyerFields | null, problems: Problems, detail: string): void => {
  if (has(buyer?.phoneProblem))
    problems.add([...PATH, "phone"], "phone", `must be a number that can be dialled; ${detail}`);
  else problems.add(PATH, "required", detail);
};
