/** What reminding brought: figures of a period. */
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type * as shapes from "../../http/openapi/stats.ts";
import { addressOf, type Query, read } from "./request.ts";

export type Recovery = z.output<typeof shapes.recovery>;
export type RecoveryFigures = Recovery["totals"];
export type RecoveryRow = Recovery["rows"][number];
export type RecoveryCut = Recovery["by"];
export type Funnel = z.output<typeof shapes.funnel>;
export type Lift = z.output<typeof shapes.lift>;
export type Reasons = z.output<typeof shapes.reasons>;
export type Agents = z.output<typeof shapes.agents>;

/** Days of placing, in the shop's zone, both included, `YYYY-MM-DD`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export interface StatsQuestion extends Days {
  /** The shop's slug. */
  readonly shop: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** Figures that somebody is looking at are read again each half minute. */
const REFRESH = 30_000;

function useStats<Answer>(name: string, query: Query) {
  return useQuery({
    queryKey: ["stats", name, query],
    queryFn: ({ signal }) => read<Answer>(`/api/v1/stats/${name}`, query, signal),
    refetchInterval: REFRESH,
  });
}

export const useRecovery = (question: StatsQuestion, by: RecoveryCut) =>
  useStats<Recovery>("recovery", { ...question, by });
export const useFunnel = (question: StatsQuestion) => useStats<Funnel>("funnel", { ...question });
export const useLift = (shop: string) => useStats<Lift>("lift", { shop });
export const useReasons = ({ shop, from, to }: Omit<StatsQuestion, "currency">) =>
  useStats<Reasons>("reasons", { shop, from, to });
export const useAgents = (question: StatsQuestion) => useStats<Agents>("agents", { ...question });

/** Where the browser downloads a table of the shop from. @param file for instance `orders.csv`. */
export const exportAddress = (file: string, question: { readonly shop: string } & Days): string =>
  addressOf(`/api/v1/exports/${file}`, { ...question });
