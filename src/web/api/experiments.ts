/** Versions of a template tried against each other. */
import type { z } from "zod";
import type { experiment } from "../../http/openapi/experiments.ts";
import { change, read } from "./request.ts";

export type Experiment = z.output<typeof experiment>;
export type Variant = Experiment["variants"][number];

export const EXPERIMENTS = "experiments";

export const readExperiments = (
  shop: string,
  cursor: string | null,
): Promise<{ data: Experiment[]; next: string | null }> => read("/api/v1/experiments", { shop, cursor, limit: 20 });

export interface NewExperiment {
  readonly template: string;
  readonly name: string;
  /** Shares of buyers; together 1. */
  readonly variants: readonly { readonly version: number; readonly share: number }[];
}

export const startExperiment = (shop: string, body: NewExperiment): Promise<Experiment> =>
  change("/api/v1/experiments", { method: "POST", body, query: { shop } });

export const stopExperiment = (shop: string, id: string): Promise<Experiment> =>
  change(`/api/v1/experiments/${encodeURIComponent(id)}/stop`, { method: "POST", query: { shop } });
