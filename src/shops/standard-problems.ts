/** The library's findings, told as `Problem`s: own codes, and texts that never hold a value. */
import type { z } from "zod";
import { type Problem, pointerTo } from "./problem.ts";

const at = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    body,
  );

/** Messengers' names are the sender's own words: a pointer stops before them. */
const shown = (path: readonly PropertyKey[]): readonly PropertyKey[] => {
  const messengers = path.indexOf("im");
  return messengers === -1 ? path : path.slice(0, messengers + 1);
};

const tell = (issue: z.core.$ZodIssue, body: unknown): { code: string; detail: string } => {
  switch (issue.code) {
    case "custom":
      return { code: String(issue.params?.code ?? "invalid"), detail: issue.message };
    case "invalid_type":
    case "invalid_union": {
      if (at(body, issue.path) === undefined) return { code: "required", detail: "is required" };
      const expected = issue.code === "invalid_type" ? `must be of type ${issue.expected}` : issue.message;
      return { code: "type", detail: expected };
    }
    case "invalid_value":
      return { code: "not_allowed", detail: `must be one of ${issue.values.map(String).join(", ")}` };
    case "too_big":
      return {
        code: "too_large",
        detail: `must be at most ${issue.maximum}${issue.origin === "array" ? " entries" : ""}`,
      };
    case "too_small":
      return { code: "too_small", detail: `must be at least ${issue.minimum}` };
    default:
      return { code: "invalid", detail: "is not valid" };
  }
};

/** Every issue with the pointer of its place in `body`. */
export const problemsOf = (error: z.ZodError, body: unknown): Problem[] =>
  error.issues.map((issue) => ({ pointer: pointerTo(shown(issue.path)), ...tell(issue, body) }));
