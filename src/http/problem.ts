/** Errors as they leave the service: `application/problem+json` (RFC 9457), never with a value that was sent. */
import type { Context } from "hono";
import type { Problem } from "../shops/problem.ts";

/** Every status that an error has. */
export const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** What an answer says beside its status. */
export interface ProblemDetail {
  /** For people: what is wrong and what to do. */
  readonly detail: string;
  readonly errors?: readonly Problem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with an error. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: ProblemStatus;
  readonly told: ProblemDetail;

  constructor(status: ProblemStatus, told: ProblemDetail) {
    super(told.detail);
    this.status = status;
    this.told = told;
  }
}

/** The body of an error. */
export const problemBody = (status: ProblemStatus, told: ProblemDetail, requestId: string): string =>
  JSON.stringify({
    type: "about:blank",
    title: TITLES[status],
    status,
    detail: told.detail,
    request_id: requestId,
    ...(told.errors === undefined ? {} : { errors: told.errors }),
  });

export const PROBLEM_TYPE = "application/problem+json";

export function problem(c: Context, status: ProblemStatus, told: ProblemDetail): Response {
  return c.body(problemBody(status, told, c.get("requestId")), status, {
    "content-type": PROBLEM_TYPE,
    "cache-control": "no-store",
    ...told.headers,
  });
}

/** 422: what is wrong, each with its place. */
export const unprocessable = (errors: readonly Problem[]): HttpProblem =>
  new HttpProblem(422, { detail: "The request was understood but its content can't be used: see errors", errors });

export const notFound = (): HttpProblem => new HttpProblem(404, { detail: "There is nothing under this address" });

export const stale = (): HttpProblem =>
  new HttpProblem(409, { detail: "It was changed since the version named by If-Match: read it again" });
