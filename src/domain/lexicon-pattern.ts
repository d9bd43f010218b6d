/**
 * The pattern language of `config/reasons/`: small enough to be read by whoever runs a shop, and bounded, so that no
 * phrase can take long to look for.
 */

/** Most characters that `…` spans, within a sentence: Chinese says in 8 what English says in 30. */
const GAP = { han: "[^\\n]{0,8}?", latin: "\\b[^\\n]{0,30}?\\b" } as const;
/** Most repetitions of `[…]*` and `(…)*`. */
const REPEATS = "{0,3}";
/** Most letters of an ending, `word*`. */
const ENDING = "[a-z]{0,10}";

const TOKEN = /\(\?!|…|\\[dn]\+?|[()[\]]\*?|[|?]|[a-z]\*|\$|[\s\S]/gu;

const HAN = /\p{Script=Han}/u;

/** The source of a regular expression for one phrase. @throws Error where brackets don't match. */
export function patternSource(phrase: string): string {
  const kind = HAN.test(phrase) ? "han" : "latin";
  let source = "";
  let depth = 0;
  for (const [token] of phrase.matchAll(TOKEN)) {
    if (token === "(?!" || token === "(" || token === "[") depth += 1;
    if (token[0] === ")" || token[0] === "]") depth -= 1;
    if (depth < 0) break;
    source += translate(token, kind);
  }
  if (depth !== 0) throw new Error("brackets that don't match");
  // Letters are words: "pay" is not in "payday". Chinese runs on.
  return kind === "latin" ? `(?<![a-z0-9])(?:${source})(?![a-z0-9])` : source;
}

function translate(token: string, kind: keyof typeof GAP): string {
  switch (token) {
    case "…":
      return GAP[kind];
    case "(?!":
    case "|":
    case "?":
    case ")":
      return token;
    case "(":
    case "[":
      return "(?:";
    case "]":
      return ")?";
    case ")*":
    case "]*":
      return `)${REPEATS}`;
    case "$":
    case "\\n":
      return "(?=\\n|$)";
    case "\\d":
      return "\\d";
    case "\\d+":
      return "\\d{1,9}";
    default:
      if (/^[a-z]\*$/.test(token)) return `${token[0]}${ENDING}`;
      return token.replace(/[.*+^${}\\[\]()|?/-]/g, "\\$&");
  }
}
