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
  const characters = [...text];
  const septets = characters.map((character) => (BASIC.has(character) ? 1 : EXTENDED.has(character) ? 2 : null));
  const isBasic = septets.every((width) => width !== null);
  const encoding = isBasic ? "GSM-7" : "UCS-2";
  const widths = isBasic ? septets.map((width) => width ?? 0) : characters.map(({ length }) => length);
  const units = widths.reduce((sum, width) => sum + width, 0);
  const { single, part } = LIMITS[encoding];
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1 };
  return { encoding, units, segments: countParts(widths, part) };
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
  return smsLength(plain).encoding === "GSM-7" ? plain : text;
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
