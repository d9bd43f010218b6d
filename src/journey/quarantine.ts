/** Events of a platform that can't be used: the inbox keeps them sealed, and somebody is told. */
import { within } from "../domain/alert.ts";
import type { UnusableEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { insertAlert } from "../store/alerts.ts";
import type { Tx } from "../store/connect.ts";
import type { JourneyContext } from "./context.ts";
import type { Inbound } from "./receive-orders.ts";

/** One of them, and whether its alert is a new one. */
export interface Quarantined {
  readonly shop: string;
  readonly event: UnusableEvent;
  readonly alerted: boolean;
}

/** Raises their alerts, in the transaction that keeps them: of one shop the same trouble is told once an hour. */
export async function alertOfQuarantine(tx: Tx, inbound: readonly Inbound[], now: Instant): Promise<Quarantined[]> {
  const told: Quarantined[] = [];
  for (const { shop, event } of inbound) {
    if (event.kind !== "unusable") continue;
    const { code, pointer } = event.problem;
    const alerted = await insertAlert(tx, {
      kind: "event.quarantined",
      shopId: shop.id,
      detail: { type: event.type, event: event.eventId, code, pointer },
      once: within(`${shop.id} ${event.type} ${code} ${pointer}`, now),
    });
    told.push({ shop: shop.slug, event, alerted });
  }
  return told;
}

/** Counts and logs what was committed. */
export function tellOfQuarantine(
  { log, measures }: Pick<JourneyContext, "log" | "measures">,
  all: readonly Quarantined[],
): void {
  for (const { shop, event, alerted } of all) {
    if (alerted) measures.alert("event.quarantined");
    log.warn(
      { shop, event: event.eventId, type: event.type, ...event.problem },
      "an event of the shop's platform can't be used; it is kept",
    );
  }
}
