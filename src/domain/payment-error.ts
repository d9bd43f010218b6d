import { type PaymentErrorsDocument, STRENGTHS, type Strength } from "./lexicon-document.ts";
import type { Finding, ReasonClassifier } from "./reason-classifier.ts";
import type { KnownReason } from "./reason-code.ts";

export type ReadPaymentError = (
  error: { readonly code: string | null; readonly message: string | null },
  readWords: ReasonClassifier["readWords"],
) => Finding | null;

/** A code that nobody listed: a payment that failed is trouble with the payment. */
const UNLISTED: Finding = { code: "payment_trouble", confidence: STRENGTHS.likely, cue: "payment_error.unlisted" };

/** Codes differ in case and punctuation from one plugin to the next. */
const plainCode = (code: string): string => code.toLowerCase().replace(/[^a-z0-9*]+/g, "_");

/** Reads payment errors by their code, and by their message where it says more than the code does. */
export function paymentErrorReader(document: PaymentErrorsDocument): ReadPaymentError {
  const silent = matcher(document.says_nothing);
  const told = (["payment_trouble", "forgot", "price"] as const).flatMap((code) =>
    Object.entries(document[code]).map(([strength, codes]) => ({
      isListed: matcher(codes),
      finding: findingOf(code, strength as Strength),
    })),
  );
  return ({ code, message }, readWords) => {
    const plain = code === null ? "" : plainCode(code).replace(/^_|_$/g, "");
    if (plain === "") return message === null ? null : (trouble(readWords(message)) ?? UNLISTED);
    if (silent(plain)) return null;
    return told.find(({ isListed }) => isListed(plain))?.finding ?? UNLISTED;
  };
}

/** A message that speaks of the payment itself; whatever else it says is the page's talk, not the buyer's. */
const trouble = (finding: Finding | null): Finding | null => (finding?.code === "payment_trouble" ? finding : null);

const findingOf = (code: KnownReason, strength: Strength): Finding => ({
  code,
  confidence: STRENGTHS[strength],
  cue: `payment_error.${strength}`,
});

/** Whether a plain code is listed: as it is, or under a star. */
function matcher(codes: readonly string[]): (code: string) => boolean {
  const plain = codes.map((code) => plainCode(code).replace(/^_(?!\*)|_$/g, ""));
  const exact = new Set(plain.filter((code) => !code.includes("*")));
  const starred = plain
    .filter((code) => code.includes("*"))
    .map((code) => new RegExp(`^${code.replaceAll("*", ".*")}$`));
  return (code) => exact.has(code) || starred.some((pattern) => pattern.test(code));
}
