/** Readers of single values that shops send. Each gives the normalised value, or null where the text is no such thing. */

import { remembered } from "../domain/bounded-cache.ts";
import { canonicalZone } from "../domain/zone.ts";

const ZONE_LIMIT = 64;
const LOCALE_LIMIT = 64;
const URL_LIMIT = 2048;

/** ISO 3166-1 alpha-2, the officially assigned codes. */
const COUNTRIES: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
   CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
   GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
   KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
   MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
   SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
   UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

/** ISO 3166-1 alpha-2, upper case. */
export const parseCountry = (text: string): string | null => (COUNTRIES.has(text) ? text : null);

/** An IANA zone as the shop spells it; offsets such as `+08:00` are no zones. */
export const parseZone = (text: string): string | null =>
  text.length <= ZONE_LIMIT && canonicalZone(text) !== null ? text : null;

const locales = new Map<string, string | null>();

const canonicalLocale = (text: string): string | null => {
  try {
    return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
  } catch {
    return null;
  }
};

/** BCP 47 in its canonical form; `zh_CN` is read as `zh-CN`. */
export const parseLocale = (text: string): string | null =>
  text.length <= LOCALE_LIMIT ? remembered(locales, 1_000, text, canonicalLocale) : null;

/** An http or https link that may stand in a header: as it was given where that is plain ASCII, else encoded. */
export const parseHttpUrl = (text: string): string | null => {
  if (text.length > URL_LIMIT || /[\s\p{C}\\]/u.test(text) || !/^https?:\/\//i.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  return /^[\x21-\x7e]+$/.test(text) ? text : url.href;
};
