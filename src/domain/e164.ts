/**
 * E.164 as providers of mainland China write it: at home the 11 digits of a mobile or `0` and the area code, elsewhere
 * the country's code without `+`.
 */
export const withoutPlus = (e164: string): string =>
  e164
    .replace(/^\+86(?=1\d{10}$)/, "")
    .replace(/^\+86/, "0")
    .replace(/^\+/, "");
