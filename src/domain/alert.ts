/** What somebody should look at now. No personal data. */
export interface Alert {
  /** `shop_cap`: a shop had as many contacts as its cap allows, and is paused until somebody resumes it. */
  readonly code: "shop_cap" | "test";
  /** The shop's slug; null where it concerns the whole service. */
  readonly shop: string | null;
  /** What is wrong and what to do, in one sentence. */
  readonly detail: string;
}

/** Tells whoever watches over the service; never throws and never keeps the caller waiting. */
export type RaiseAlert = (alert: Alert) => void;
