/** How the page talks to the service: JSON with a session cookie, errors as problems (RFC 9457). */
import type { z } from "zod";
import type { problem } from "../../http/openapi/shapes.ts";

type Told = z.output<typeof problem>;

/** What the service refused, or 0 where it could not be reached. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;
  /** What is wrong with which field, by JSON pointer. */
  readonly errors: NonNullable<Told["errors"]>;
  readonly requestId: string | null;

  constructor(status: number, told: Partial<Told>) {
    super(told.detail ?? "");
    this.status = status;
    this.errors = told.errors ?? [];
    this.requestId = told.request_id ?? null;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Null, undefined and the empty string are left out. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

interface Change {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The `ETag` that was read: refused with 409 where somebody else was faster. */
  readonly ifMatch?: string | null;
  readonly query?: Query;
}

/** @throws RequestError. */
export async function read<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await readTagged<T>(path, query, signal)).value;
}

/** Like `read`, with the `ETag` to change it by. */
export async function readTagged<T>(
  path: string,
  query?: Query,
  signal?: AbortSignal,
): Promise<{ value: T; etag: string | null }> {
  const response = await ask(addressOf(path, query), { ...(signal === undefined ? {} : { signal }) });
  return { value: await response.json(), etag: response.headers.get("etag") };
}

/** @returns what is answered; undefined where the answer has no body. @throws RequestError. */
export async function change<T>(path: string, { method, body, ifMatch, query }: Change): Promise<T> {
  const response = await ask(addressOf(path, query), {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(ifMatch ? { "if-match": ifMatch } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function ask(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestError(0, {});
  });
  if (response.ok) return response;
  const told: Partial<Told> = await response.json().catch(() => ({}));
  throw new RequestError(response.status, told);
}
