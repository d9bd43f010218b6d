/** The call desk: calls that people make. */
import type { z } from "zod";
import type { callTask, leasedCall } from "../../http/openapi/call-desk.ts";
import type { ListPage, ReasonCode } from "./orders.ts";
import { change, type Query, read } from "./request.ts";

export type CallTask = z.output<typeof callTask>;
/** With the number, for whoever holds the call. */
export type LeasedCall = z.output<typeof leasedCall>;
export type CallSheet = NonNullable<CallTask["sheet"]>;
export type CallOutcome = NonNullable<CallTask["outcome"]>;

/** How long a call is held from the moment it is taken, in milliseconds (docs/call-desk.md). */
export const HELD_FOR = 15 * 60_000;

export interface CallReport {
  readonly outcome: CallOutcome;
  /** RFC 3339; of a call that was answered. */
  readonly promised_at?: string;
  readonly note?: string;
  readonly reason?: ReasonCode;
}

const pathOf = (id: string, rest = ""): string => `/api/v1/call-tasks/${encodeURIComponent(id)}${rest}`;

export const readCalls = (query: Query): Promise<ListPage<CallTask>> => read("/api/v1/call-tasks", query);

export const readCall = (shop: string, id: string): Promise<CallTask> => read(pathOf(id), { shop });

/** The most urgent call, or a named one. Each time is written into the audit log. Null where there is none to make. */
export const leaseCall = async (shop: string, id: string | null): Promise<LeasedCall | null> =>
  (await change<LeasedCall | undefined>("/api/v1/call-tasks/lease", {
    method: "POST",
    query: { shop },
    body: id === null ? {} : { id },
  })) ?? null;

export const reportCall = (shop: string, id: string, report: CallReport): Promise<CallTask> =>
  change(pathOf(id, "/outcome"), { method: "POST", query: { shop }, body: report });

export const releaseCall = (shop: string, id: string): Promise<CallTask> =>
  change(pathOf(id, "/release"), { method: "POST", query: { shop }, body: {} });
