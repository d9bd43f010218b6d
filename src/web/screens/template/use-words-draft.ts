import { useState } from "react";

export interface EditedWords {
  readonly subject: string;
  readonly text: string;
  readonly providers: Readonly<Record<string, string>>;
}

export interface WordsDraft {
  readonly words: EditedWords;
  readonly isDirty: boolean;
  readonly change: (change: Partial<EditedWords>) => void;
  /** What was saved or taken over: the words as they now stand. */
  readonly settle: (words: EditedWords) => void;
}

const isSame = (a: EditedWords, b: EditedWords): boolean =>
  a.text === b.text && a.subject === b.subject && JSON.stringify(a.providers) === JSON.stringify(b.providers);

export function useWordsDraft(start: EditedWords): WordsDraft {
  const [{ base, words }, set] = useState({ base: start, words: start });
  return {
    words,
    isDirty: !isSame(base, words),
    change: (change) => set((state) => ({ ...state, words: { ...state.words, ...change } })),
    settle: (settled) => set({ base: settled, words: settled }),
  };
}
