import { z } from "zod";
import { CALL_OUTCOMES, TASK_STATES } from "../../domain/call-task.ts";
import { GRADES, ORDER_STATUSES } from "../../domain/event.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
import { leaseRequest, outcomeRequest, releaseRequest } from "../call-tasks-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { currency, listOf, money, paging, time } from "./shapes.ts";

const reason = z.enum(REASON_CODES);

const sheet = z.object({
  text: z.string().describe("The whole sheet"),
  opening: z.string().nullable(),
  about: z.string().nullable(),
  known: z.string().nullable().describe("What is known of the reason"),
  branches: z
    .array(z.object({ reason, text: z.string() }))
    .describe("How to talk about the reason; of `lease`, about every reason the buyer may name"),
  objections: z.array(z.object({ says: z.string(), answer: z.string() })),
  closing: z.string().nullable(),
  refusal: z.string().nullable().describe("What to do where the buyer would rather not be called"),
  orders: z.string().nullable().describe("With their pay links"),
});

const order = z.object({
  id: z.string(),
  status: z.enum(ORDER_STATUSES),
  placed_at: time.nullable(),
  closes_at: time.nullable(),
  amount: money.nullable(),
  currency: currency.nullable(),
  items: z.array(z.object({ title: z.string().nullable(), quantity: z.number() })),
  reason,
});

const shape = {
  id: z.uuid().describe("Of the contact"),
  state: z.enum(TASK_STATES),
  ended: z.string().nullable().describe("Why it must not be made any more, `paid` for instance; of `cancelled` alone"),
  orders: z.array(z.string()).describe("The shop's own ids"),
  order_states: z.array(order),
  buyer: z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable().describe("Masked"),
    grade: z.enum(GRADES),
    kind: z.enum(["new", "returning"]),
  }),
  amount: money.describe("What is still owed on its orders"),
  currency,
  reason: reason.describe("What the sheet speaks to"),
  asked_for: z.boolean().describe("The buyer asked a machine to be called back"),
  opened_at: time,
  not_after: time.nullable(),
  closed_at: time.nullable(),
  leased_by: z.string().nullable().describe("Staff number"),
  leased_until: time.nullable(),
  outcome: z.enum(CALL_OUTCOMES).nullable(),
  promised_at: time.nullable(),
  sheet: sheet.nullable(),
};

export const callTask = z.object(shape).meta({ title: "Call" });
export const leasedCall = z.object({ ...shape, phone: z.string().describe("E.164, to be dialled") });

const params = { id: "The id of the call" };
const answers = { 200: { description: "The call as it stands now", schema: callTask } };

export const CALL_DESK: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/call-tasks",
    tag: "Call desk",
    summary: "Calls of one state",
    description: "Those to be made by their urgency: what must be called first, of those what is about the most money.",
    query: z.object({
      ...paging,
      state: z.enum(TASK_STATES).optional().describe("`open` where it is absent"),
      mine: z.enum(["true", "false"]).optional().describe("Those alone that the caller holds, or made"),
      agent: z.string().optional().describe("With an API key: whose `mine` are"),
    }),
    answers: { 200: { description: "A page", schema: listOf(callTask) } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/call-tasks/lease",
    tag: "Call desk",
    summary: "Takes a call, for 15 minutes",
    description:
      "The most urgent one, or the one that is named; nobody else gets it meanwhile. Whether the order is paid and the " +
      "buyer said no is looked at again first. The answer has the number: each time is a row of the audit log. Taking " +
      "one's own call again begins the 15 minutes anew.",
    body: { schema: leaseRequest, example: { agent: "007" }, isOptional: true },
    answers: {
      200: { description: "The call is theirs", schema: leasedCall },
      204: { description: "There is no call to make now" },
    },
    refusals: [404, 409],
  },
  {
    method: "get",
    path: "/api/v1/call-tasks/:id",
    tag: "Call desk",
    summary: "One call",
    params,
    answers,
    refusals: [404],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/call-tasks/:id/outcome",
    tag: "Call desk",
    summary: "Writes down what came of a call",
    description:
      "`opted_out` leaves the buyer alone on every channel at once. `reason` corrects why the orders are unpaid. The " +
      "note is read like a reply: a no in it counts.",
    params,
    body: {
      schema: outcomeRequest,
      example: { outcome: "answered", promised_at: "2026-11-21T20:00:00+08:00", reason: "payment_trouble" },
    },
    answers,
    refusals: [404, 409],
  },
  {
    method: "post",
    path: "/api/v1/call-tasks/:id/release",
    tag: "Call desk",
    summary: "Gives a call back that was not made",
    params,
    body: { schema: releaseRequest, example: {}, isOptional: true },
    answers,
    refusals: [404, 409],
  },
];
