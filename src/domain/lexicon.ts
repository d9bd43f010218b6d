import { remembered } from "./bounded-cache.ts";
import { type LexiconDocument, type PaymentErrorsDocument, STRENGTHS } from "./lexicon-document.ts";
import { patternSource } from "./lexicon-pattern.ts";
import { paymentErrorReader, type ReadPaymentError } from "./payment-error.ts";
import { plainWords } from "./plain-words.ts";
import type { Finding, ReasonClassifier } from "./reason-classifier.ts";
import type { KnownReason } from "./reason-code.ts";

/** One kind of phrase, compiled. */
interface Cue {
  readonly code: KnownReason;
  readonly name: string;
  readonly confidence: number;
  readonly pattern: RegExp;
}

/** Where a text gives two reasons equally clearly: what is asked for before what is only said. */
const PRECEDENCE: readonly KnownReason[] = [
  "gifts",
  "wrong_item",
  "payment_trouble",
  "service",
  "found_better",
  "price",
  "forgot",
  "other",
];

/** "It is nice, but …": what comes after weighs more. */
const TURNS = /但是|但|不过|可是|只是|(?<!本来|不|也|那|要)就是|(?<![a-z])(?:but|just|however|only)(?![a-z])/g;
const BEFORE_A_TURN = 0.7;

/** Texts come again with every update of their order: what was found in the last ones is kept, if they are no letters. */
const FINDINGS_KEPT = 1_000;
const LENGTH_KEPT = 500;

/**
 * A classifier that goes by phrases, compiled once. @throws Error that names the phrase that can't be read.
 * @param lexicons by name, for instance of their files
 */
export function lexiconClassifier(
  lexicons: Readonly<Record<string, LexiconDocument>>,
  paymentErrors: PaymentErrorsDocument,
): ReasonClassifier {
  const ignored = Object.entries(lexicons).flatMap(([name, { ignore }]) =>
    ignore.length === 0 ? [] : [compile(`${name}: ignore`, ignore, "g")],
  );
  const cues = Object.entries(lexicons).flatMap(([name, document]) => cuesOf(name, document));
  const found = new Map<string, Finding | null>();
  const classify = (text: string): Finding | null => {
    const words = ignored.reduce((rest, pattern) => rest.replace(pattern, "_"), plainWords(text));
    return words === "" ? null : strongest(words, cues);
  };
  const readWords = (text: string) =>
    text.length > LENGTH_KEPT ? classify(text) : remembered(found, FINDINGS_KEPT, text, () => classify(text));
  const readCode: ReadPaymentError = paymentErrorReader(paymentErrors);
  return { readWords, readPaymentError: (error) => readCode(error, readWords) };
}

function cuesOf(name: string, { reasons }: LexiconDocument): Cue[] {
  return Object.entries(reasons).flatMap(([code, kinds]) =>
    Object.entries(kinds).map(
      ([kind, { strength, any }]): Cue => ({
        code: code as KnownReason,
        name: `${code}.${kind}`,
        confidence: STRENGTHS[strength],
        pattern: compile(`${name}: ${code}.${kind}`, any, ""),
      }),
    ),
  );
}

function compile(place: string, phrases: readonly string[], flags: string): RegExp {
  const sources = phrases.map((phrase) => {
    try {
      const source = patternSource(phrase);
      new RegExp(source);
      return source;
    } catch {
      throw new Error(`${place}: "${phrase}" can't be read as a phrase`);
    }
  });
  return new RegExp(sources.join("|"), flags);
}

/** The reason with the most evidence: kinds of phrases add up, as independent witnesses do. */
function strongest(words: string, cues: readonly Cue[]): Finding | null {
  const turns = [...words.matchAll(TURNS)].map(({ index }) => index);
  const lastTurn = turns.at(-1) ?? 0;
  const doubts = new Map<KnownReason, { doubt: number; best: number; cue: string }>();
  for (const { code, name, confidence, pattern } of cues) {
    const at = pattern.exec(words)?.index;
    if (at === undefined) continue;
    const weight = confidence * (at < lastTurn ? BEFORE_A_TURN : 1);
    const known = doubts.get(code) ?? { doubt: 1, best: 0, cue: name };
    doubts.set(code, {
      doubt: known.doubt * (1 - weight),
      best: Math.max(known.best, weight),
      cue: weight > known.best ? name : known.cue,
    });
  }
  let winner: Finding | null = null;
  for (const code of PRECEDENCE) {
    const found = doubts.get(code);
    if (!found) continue;
    const confidence = Math.round((1 - found.doubt) * 100) / 100;
    if (confidence > (winner?.confidence ?? 0)) winner = { code, confidence, cue: found.cue };
  }
  return winner;
}
