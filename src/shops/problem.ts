/** What is wrong with a request, as the answer tells it (contract.md, "Answers"). Never holds a value that was sent. */
export interface Problem {
  /** RFC 6901, from the root of the body; empty where the whole is meant. */
  readonly pointer: string;
  /** For programs. */
  readonly code: string;
  /** For people: what is wrong and what was expected. */
  readonly detail: string;
}

/** RFC 6901, section 3: a JSON pointer to `path`. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Problems found so far. A part that can't be read is reported here and reads as absent. */
export class Problems {
  readonly list: Problem[] = [];

  add(path: readonly PropertyKey[], code: string, detail: string): void {
    this.list.push({ pointer: pointerTo(path), code, detail });
  }
}
