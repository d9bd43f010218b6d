import { z } from "zod";
import { COMPLAINT_STATES } from "../../domain/complaint.ts";
import { complaintChange, complaintRequest } from "../complaints-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { listOf, paging, time } from "./shapes.ts";

const state = z.enum(COMPLAINT_STATES);

export const complaint = z
  .object({
    id: z.string(),
    order: z.string().nullable().describe("The shop's own id; null where no order was named"),
    address: z.string().nullable().describe("Masked"),
    text: z.string().nullable().describe("What the buyer said"),
    state,
    at: time,
    by: z.string(),
    updated_at: time,
    resolved_at: time.nullable(),
    steps: z.array(z.object({ at: time, by: z.string(), state, note: z.string().nullable() })),
  })
  .meta({ title: "Complaint" });

const params = { id: "The id of the complaint" };

export const COMPLAINTS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/complaints",
    tag: "Suppressions",
    summary: "Who complained of being reminded, the latest first",
    query: z.object({ ...paging, state: state.optional() }),
    answers: { 200: { description: "A page", schema: listOf(complaint) } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/complaints",
    tag: "Suppressions",
    summary: "Puts down a complaint",
    description:
      "By an order, a phone or an e-mail address. The buyer is left alone at once, on every channel and in every shop that " +
      "shares buyers with this one, and no shop's opt-in lifts that.",
    body: { schema: complaintRequest, example: { order: "20261121-0017", text: "stop calling me" } },
    answers: { 201: { description: "It stands", schema: complaint } },
  },
  {
    method: "get",
    path: "/api/v1/complaints/:id",
    tag: "Suppressions",
    summary: "One complaint",
    params,
    answers: { 200: { description: "The complaint, with every step of its progress", schema: complaint } },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "patch",
    path: "/api/v1/complaints/:id",
    tag: "Suppressions",
    summary: "Puts down what was done about a complaint",
    params,
    body: { schema: complaintChange, example: { state: "resolved", note: "apologised, paid by transfer" } },
    answers: { 200: { description: "The complaint as it stands now", schema: complaint } },
    refusals: [404],
    isGuarded: true,
  },
];
