import type { Context } from "hono";
import type { z } from "zod";
import { parseJson } from "../shops/json.ts";
import { pointerTo } from "../shops/problem.ts";
import { readBody, requireJson } from "./body.ts";
import { HttpProblem, unprocessable } from "./problem.ts";

/** Whether anything was sent: a request that may come without a body says so by its length. */
export const hasBody = (c: Context): boolean => {
  const length = c.req.header("content-length");
  return length === undefined ? c.req.header("transfer-encoding") !== undefined : length !== "0";
};

/**
 * A JSON body by its schema. @param expected what each key must be, for people.
 * @throws HttpProblem 400, 413, 415 or 422.
 */
export async function readJsonBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  expected: Readonly<Record<string, string>>,
): Promise<z.output<Schema>> {
  requireJson(c);
  const parsed = parseJson(await readBody(c));
  if (!parsed.ok) {
    throw new HttpProblem(parsed.status, { detail: "The body can't be read: see errors", errors: parsed.errors });
  }
  const result = schema.safeParse(parsed.value);
  if (result.success) return result.data;
  throw unprocessable(
    result.error.issues.map((issue) => {
      const detail =
        expected[String(issue.path[0])] ?? `must be an object with the keys ${Object.keys(expected).join(", ")}`;
      return { pointer: pointerTo(issue.path), code: issue.code, detail };
    }),
  );
}
