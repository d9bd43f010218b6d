/** Why orders are left unpaid, what was made of the reasons, and what works for which (domain.md, R6 and "Why"). */
import type { ReasonCode } from "./reason-code.ts";
import { type ShareInterval, wilson } from "./wilson.ts";

/** What domain.md ("Why") says of those who were asked; codes without a share were no answer there. */
const ASKED_SHARES: Readonly<Partial<Record<ReasonCode, number>>> = {
  service: 0.45,
  payment_trouble: 0.2,
  price: 0.15,
  found_better: 0.15,
  other: 0.05,
};

/** Orders of one reason that one channel stands for (`none`: nobody was reached). */
export interface ReasonCount {
  readonly code: ReasonCode;
  readonly channel: string;
  readonly orders: number;
  readonly reminded: number;
  readonly recovered: number;
}

/** Corrections by staff: the last one of an order, and what had been inferred when it was made. */
export interface CorrectionCount {
  readonly inferred: ReasonCode;
  readonly corrected: ReasonCode;
  readonly orders: number;
}

interface Figures {
  readonly orders: number;
  readonly reminded: number;
  readonly recovered: number;
  readonly rate: number;
  readonly rate_low: number;
  readonly rate_high: number;
}

export interface ReasonRow extends Figures {
  readonly code: ReasonCode;
  /** Of the orders whose reason is known; null for `unknown`. */
  readonly share: number | null;
  /** What sellers were told when they asked; null where that isn't known. */
  readonly asked_share: number | null;
  readonly by_channel: readonly (Figures & { readonly channel: string })[];
}

export interface ReasonReport {
  readonly rows: readonly ReasonRow[];
  /** Orders whose reason is known, and of those looked at by staff how many had been inferred rightly. */
  readonly known: number;
  readonly corrections: readonly CorrectionCount[];
  readonly agreement: ShareInterval & { readonly looked_at: number };
}

type Sums = Pick<ReasonCount, "orders" | "reminded" | "recovered">;

function figures({ orders, reminded, recovered }: Sums): Figures {
  const { share, low, high } = wilson(recovered, reminded);
  return { orders, reminded, recovered, rate: share, rate_low: low, rate_high: high };
}

const sum = (counts: readonly Sums[]): Sums =>
  counts.reduce(
    (all, { orders, reminded, recovered }) => ({
      orders: all.orders + orders,
      reminded: all.reminded + reminded,
      recovered: all.recovered + recovered,
    }),
    { orders: 0, reminded: 0, recovered: 0 },
  );

/** The most frequent reason first, `unknown` last. */
export function reasonReport(counts: readonly ReasonCount[], corrections: readonly CorrectionCount[]): ReasonReport {
  const known = sum(counts.filter(({ code }) => code !== "unknown")).orders;
  const rows = [...Map.groupBy(counts, ({ code }) => code)].map(([code, own]): ReasonRow => {
    const all = sum(own);
    return {
      code,
      ...figures(all),
      share: code === "unknown" ? null : all.orders / known,
      asked_share: ASKED_SHARES[code] ?? null,
      by_channel: own.map((one) => ({ channel: one.channel, ...figures(one) })),
    };
  });
  const lookedAt = corrections.reduce((all, { orders }) => all + orders, 0);
  const right = corrections.reduce((all, one) => all + (one.inferred === one.corrected ? one.orders : 0), 0);
  return {
    rows: rows.sort((a, b) => Number(a.code === "unknown") - Number(b.code === "unknown") || b.orders - a.orders),
    known,
    corrections,
    agreement: { ...wilson(right, lookedAt), looked_at: lookedAt },
  };
}
