import type { Context } from "hono";
import { HttpProblem } from "./problem.ts";

/** Bytes (contract.md, "Answers": 413 over 256 KiB). */
const BODY_LIMIT = 256 * 1024;

const tooLarge = (limit: number): HttpProblem =>
  new HttpProblem(413, { detail: `The body must not be over ${limit / 1024} KiB` });

/**
 * The bytes of a body, uncompressed.
 * @param limit bytes.
 * @throws HttpProblem 413 over the limit, whether its length was told or not; 415 where it is compressed; 408 where it
 * did not come to its end.
 */
export async function readBody(c: Context, limit: number = BODY_LIMIT): Promise<Uint8Array> {
  const encoding = c.req.header("content-encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    throw new HttpProblem(415, { detail: "The body must not be compressed" });
  }
  const told = c.req.header("content-length");
  if (told !== undefined && Number(told) > limit) throw tooLarge(limit);
  try {
    return told === undefined ? await readStream(c.req.raw.body, limit) : new Uint8Array(await c.req.arrayBuffer());
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(408, { detail: "The body did not come to its end in time" });
  }
}

async function readStream(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.byteLength;
    if (length > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Whether the body is JSON by its type. */
export const isJson = (c: Context): boolean => JSON_TYPE.test(c.req.header("content-type") ?? "");

/** @throws HttpProblem 415 where it is not. */
export function requireJson(c: Context): void {
  if (isJson(c)) return;
  throw new HttpProblem(415, { detail: "The content type must be application/json" });
}
