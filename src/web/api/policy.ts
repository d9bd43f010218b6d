/** The shop's policy: what is in force, what a draft would do, and its versions. */
import type { z } from "zod";
import type { preview, published, versionAbout, withWarnings } from "../../http/openapi/policy.ts";
import { change, read, readTagged } from "./request.ts";

export type Policy = z.output<typeof published>["policy"];
export type Published = z.output<typeof withWarnings>;
export type Preview = z.output<typeof preview>;
export type Warning = Preview["warnings"][number];
export type PolicyVersion = z.output<z.ZodObject<typeof versionAbout>>;
export type Channel = Preview["reminders"][number]["channel"];

/** One key that differs. */
export interface Change {
  /** RFC 6901. */
  readonly pointer: string;
  readonly op: "add" | "remove" | "replace";
  readonly from?: unknown;
  readonly to?: unknown;
}

export const POLICY = "policy";

/** With the `ETag` to publish by. */
export const readPolicy = (shop: string, signal?: AbortSignal): Promise<{ value: Published; etag: string | null }> =>
  readTagged<Published>("/api/v1/policy", { shop }, signal);

/** The order that is thought of; what is left out is as usual. */
export interface SampleOrder {
  readonly placed_at: string;
  readonly closes_at?: string;
  readonly amount?: string;
  readonly grade?: string;
  readonly kind?: string;
}

/** @throws RequestError 422 with pointers under `/policy` where the draft is none. */
export const previewPolicy = (
  shop: string,
  locale: string,
  body: SampleOrder & { readonly policy: Policy },
): Promise<Preview> => change("/api/v1/policy/preview", { method: "POST", body, query: { shop, locale } });

/** @param ifMatch what the draft was made from: 409 where somebody else published since. */
export const publishPolicy = (
  shop: string,
  policy: Policy,
  reason: string,
  ifMatch: string | null,
): Promise<Published> => change("/api/v1/policy", { method: "PUT", body: policy, ifMatch, query: { shop, reason } });

export const readPolicyVersions = (
  shop: string,
  cursor: string | null,
): Promise<{ data: PolicyVersion[]; next: string | null }> =>
  read("/api/v1/policy/versions", { shop, cursor, limit: 20 });

export const readPolicyChanges = (shop: string, from: number, to: number): Promise<{ changes: Change[] }> =>
  read(`/api/v1/policy/versions/${from}/diff`, { shop, to });

export const restorePolicy = (
  shop: string,
  version: number,
  reason: string,
  ifMatch: string | null,
): Promise<unknown> =>
  change(`/api/v1/policy/versions/${version}/restore`, { method: "POST", ifMatch, query: { shop, reason } });
