/** The OpenAPI document, made of the described routes. */
import { z } from "zod";
import type { Rule } from "../access.ts";
import { PROBLEM_TYPE, type ProblemStatus, TITLES } from "../problem.ts";
import { type Answer, answersOf, type Body, type DescribedRoute, refusalsOf, TAGS, whoOf } from "./describe.ts";
import { NAMED } from "./routes.ts";

type Json = Readonly<Record<string, unknown>>;

/** As the caller writes it (`input`: keys with a default may be left out) or reads it (`output`). */
type Side = "input" | "output";

/** The JSON Schemas of answers. */
interface Shapes {
  readonly named: Readonly<Record<string, Json>>;
  of(schema: z.ZodType): Json;
}

const INFO = {
  title: "cuifu",
  version: "1",
  description:
    "Reminds buyers of unpaid orders. Times are UTC with milliseconds, money is decimal strings, ids are the shop's own. " +
    "Lists go on at `next`. Errors are application/problem+json (RFC 9457) and never repeat what was sent.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

export function openApiDocument(routes: readonly DescribedRoute[]): Json {
  const shapes = shapesOf(routes);
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route, shapes) };
  }
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: shapes.named,
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key, ck_…; it fixes the shop" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "cuifu.session_token",
          description:
            "A member of staff who signed in (`__Secure-` goes before the name where the service is reached by https); " +
            "changes need the `Origin` of the service",
        },
      },
    },
  };
}

/** `/orders/:id` of Hono as `/orders/{id}`. */
const templateOf = (path: string): string => path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");

function operation(route: DescribedRoute, shapes: Shapes): Json {
  const { tag, summary, description, body } = route;
  const answers = Object.entries(answersOf(route)).map(([status, answer]) => [status, response(answer, shapes)]);
  const refusals = refusalsOf(route).map((status) => [status, refusal(status)]);
  return {
    tags: [tag],
    operationId: operationId(route),
    summary,
    ...(description === undefined ? {} : { description }),
    security: SECURITY[whoOf(route)],
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.isOptional !== true, content: requestContent(body) } }),
    responses: Object.fromEntries([...refusals, ...answers]),
  };
}

const SECURITY: Readonly<Record<Rule["who"], readonly Json[]>> = {
  anybody: [],
  "signed-in": [{ session: [] }],
  staff: [{ session: [] }],
  shops: [{ key: [] }, { session: [] }],
  shop: [{ key: [] }, { session: [] }],
};

const operationId = ({ method, path }: DescribedRoute): string =>
  [method, ...templateOf(path).split(/[^A-Za-z0-9]+/)].filter((word) => !["", "api", "v1"].includes(word)).join("_");

const shopNamed = z.object({
  shop: z
    .string()
    .optional()
    .describe("By session: the slug of one of your shops; it may be absent where there is one"),
});

function parametersOf(route: DescribedRoute): Json[] {
  const inPath = Object.entries(route.params ?? {}).map(([name, description]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema: { type: "string" },
  }));
  const tags = z.object({
    ...(route.hasTag ? { "if-none-match": z.string().optional().describe("The `ETag` of what the caller has") } : {}),
    ...(route.isGuarded
      ? { "if-match": z.string().optional().describe("The `ETag` that was read: 409 where it is changed since") }
      : {}),
  });
  const who = whoOf(route);
  return [
    ...inPath,
    ...(who === "shop" || who === "shops" ? parameters("query", shopNamed) : []),
    ...parameters("query", route.query),
    ...parameters("header", route.headers),
    ...parameters("header", tags),
  ];
}

function parameters(place: "query" | "header", all: z.ZodObject | undefined): Json[] {
  return Object.entries(all?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = inFull(schema, "input");
    const isRequired = !z.safeParse(schema, undefined).success;
    return { name, in: place, required: isRequired, ...(description ? { description } : {}), schema: rest };
  });
}

const requestContent = ({ schema, example, types = ["application/json"] }: Body): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: inFull(schema, "input"), ...exampleOf(example) }]));

function response({ description, schema, type, example, headers = {} }: Answer, shapes: Shapes): Json {
  const media = schema === undefined ? type : (type ?? "application/json");
  const shown = Object.entries(headers).map(([name, says]) => [
    name,
    { description: says, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(shown.length === 0 ? {} : { headers: Object.fromEntries(shown) }),
    ...(media === undefined
      ? {}
      : { content: { [media]: { schema: schema ? shapes.of(schema) : { type: "string" }, ...exampleOf(example) } } }),
  };
}

const exampleOf = (example: unknown): Json => (example === undefined ? {} : { example });

const refusal = (status: ProblemStatus): Json => ({
  description: TITLES[status],
  content: { [PROBLEM_TYPE]: { schema: { $ref: refTo("Problem") } } },
});

const refTo = (name: string): string => `#/components/schemas/${name}`;

/** JSON Schema 2020-12. Of an answer, more keys may come: "fields may be added" (contract.md). */
const settings = (side: Side) => ({
  io: side,
  unrepresentable: "any" as const,
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (side === "output") delete jsonSchema.additionalProperties;
    // What JavaScript can count to says nothing of the field.
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
});

function inFull(schema: z.ZodType, side: Side): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, settings(side));
  return rest;
}

/**
 * What answers hold: all at once, because that is ten times quicker than one by one. Inside them, and instead of them,
 * what has a name stands by it.
 */
function shapesOf(routes: readonly DescribedRoute[]): Shapes {
  const known = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) known.add(schema, { id });
  const schemas = new Set(
    routes.flatMap(({ answers }) => Object.values(answers).flatMap(({ schema }) => schema ?? [])),
  );
  for (const [at, schema] of [...schemas].entries()) {
    if (!known.has(schema)) known.add(schema, { id: `answer ${at}` });
  }
  const { schemas: made } = z.toJSONSchema(known, { ...settings("output"), uri: refTo });
  const byId = (id: string): Json => {
    const { $schema: _, $id, ...rest } = made[id] ?? {};
    return rest;
  };
  return {
    named: Object.fromEntries(Object.keys(NAMED).map((id) => [id, byId(id)])),
    of(schema) {
      const id = known.get(schema)?.id ?? "";
      return Object.hasOwn(NAMED, id) ? { $ref: refTo(id) } : byId(id);
    },
  };
}
