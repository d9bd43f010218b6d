/** What differs between two texts, word by word; Chinese character by character. Pure. */
export interface Piece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Longer ones are shown as a whole: comparing costs the product of both lengths. */
const MOST = 1_500;

const tokensOf = (text: string): string[] =>
  text.match(/\{\{.*?\}\}|\{%.*?%\}|[[\p{L}\p{N}]--\p{Script=Han}]+|\s+|./gsv) ?? [];

export function textDiff(before: string, after: string): Piece[] {
  if (before === after) return [{ kind: "same", text: after }];
  const [a, b] = [tokensOf(before), tokensOf(after)];
  if (a.length > MOST || b.length > MOST) {
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  }
  return joined(walk(a, b, common(a, b)));
}

/** Length of the longest common part of what is left from each place on. */
function common(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] = a[i] === b[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(a: readonly string[], b: readonly string[], lengths: readonly Uint16Array[]): Piece[] {
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      pieces.push({ kind: "same", text: left });
      i += 1;
      j += 1;
    } else if (
      right === undefined ||
      (left !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      pieces.push({ kind: "removed", text: left ?? "" });
      i += 1;
    } else {
      pieces.push({ kind: "added", text: right });
      j += 1;
    }
  }
  return pieces;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: { kind: Piece["kind"]; text: string }[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}
