/** Who is not to be contacted, and who complained of it. */
import type { z } from "zod";
import type { complaint } from "../../http/openapi/complaints.ts";
import type { suppression } from "../../http/openapi/suppressions.ts";
import type { ListPage } from "./orders.ts";
import { change, type Query, read } from "./request.ts";

export type Suppression = z.output<typeof suppression>;
export type Complaint = z.output<typeof complaint>;
export type ComplaintState = Complaint["state"];

export const readSuppressions = (query: Query): Promise<ListPage<Suppression>> => read("/api/v1/suppressions", query);

export type SuppressionWish = { readonly reason: string } & ({ readonly phone: string } | { readonly email: string });

export const addSuppression = (shop: string, wish: SuppressionWish): Promise<Suppression> =>
  change("/api/v1/suppressions", { method: "POST", query: { shop }, body: wish });

export const readComplaints = (query: Query): Promise<ListPage<Complaint>> => read("/api/v1/complaints", query);

/** Of whom: one order, one phone or one e-mail. */
export type ComplaintWish = { readonly text?: string } & (
  | { readonly order: string }
  | { readonly phone: string }
  | { readonly email: string }
);

export const addComplaint = (shop: string, wish: ComplaintWish): Promise<Complaint> =>
  change("/api/v1/complaints", { method: "POST", query: { shop }, body: wish });

export interface ComplaintStep {
  readonly state?: ComplaintState;
  readonly note?: string;
}

export const followComplaint = (shop: string, id: string, step: ComplaintStep): Promise<Complaint> =>
  change(`/api/v1/complaints/${encodeURIComponent(id)}`, { method: "PATCH", query: { shop }, body: step });
