import { type Alert, LATE, UNKNOWN_GROWS, within } from "../domain/alert.ts";
import { MINUTE, plus, SECOND, toIso } from "../domain/instant.ts";
import { isSilent } from "../domain/silence.ts";
import { countLate, countNewUnknown, insertAlert } from "../store/alerts.ts";
import { readShopSigns } from "../store/shop-signs.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Looks for what goes wrong without anybody failing: outcomes that nobody knows, reminders that nobody sends, shops
 * that tell of nothing any more. Alerts at most once an hour about each, once about each silence. @returns how many alerts it raised.
 */
export async function watchTrouble(ctx: JourneyContext): Promise<number> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  if (shops.length === 0) return 0;
  const raised = await inShops(ctx.db, { shops }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const found: Alert[] = [];
    const unknown = await countNewUnknown(tx, UNKNOWN_GROWS.within);
    if (unknown >= UNKNOWN_GROWS.count) {
      const detail = { contacts: unknown, minutes: UNKNOWN_GROWS.within / (60 * SECOND) };
      found.push({ kind: "contacts.unknown", shopId: null, detail, once: within("all", now) });
    }
    for (const { channel, count, dueAt } of await countLate(tx, plus(now, -LATE), now)) {
      const detail = { channel, reminders: count, late_seconds: Math.floor((now - dueAt) / SECOND) };
      found.push({ kind: "reminders.late", shopId: null, detail, once: within(channel, now) });
    }
    for (const signs of await readShopSigns(tx, now)) {
      if (!isSilent(signs, now)) continue;
      const { shopId, lastEventAt } = signs;
      const detail = { last_event_at: toIso(lastEventAt), silent_minutes: Math.floor((now - lastEventAt) / MINUTE) };
      found.push({ kind: "shop.silent", shopId, detail, once: `${shopId} ${lastEventAt}` });
    }
    const kept: Alert[] = [];
    for (const alert of found) if (await insertAlert(tx, alert)) kept.push(alert);
    return kept;
  });
  for (const { kind, detail } of raised) {
    ctx.measures.alert(kind);
    ctx.log.error({ alert: kind, ...detail }, "something goes wrong");
  }
  return raised.length;
}
