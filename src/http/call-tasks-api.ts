import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ContactId } from "../domain/brand.ts";
import { CALL_OUTCOMES, isPromise, TASK_STATES, type TaskState } from "../domain/call-task.ts";
import { type Instant, instant } from "../domain/instant.ts";
import { REASON_CODES } from "../domain/reason-code.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { callBranches } from "../journey/call-branches.ts";
import { leaseCall } from "../journey/lease-call.ts";
import { type CallAnswer, releaseCall, reportCall } from "../journey/report-call.ts";
import { findTask, listTasks, readTaskViews, type TaskCursor } from "../store/call-task-views.ts";
import type { Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { callTaskJson } from "./call-task-json.ts";
import { hasBody, readJsonBody } from "./json-body.ts";
import { badParameter, page, readCursor, readLimit } from "./paging.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { Caller } from "./request-variables.ts";
import type { HttpDeps } from "./server.ts";

const NOTE_LIMIT = 2_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A staff number: what a program with an API key calls for. */
const agent = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/\p{Cc}/u.test(text));

export const leaseRequest = z.strictObject({ id: z.uuid().nullish(), agent: agent.nullish() });
export const releaseRequest = z.strictObject({ agent: agent.nullish() });
export const outcomeRequest = z.strictObject({
  outcome: z.enum(CALL_OUTCOMES),
  promised_at: z.string().nullish(),
  note: z.string().max(NOTE_LIMIT).nullish(),
  reason: z.enum(REASON_CODES).nullish(),
  agent: agent.nullish(),
});

const AGENT = "must be a staff number of 1 to 64 characters";
const EXPECTED_LEASE = { id: "must be the id of a call", agent: AGENT };
const EXPECTED_OUTCOME = {
  outcome: `must be one of ${CALL_OUTCOMES.join(", ")}`,
  promised_at: "must be a time with an offset, within the next month, and only of a call that was answered",
  note: `must be a text of at most ${NOTE_LIMIT} characters`,
  reason: `must be one of ${REASON_CODES.join(", ")}`,
  agent: AGENT,
};

/** `call-tasks`: the calls that people make (docs/call-desk.md). */
export function callTasksApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const readOne = async (shop: Shop, id: ContactId) =>
    await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
      const row = await findTask(tx, shop.id, id);
      const [view] = await readTaskViews(tx, ctx.vault, row === null ? [] : [row]);
      if (view === undefined) throw notFound();
      return callTaskJson(view, shop);
    });

  const app = new Hono();
  app.get("/", async (c) => {
    const caller = c.get("caller");
    const { shop } = caller;
    const limit = readLimit(c);
    const state = readState(c);
    const filter = { state, by: readMine(c, caller), after: readAfter(c), limit: limit + 1 };
    const views = await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) =>
      readTaskViews(tx, ctx.vault, await listTasks(tx, shop.id, filter)),
    );
    return reply(
      c,
      page(
        views,
        limit,
        (view) => callTaskJson(view, shop),
        ({ task }) => [task.notAfter, task.amount, task.number],
      ),
    );
  });
  app.post("/lease", async (c) => {
    const caller = c.get("caller");
    const { shop, actor } = caller;
    const body = hasBody(c) ? await readJsonBody(c, leaseRequest, EXPECTED_LEASE) : {};
    const by = agentOf(caller, body.agent) ?? actor;
    const lease = await leaseCall(ctx, { shop, id: (body.id ?? null) as ContactId | null, by, actor });
    switch (lease.kind) {
      case "held":
        c.header("Cache-Control", "no-store");
        return c.json({
          ...callTaskJson(lease.view, shop, await callBranches(ctx, lease.view.task.contactId)),
          phone: lease.phone,
        });
      case "none":
        return c.body(null, 204);
      case "no_task":
        throw notFound();
      case "taken":
        throw conflict("Somebody else has this call");
      case "over":
        throw conflict("This call is over: it was made, or must not be made any more");
      case "wait":
        throw conflict("Not now: it is outside of the buyer's contact hours, or sending is paused");
      default:
        return lease satisfies never;
    }
  });
  app.get("/:id", async (c) => reply(c, await readOne(c.get("caller").shop, readId(c))));
  app.post("/:id/outcome", async (c) => {
    const caller = c.get("caller");
    const { shop, actor } = caller;
    const id = readId(c);
    const body = await readJsonBody(c, outcomeRequest, EXPECTED_OUTCOME);
    const now = await inShops(ctx.db, { shops: [shop.id] }, (tx) => readClock(tx, ctx.clock));
    const answer = await reportCall(ctx, {
      shop,
      id,
      by: agentOf(caller, body.agent),
      actor,
      outcome: body.outcome,
      promisedAt: readPromise(body, now),
      note: body.note?.trim() ? body.note.trim().toWellFormed().replaceAll("\u0000", "") : null,
      reason: body.reason ?? null,
    });
    requireDone(answer);
    return c.json(await readOne(shop, id));
  });
  app.post("/:id/release", async (c) => {
    const caller = c.get("caller");
    const { shop, actor } = caller;
    const id = readId(c);
    const body = hasBody(c) ? await readJsonBody(c, releaseRequest, { agent: AGENT }) : {};
    requireDone(await releaseCall(ctx, { shop, id, by: agentOf(caller, body.agent), actor }));
    return c.json(await readOne(shop, id));
  });
  return app;
}

/** Whose call it is: staff act for themselves. Null where a program names nobody: it speaks for whoever holds the call. */
const agentOf = ({ staff }: Caller, named: string | null | undefined): string | null =>
  staff === null ? (named ?? null) : staff.username;

const conflict = (detail: string): HttpProblem => new HttpProblem(409, { detail });

function requireDone(answer: CallAnswer): void {
  switch (answer) {
    case "done":
      return;
    case "no_task":
      throw notFound();
    case "not_held":
      throw conflict("Whoever reports a call holds it: lease it first");
    case "over":
      throw conflict("The outcome of this call was written down already");
    default:
      answer satisfies never;
  }
}

/** @throws HttpProblem 404 where it can't be an id. */
function readId(c: Context): ContactId {
  const id = c.req.param("id") ?? "";
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase() as ContactId;
}

function readState(c: Context): TaskState {
  const named = c.req.query("state") ?? "open";
  const state = TASK_STATES.find((one) => one === named);
  if (state === undefined) throw badParameter("state", `must be one of ${TASK_STATES.join(", ")}`);
  return state;
}

/** `mine=true`; a program with an API key says whose by `agent`. */
function readMine(c: Context, caller: Caller): string | null {
  const { mine = "false", agent: named } = c.req.query();
  if (mine !== "true" && mine !== "false") throw badParameter("mine", "must be true or false");
  return mine === "true" ? (agentOf(caller, named) ?? caller.actor) : null;
}

function readAfter(c: Context): TaskCursor | null {
  const [notAfter = null, amount = null, number = null] = readCursor(c, 3) ?? [];
  if (amount === null || number === null) return null;
  return { notAfter: notAfter === null ? null : instant(notAfter), amount, number };
}

/** @throws HttpProblem 422 where nobody can have promised that. */
function readPromise({ outcome, promised_at: text }: z.output<typeof outcomeRequest>, now: Instant): Instant | null {
  if (text === null || text === undefined) return null;
  const at = outcome === "answered" ? parseTimestamp(text) : null;
  if (at === null || !isPromise(at, now)) {
    throw unprocessable([{ pointer: "/promised_at", code: "promised_at", detail: EXPECTED_OUTCOME.promised_at }]);
  }
  return at;
}
