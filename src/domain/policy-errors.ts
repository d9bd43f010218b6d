import type { z } from "zod";

/** What is wrong with a document, where (RFC 6901), and what was expected. Never the value itself. */
export interface PolicyError {
  readonly pointer: string;
  readonly code: "unknown_key" | "required" | "invalid" | "overlap" | "gap" | "repeated" | "contradiction";
  readonly detail: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** RFC 6901: `~` and `/` are escaped. */
export const pointerOf = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function isAbsent(document: unknown, path: Path): boolean {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return true;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined;
}

/** True where an issue shows that another of a union's forms was meant: another type, other keys, another fixed word. */
const isOtherForm = (issue: Issue): boolean =>
  issue.path.length === 0 ||
  issue.code === "invalid_value" ||
  issue.code === "invalid_union" ||
  (issue.code === "invalid_type" && issue.input === undefined);

/** The issues of the form that was meant; none where no form fits. */
const meantForm = (forms: readonly Issue[][]): readonly Issue[] =>
  forms.find((issues) => !issues.some(isOtherForm)) ?? [];

function explain(issue: Issue, document: unknown, base: Path): PolicyError[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key]),
      code: "unknown_key",
      detail: `unknown key: ${issue.message}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const meant = meantForm(issue.errors);
    if (meant.length > 0) return meant.flatMap((inner) => explain(inner, document, path));
  }
  return [{ pointer: pointerOf(path), code: isAbsent(document, path) ? "required" : "invalid", detail: issue.message }];
}

/** One error for each thing wrong, a hundred at most. */
export const explainIssues = (issues: readonly Issue[], document: unknown): PolicyError[] =>
  issues.flatMap((issue) => explain(issue, document, [])).slice(0, 100);
