/** How a text message is sent and counted (3GPP TS 23.038, "GSM 7 bit Default Alphabet" and its extension; 23.040). */
export interface SmsLength {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Septets, or UTF-16 units: what a segment holds is counted in. */
  readonly units: number;
  /** Parts it is sent and paid as; 0 for no text. */
  readonly segments: number;
}

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each is sent as an escape and a character: 2 septets. */
const EXTENDED = new Set("\f^{}\\[~]|€");

/** Units of a message that fits one part, and of each part where it takes several: the rest says which part it is. */
const LIMITS = { "GSM-7": { single: 160, part: 153 }, "UCS-2": { single: 70, part: 67 } } as const;

/** One character outside the alphabet makes the whole message UCS-2. */
export function smsLength(text: string): SmsLength {
  const septets = septetsOf(text);
  const encoding = septets === null ? "UCS-2" : "GSM-7";
  const units = septets ?? text.length;
  const { single, part } = LIMITS[encoding];
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1 };
  const width = (character: string) => (septets === null ? character.length : EXTENDED.has(character) ? 2 : 1);
  return { encoding, units, segments: countParts([...text].map(width), part) };
}

/** How many septets a text takes; null where a character of it is not in the alphabet. */
function septetsOf(text: string): number | null {
  let septets = 0;
  for (const character of text) {
    if (BASIC.has(character)) septets += 1;
    else if (EXTENDED.has(character)) septets += 2;
    else return null;
  }
  return septets;
}

/** Marks that look well and are not in the alphabet, and what stands for them there. */
const PLAIN: Readonly<Record<string, string>> = {
  "…": "...",
  "×": "x",
  "·": "-",
  "•": "-",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "\u00A0": " ",
  "\u202F": " ",
};

/** The text with plain marks where that alone makes it GSM-7: one `…` would cost more than twice as much. Else as it is. */
export function plainMarks(text: string): string {
  const plain = text.replace(/[…×·•–—‘’“”\u00A0\u202F]/g, (mark) => PLAIN[mark] ?? mark);
  return septetsOf(plain) === null ? text : plain;
}

/** An escaped character or a surrogate pair is never parted: what has no room for all of it is left empty. */
function countParts(widths: readonly number[], size: number): number {
  let parts = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > size) {
      parts += 1;
      filled = 0;
    }
    filled += width;
  }
  return parts;
}
