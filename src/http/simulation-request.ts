import type { Context } from "hono";
import { z } from "zod";
import { completePolicy, type Policy } from "../domain/policy.ts";
import type { OrdersToPlay, SimulationQuestion } from "../journey/compare-played.ts";
import type { JourneyContext } from "../journey/context.ts";
import { type LeftOut, OrderLines } from "../journey/order-lines.ts";
import { MOST_ORDERS } from "../journey/run-in-parts.ts";
import { readPlacedOrder } from "../shops/order-line.ts";
import type { Shop } from "../store/shops.ts";
import { readBody } from "./body.ts";
import { readJsonBody } from "./json-body.ts";
import { badParameter } from "./paging.ts";
import { readPolicyDocument } from "./policy-body.ts";
import { HttpProblem, unprocessable } from "./problem.ts";

const MOST_DAYS = 90;
const DEFAULT_DAYS = 30;

const bodySchema = z.strictObject({ policy: z.unknown(), days: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS) });

const EXPECTED = { policy: "must be a policy", days: `must be a whole number from 1 to ${MOST_DAYS}` };

/** Bytes of a form with a file of orders. */
const FORM_LIMIT = 64 * 1024 * 1024;
/** Lines that are read between two yields. */
const PART = 200;
/** Lines that could not be read, of which it is told why. */
const MOST_LEFT_OUT = 20;

/**
 * A draft and the orders to play it on: JSON `{policy, days}` for the shop's own, or a form with `policy` and `orders`,
 * a file of one order a line. @throws HttpProblem 400, 413, 415 or 422.
 */
export async function readSimulationRequest(
  c: Context,
  ctx: JourneyContext,
  shop: Shop,
): Promise<Pick<SimulationQuestion, "draft" | "source">> {
  if (!/^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "")) {
    const { policy, days } = await readJsonBody(c, bodySchema, EXPECTED);
    return { draft: readDraft(policy ?? {}), source: { kind: "past", days } };
  }
  const form = await readForm(c);
  const [policy, orders] = [form.get("policy"), form.get("orders")];
  if (orders === null) throw badParameter("orders", "must be a file of orders, one JSON object a line");
  const document = policy === null ? {} : readPolicyDocument("", await bytesOf(policy));
  const text = new TextDecoder().decode(await bytesOf(orders));
  return { draft: readDraft(document ?? {}), source: { kind: "given", read: () => readLines(ctx, shop, text) } };
}

async function readForm(c: Context): Promise<FormData> {
  const body = await readBody(c, FORM_LIMIT);
  try {
    return await new Response(body.slice(), {
      headers: { "content-type": c.req.header("content-type") ?? "" },
    }).formData();
  } catch {
    throw new HttpProblem(400, { detail: "The form can't be read: it must be multipart/form-data with its boundary" });
  }
}

const bytesOf = async (part: string | File): Promise<Uint8Array> =>
  typeof part === "string" ? Buffer.from(part) : new Uint8Array(await part.arrayBuffer());

function readDraft(document: unknown): Policy {
  const completed = completePolicy(document);
  if (completed.ok) return completed.policy;
  throw unprocessable(completed.errors.map((error) => ({ ...error, pointer: `/policy${error.pointer}` })));
}

/** Reads the lines in parts. It yields the share that is read. */
function* readLines(ctx: JourneyContext, shop: Shop, text: string): Generator<number, OrdersToPlay> {
  const lines = new OrderLines(ctx, shop, readPlacedOrder);
  const first: LeftOut[] = [];
  let count = 0;
  let at = 0;
  for (let read = 0; at < text.length && lines.orders.length < MOST_ORDERS; read += 1) {
    const end = text.indexOf("\n", at);
    const left = lines.add(text.slice(at, end < 0 ? text.length : end));
    at = end < 0 ? text.length : end + 1;
    if (left !== null) {
      count += 1;
      if (first.length < MOST_LEFT_OUT) first.push(left);
    }
    if (read % PART === PART - 1) yield at / text.length;
  }
  return { orders: lines.orders, truncated: text.slice(at).trim() !== "", leftOut: { count, first } };
}
