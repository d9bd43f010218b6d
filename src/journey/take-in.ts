import type { IntakeOutcome } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "../store/connect.ts";
import { type InboxItem, inboxKey, insertEvents } from "../store/inbox.ts";
import type { JourneyContext } from "./context.ts";

/** How one event is answered. `conflict`: its id came before with another body. */
export type Answer =
  | { readonly kind: "answered"; readonly order: string | null; readonly outcome: IntakeOutcome }
  | { readonly kind: "conflict" };

/**
 * Puts a batch into the inbox. @returns answers for what was there before (by position; the others have none yet) and
 * the positions of what is new, in the order they came.
 */
export async function takeIn(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault">,
  inbound: readonly InboxItem[],
  now: Instant,
): Promise<{ answers: Answer[]; fresh: number[] }> {
  const firsts = new Map<string, number>();
  inbound.forEach(({ shopId, event }, at) => {
    const key = inboxKey(shopId, event.eventId);
    if (!firsts.has(key)) firsts.set(key, at);
  });
  const unique = [...firsts.values()].flatMap((at) => inbound[at] ?? []);
  const { fresh, known } = await insertEvents(tx, ctx.vault, unique, now);
  const answers: Answer[] = [];
  const positions: number[] = [];
  inbound.forEach(({ shopId, event }, at) => {
    const key = inboxKey(shopId, event.eventId);
    const first = firsts.get(key);
    if (first === at && fresh.has(key)) {
      positions.push(at);
      return;
    }
    const before = known.get(key) ?? (first === undefined ? undefined : inbound[first]?.event.bodyHash);
    answers[at] = before && Buffer.from(before).equals(event.bodyHash) ? duplicate(event) : { kind: "conflict" };
  });
  return { answers, fresh: positions };
}

const duplicate = (event: InboxItem["event"]): Answer => ({
  kind: "answered",
  order: "externalId" in event ? event.externalId : null,
  outcome: "duplicate",
});
