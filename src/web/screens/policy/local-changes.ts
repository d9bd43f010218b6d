import type { Change, Policy } from "../../api/policy.ts";
import { isSame } from "./draft.ts";

/** What makes `to` of `from`, key by key; lists of rules and steps entry by entry. */
export function changesBetween(from: Policy, to: Policy): Change[] {
  return differences(from, to, "");
}

function differences(from: unknown, to: unknown, pointer: string): Change[] {
  if (isSame(from, to)) return [];
  const [a, b] = [entriesOf(from), entriesOf(to)];
  if (a === null || b === null || isForm(from) || isForm(to)) {
    const op = from === undefined ? "add" : to === undefined ? "remove" : "replace";
    return [{ pointer, op, from, to }];
  }
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  return keys.flatMap((key) => differences(a.get(key), b.get(key), `${pointer}/${key}`));
}

/** What is one thing to people: a rule's reminder, a step. */
const isForm = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ("channel" in value || "between" in value || "lead" in value || "after" in value);

/** By key; lists of words and numbers have none and are told as a whole. */
function entriesOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return null;
  return new Map(Object.entries(value));
}
