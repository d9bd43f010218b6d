import { type Context, Hono } from "hono";
import { z } from "zod";
import { COMPLAINT_STATES, type ComplaintState } from "../domain/complaint.ts";
import { instant, toIso } from "../domain/instant.ts";
import { maskAddress } from "../domain/mask.ts";
import { isOpaqueId } from "../domain/text.ts";
import { followComplaint, recordComplaint } from "../journey/record-complaint.ts";
import { type Complaint, findComplaint, listComplaints } from "../store/complaints.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { readExpected, versionTag } from "./change-request.ts";
import { readJsonBody } from "./json-body.ts";
import { badParameter, page, readCursor, readLimit } from "./paging.ts";
import { notFound, stale, unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import { addressOf } from "./suppressions-api.ts";

const TEXT_LIMIT = 4_000;
const words = z.string().trim().max(TEXT_LIMIT);

export const complaintRequest = z.strictObject({
  order: z.string().nullish(),
  phone: z.string().nullish(),
  email: z.string().nullish(),
  text: words.nullish(),
});
export const complaintChange = z
  .strictObject({ state: z.enum(COMPLAINT_STATES).nullish(), note: words.nullish() })
  .refine(({ state, note }) => (state ?? null) !== null || Boolean(note));

const TEXT = `must be a text of at most ${TEXT_LIMIT} characters`;
const EXPECTED = {
  order: "must be the shop's own id of an order whose buyer is known",
  phone: "must be one phone number",
  email: "must be one e-mail address",
  text: TEXT,
};
const EXPECTED_CHANGE = { state: `must be one of ${COMPLAINT_STATES.join(", ")}`, note: TEXT };

/** `complaints`: who complained of being reminded, and what was done about it (docs/call-desk.md). */
export function complaintsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const readOne = async (shop: Shop, id: number): Promise<Complaint> => {
    const found = await inShops(ctx.db, { shops: [shop.id] }, (tx) => findComplaint(tx, ctx.vault, shop.id, id));
    if (found === null) throw notFound();
    return found;
  };

  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [after = null] = readCursor(c, 1) ?? [];
    const filter = { state: readState(c), after, limit: limit + 1 };
    const rows = await inShops(ctx.db, { shops: [shop.id] }, (tx) => listComplaints(tx, ctx.vault, shop.id, filter));
    return reply(
      c,
      page(rows, limit, complaintJson, ({ id }) => [id]),
    );
  });
  app.post("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const body = await readJsonBody(c, complaintRequest, EXPECTED);
    const id = await recordComplaint(ctx, { shop, who: whoOf(body, shop.country), text: clean(body.text), by: actor });
    if (id === null) throw unprocessable([{ pointer: "/order", code: "order", detail: EXPECTED.order }]);
    return c.json(complaintJson(await readOne(shop, id)), 201);
  });
  app.get("/:id", async (c) => {
    const complaint = await readOne(c.get("caller").shop, readId(c));
    return reply(c, complaintJson(complaint), versionTag(complaint.revision));
  });
  app.patch("/:id", async (c) => {
    const { shop, actor } = c.get("caller");
    const id = readId(c);
    await readOne(shop, id);
    const expected = readExpected(c);
    const { state, note } = await readJsonBody(c, complaintChange, EXPECTED_CHANGE);
    const change = { shop, id, state: state ?? null, note: clean(note), by: actor, expected };
    if ((await followComplaint(ctx, change)) === "stale") throw stale();
    return c.json(complaintJson(await readOne(shop, id)));
  });
  return app;
}

const clean = (text: string | null | undefined): string | null =>
  text ? text.toWellFormed().replaceAll("\u0000", "") : null;

function whoOf({ order, phone, email }: z.output<typeof complaintRequest>, country: string) {
  const named = [order, phone, email].filter((one) => (one ?? null) !== null);
  if (named.length !== 1) {
    throw unprocessable([{ pointer: "", code: "who", detail: "must hold one of order, phone and email" }]);
  }
  if ((order ?? null) === null) return addressOf(phone ?? null, email ?? null, country);
  const externalId = order ?? "";
  if (!isOpaqueId(externalId)) throw unprocessable([{ pointer: "/order", code: "order", detail: EXPECTED.order }]);
  return { kind: "order" as const, externalId };
}

function readState(c: Context): ComplaintState | null {
  const named = c.req.query("state");
  if (named === undefined) return null;
  const state = COMPLAINT_STATES.find((one) => one === named);
  if (state === undefined) throw badParameter("state", `must be one of ${COMPLAINT_STATES.join(", ")}`);
  return state;
}

/** @throws HttpProblem 404 where it can't be an id. */
function readId(c: Context): number {
  const text = c.req.param("id") ?? "";
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

const complaintJson = ({ id, externalId, at, by, state, updatedAt, resolvedAt, content }: Complaint) => ({
  id: String(id),
  order: externalId,
  address: content?.address ? maskAddress(content.address) : null,
  text: content?.text ?? null,
  state,
  at: toIso(at),
  by,
  updated_at: toIso(updatedAt),
  resolved_at: resolvedAt === null ? null : toIso(resolvedAt),
  steps: (content?.steps ?? []).map((step) => ({
    at: toIso(instant(step.at)),
    by: step.by,
    state: step.state,
    note: step.note,
  })),
});
