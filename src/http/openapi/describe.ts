/** How an address of the service is described: what its document says and what tests hold its answers to. */
import type { z } from "zod";
import { type Rule, ruleOf } from "../access.ts";
import type { ProblemStatus } from "../problem.ts";

export const TAGS = {
  Today: "How the day goes, and what goes wrong",
  Page: "What the page of staff asks beside what is about one shop",
  Orders: "Unpaid orders, and everything that was done about them",
  Policy: "When, how and whom the shop reminds",
  Simulations: "Past orders under a draft of the policy",
  Templates: "What buyers are told",
  "Call desk": "The calls that people make",
  Suppressions: "Who is not to be contacted",
  Sending: "Stops and resumes all sending",
  Statistics: "What reminding brings",
  Shops: "Those that are served, and what their programs are known by",
  Audit: "Who changed what",
  Staff: "Who works here, what they may do, and signing in",
  "Webhooks in": "What a shop tells of its orders and buyers",
  Callbacks: "What providers report of messages and calls",
  Links: "What buyers open",
  Probes: "For load balancers, orchestrators and Prometheus",
  "This document": "The API, described",
  "The page": "For staff",
} as const;
export type Tag = keyof typeof TAGS;

/** A success. Without a `schema` it has a body of `type`, or none where `type` is absent too. */
export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` where there is a schema and nothing is said. */
  readonly type?: string;
  readonly example?: unknown;
  /** Names of headers, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Body {
  readonly schema: z.ZodType;
  readonly example?: unknown;
  /** `application/json` where nothing is said. */
  readonly types?: readonly string[];
  /** It may be left out. */
  readonly isOptional?: boolean;
}

export interface DescribedRoute {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As it is registered with Hono, from the root: `/api/v1/orders/:id`. */
  readonly path: string;
  readonly tag: Tag;
  /** A few words. */
  readonly summary: string;
  readonly description?: string;
  /** Each `:name` of the path, and what it is. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  /** Request headers beside those that the flags below bring. */
  readonly headers?: z.ZodObject;
  readonly body?: Body;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Problems beside those that every route has, and those of every body (400, 408, 413, 415, 422). */
  readonly refusals?: readonly ProblemStatus[];
  /** A GET with an `ETag`: `If-None-Match` is understood, 304 may come. */
  readonly hasTag?: boolean;
  /** A change that `If-Match` guards: 409 may come. */
  readonly isGuarded?: boolean;
}

/** Who may call the route (access.ts). */
export const whoOf = ({ method, path }: DescribedRoute): Rule["who"] =>
  ruleOf(`${method.toUpperCase()} ${path}`)?.who ?? "anybody";

/** 403: the role, or a change from another site's page. For one shop: 404 of others, 422 where none is named. */
const OF_CALLERS: Readonly<Record<Rule["who"], readonly ProblemStatus[]>> = {
  anybody: [],
  "signed-in": [401, 403],
  staff: [401, 403],
  shops: [401, 403, 404],
  shop: [401, 403, 404, 422],
};

const OF_BODIES: readonly ProblemStatus[] = [400, 408, 413, 415, 422];

/** Every problem that a route may answer. */
export function refusalsOf(route: DescribedRoute): readonly ProblemStatus[] {
  const all = new Set<ProblemStatus>([
    ...(route.refusals ?? []),
    ...OF_CALLERS[whoOf(route)],
    ...(route.body === undefined ? [] : OF_BODIES),
    ...(route.isGuarded ? ([409] as const) : []),
    500,
    503,
  ]);
  return [...all].sort((a, b) => a - b);
}

/** Every success that a route may answer, 304 among them. */
export const answersOf = (route: DescribedRoute): Readonly<Record<number, Answer>> =>
  route.hasTag ? { ...route.answers, 304: { description: "The caller has it already" } } : route.answers;
