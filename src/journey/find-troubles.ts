import { LATE } from "../domain/alert.ts";
import { phaseAt } from "../domain/breaker.ts";
import { senderKey, sendersOf } from "../domain/channel.ts";
import { DAY, earliest, type Instant, MINUTE, plus } from "../domain/instant.ts";
import { isSilent } from "../domain/silence.ts";
import type { ShopTrouble } from "../domain/trouble.ts";
import { countLate, readRecentAlerts } from "../store/alerts.ts";
import type { Tx } from "../store/connect.ts";
import { readPauses } from "../store/pauses.ts";
import { readTroubles } from "../store/provider-troubles.ts";
import { readQueuedLong, readShopSigns, readUnknown } from "../store/shop-signs.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** Seconds. Where workers run, nothing stays in the queue for so long. */
const QUEUED_LONG = 120;
/** A provider that asked to be left alone for less is not in trouble. */
const WORTH_TELLING = MINUTE;

/** What goes wrong for a shop just now. The transaction must name that shop and no other. */
export async function findTroubles(
  tx: Tx,
  ctx: Pick<JourneyContext, "channels">,
  shop: Shop,
  now: Instant,
): Promise<ShopTrouble[]> {
  return [
    ...(await pauses(tx)),
    ...(await providers(tx, ctx, now)),
    ...(await reminders(tx, shop, now)),
    ...(await silence(tx, now)),
    ...(await failures(tx)),
  ];
}

async function pauses(tx: Tx): Promise<ShopTrouble[]> {
  return (await readPauses(tx)).map(({ shopId, channel, reason, pausedAt }) =>
    reason === "cap"
      ? { kind: "cap_reached", since: pausedAt }
      : { kind: "sending_paused", since: pausedAt, everyShop: shopId === null, channel },
  );
}

async function providers(tx: Tx, { channels }: Pick<JourneyContext, "channels">, now: Instant): Promise<ShopTrouble[]> {
  const troubles = await readTroubles(tx);
  const paused = [...channels.values()].flatMap(sendersOf).flatMap((sender) => {
    const trouble = troubles.get(senderKey(sender));
    if (trouble === undefined || phaseAt(trouble, now) === "closed") return [];
    const isShort = trouble.kind === "throttled" && (trouble.until ?? now) - now < WORTH_TELLING;
    return isShort ? [] : [{ channel: sender.name, provider: sender.provider, until: trouble.until }];
  });
  if (paused.length === 0) return [];
  const told = await readRecentAlerts(tx, ["provider.paused"], DAY);
  return paused.map((one) => {
    const alert = told.find(({ detail }) => detail.channel === one.channel && detail.provider === one.provider);
    return { kind: "provider_paused", since: alert?.raisedAt ?? now, ...one };
  });
}

async function reminders(tx: Tx, shop: Shop, now: Instant): Promise<ShopTrouble[]> {
  const late = await countLate(tx, plus(now, -LATE), now);
  const queued = await readQueuedLong(tx, shop.id, QUEUED_LONG);
  const unknown = await readUnknown(tx, shop.id);
  return [
    ...late.map(
      ({ channel, count, dueAt }): ShopTrouble => ({
        kind: "reminders_late",
        since: dueAt,
        channel,
        reminders: count,
      }),
    ),
    ...(queued === null ? [] : [{ kind: "queue_behind", ...queued } as const]),
    ...(unknown === null ? [] : [{ kind: "unknown_contacts", ...unknown } as const]),
  ];
}

async function silence(tx: Tx, now: Instant): Promise<ShopTrouble[]> {
  const silent = (await readShopSigns(tx, now)).filter((signs) => isSilent(signs, now));
  return silent.map(({ lastEventAt }) => ({ kind: "shop_silent", since: lastEventAt }));
}

/** What could not be done at all in the last day: told of by alerts, and by nothing that stands. */
async function failures(tx: Tx): Promise<ShopTrouble[]> {
  const told = await readRecentAlerts(tx, ["event.failed", "event.quarantined", "reminder.failed"], DAY);
  const byKind = Map.groupBy(told, ({ kind }) => (kind === "reminder.failed" ? "reminders_failed" : "quarantined"));
  return [...byKind].map(
    ([kind, alerts]): ShopTrouble => ({
      kind,
      since: earliest(...alerts.map(({ raisedAt }) => raisedAt)),
      alerts: alerts.length,
    }),
  );
}
