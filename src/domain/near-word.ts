/** How many letters must be added, dropped or replaced to make one text of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [place, second] of [...other].entries()) {
      const replaced = (row[place] ?? 0) + (letter === second ? 0 : 1);
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const FURTHEST = 2;

/** The word that was most likely meant; null where none is near. Long texts are near to none. */
export function nearWord(text: string, words: readonly string[]): string | null {
  if (text.length > 40) return null;
  const [best] = words
    .map((word) => ({ word, far: distance(text.toLowerCase(), word) }))
    .filter(({ word, far }) => far <= FURTHEST && far < word.length / 2)
    .sort((a, b) => a.far - b.far);
  return best?.word ?? null;
}
