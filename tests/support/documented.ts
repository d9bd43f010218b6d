/** Holds answers of the service to what its OpenAPI document says of them. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { answersOf, type DescribedRoute, refusalsOf } from "#src/http/openapi/describe.ts";
import { ROUTES } from "#src/http/openapi/routes.ts";
import { problem } from "#src/http/openapi/shapes.ts";
import { PROBLEM_TYPE } from "#src/http/problem.ts";

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:\w+(?:\{([^}]*)\})?/g, (_, of) => of ?? "[^/]+")}$`);

const KNOWN = ROUTES.map((route) => ({ route, pattern: patternOf(route.path) }));

/** Hono takes the first that fits: so does this. */
const findRoute = (method: string, path: string): DescribedRoute | null =>
  KNOWN.filter(({ route }) => !route.path.includes(":"))
    .concat(KNOWN)
    .find(({ route, pattern }) => route.method === method.toLowerCase() && pattern.test(path))?.route ?? null;

/**
 * `fetch` that throws where an answer is not as the document has it: a status that it does not name, another type, a
 * field that is missing, of another kind, or not described.
 */
export async function documentedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const method = init.method ?? "GET";
  const { pathname } = new URL(url);
  const route = findRoute(method, pathname);
  const wrong = await wrongWith(route, response.clone());
  if (wrong === null) return response;
  const place = route === null ? "no described route" : `${method} ${route.path}`;
  throw new Error(`${place}, ${response.status}: the answer is not as the API's document has it: ${wrong}`);
}

async function wrongWith(route: DescribedRoute | null, response: Response): Promise<string | null> {
  const { status } = response;
  const answer = route && answersOf(route)[status];
  const type = response.headers.get("content-type")?.split(";")[0] ?? null;
  if (!answer) {
    const expected: readonly number[] = route === null ? [401, 404] : refusalsOf(route);
    if (!expected.includes(status)) return "this status is not described";
    if (type !== PROBLEM_TYPE) return `the type is ${type}`;
    return compare(problem, await response.json());
  }
  if (answer.schema === undefined) {
    return answer.type === undefined || type === answer.type.split(";")[0] ? null : `the type is ${type}`;
  }
  return compare(answer.schema, await response.json());
}

/** A schema drops what it does not know: so a key too many shows. */
function compare(schema: z.ZodType, body: unknown): string | null {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return z.prettifyError(parsed.error);
  if (isDeepStrictEqual(parsed.data, body)) return null;
  return `some keys are not described: ${JSON.stringify(body)} is read as ${JSON.stringify(parsed.data)}`;
}
