import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import { remembered } from "./bounded-cache.ts";

/** Why a phone can't be dialled: no valid number, behind an extension, or of a kind no buyer has (premium, toll-free…). */
export type PhoneProblem = "invalid" | "extension" | "service_number";

export type ParsedPhone =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly problem: PhoneProblem };

/** `fixed` can be called and never texted. */
export type PhoneType = "mobile" | "fixed" | "unknown";

const WRITTEN = /^\+?[\d\s().-]{3,40}$/;
const EXTENSION = /(?:ext|x|#|转|轉|分机|分機|,|;)\.?\s*\d{1,7}$/i;
const DASHES = /[\u2010-\u2015\u2212\u30fc]/g;

const problem = (kind: PhoneProblem): ParsedPhone => ({ ok: false, problem: kind });

const isCountry = (country: string): country is CountryCode => isSupportedCountry(country);

/**
 * A phone number as E.164. `country` (ISO 3166-1 alpha-2) is where a number without `+` is read. Full-width digits,
 * spaces, hyphens, dots and brackets are normalised away. Short codes, emergency and premium numbers, lists and
 * extensions are refused.
 */
export const parsePhone = (text: string, country: string): ParsedPhone => {
  const written = text.normalize("NFKC").replace(DASHES, "-").trim();
  if (!WRITTEN.test(written)) return problem(EXTENSION.test(written) && written.length <= 40 ? "extension" : "invalid");
  const number = parsePhoneNumberFromString(written, {
    ...(isCountry(country) ? { defaultCountry: country } : {}),
    extract: false,
  });
  if (number === undefined) return problem("invalid");
  if (number.ext !== undefined) return problem("extension");
  const type = number.getType();
  // The type is undefined exactly where the number is not valid.
  switch (type) {
    case undefined:
      return problem("invalid");
    case "PREMIUM_RATE":
    case "TOLL_FREE":
    case "SHARED_COST":
    case "UAN":
    case "PAGER":
    case "VOICEMAIL":
      return problem("service_number");
    case "MOBILE":
    case "FIXED_LINE":
    case "FIXED_LINE_OR_MOBILE":
    case "VOIP":
    case "PERSONAL_NUMBER":
      // Who asks for a number will ask for its type next, which would take as long again.
      remembered(types, TYPES_KEPT, number.number, () => kindOf(type));
      return { ok: true, e164: number.number };
  }
};

/** What kind of line an E.164 number is. `unknown` where its country doesn't tell the two apart. */
export const phoneType = (e164: string): PhoneType =>
  remembered(types, TYPES_KEPT, e164, () => kindOf(parsePhoneNumberFromString(e164)?.getType()));

const types = new Map<string, PhoneType>();
const TYPES_KEPT = 10_000;

function kindOf(type: NumberType): PhoneType {
  switch (type) {
    case "MOBILE":
      return "mobile";
    case "FIXED_LINE":
      return "fixed";
    default:
      return "unknown";
  }
}
