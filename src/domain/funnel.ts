/** From an unpaid order to a paid one, and where it went instead. */
import type { RecoveryCounts } from "./recovery.ts";
import { wilson } from "./wilson.ts";

export const FUNNEL_STAGES = ["unpaid", "planned", "sent", "delivered", "clicked", "recovered"] as const;
export type FunnelStage = (typeof FUNNEL_STAGES)[number];

export interface FunnelRow {
  readonly stage: FunnelStage;
  readonly orders: number;
  /** Of all unpaid orders, with the 95% interval. Stages need not follow each other: who pays need not have clicked. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

type Stages = Omit<RecoveryCounts, "key">;

const COUNTED: Readonly<Record<FunnelStage, (counts: Stages) => number>> = {
  unpaid: ({ orders }) => orders,
  planned: ({ planned }) => planned,
  sent: ({ reminded }) => reminded,
  delivered: ({ delivered }) => delivered,
  clicked: ({ clicked }) => clicked,
  recovered: ({ recovered }) => recovered,
};

export const funnel = (counts: Stages): FunnelRow[] =>
  FUNNEL_STAGES.map((stage) => {
    const orders = COUNTED[stage](counts);
    return { stage, orders, ...wilson(orders, counts.orders) };
  });
