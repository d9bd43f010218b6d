import { LinkRefused } from "../journey/staff-link.ts";
import { StaffRefused } from "../journey/staff-refused.ts";
import { HttpProblem, unprocessable } from "./problem.ts";

/** For `catch`: what a verb of staff refuses, as it is told. */
export function asProblem(error: unknown): never {
  if (error instanceof LinkRefused) {
    throw new HttpProblem(403, { detail: "This link was used, has run out or was never given out: ask for a new one" });
  }
  if (error instanceof StaffRefused) {
    throw unprocessable([{ pointer: `/${error.field}`, code: error.field, detail: error.expected }]);
  }
  throw error;
}
