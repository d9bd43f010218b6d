/** Alerts as signed JSON to `ALERT_WEBHOOK_URL` (https://www.standardwebhooks.com): `{type: "alert", timestamp, data}`. */
import { randomUUID } from "node:crypto";
import { postOnce } from "./channels/post-once.ts";
import type { Alert, RaiseAlert } from "./domain/alert.ts";
import { SECOND, toIso } from "./domain/instant.ts";
import type { Log } from "./domain/log.ts";
import { signedHeaders } from "./domain/standard-webhooks.ts";
import type { RealTime } from "./journey/context.ts";
import type { Vault } from "./store/seal.ts";

/** How long one try may take, and the waits before the others. An alert told twice has one `webhook-id`. */
const TIME_OUT = 10 * SECOND;
const WAITS = [1 * SECOND, 10 * SECOND];

export interface Alerts {
  readonly raise: RaiseAlert;
  /** Tells one and waits. @returns whether it was taken. */
  deliver(alert: Alert): Promise<boolean>;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** What alerts are signed with: it follows from the service's key, so nothing more need be set. */
export const alertSecret = (vault: Vault): string =>
  `whsec_${Buffer.from(vault.hash("alerts", "webhook secret")).toString("base64")}`;

/** @param url null: alerts are logged and nothing more. */
export function createAlerts(url: string | null, deps: { vault: Vault; log: Log; realTime: RealTime }): Alerts {
  const { log, realTime } = deps;
  const underWay = new Set<Promise<boolean>>();

  async function post(alert: Alert, id: string): Promise<boolean> {
    if (url === null) return false;
    const now = realTime.wall();
    const body = Buffer.from(JSON.stringify({ type: "alert", timestamp: toIso(now), data: alert }));
    const headers = {
      "content-type": "application/json",
      "user-agent": "cuifu",
      ...signedHeaders(alertSecret(deps.vault), id, now, body),
    };
    const answer = await postOnce(
      { url: new URL(url), headers, body, answerLimit: 1_024 },
      AbortSignal.timeout(TIME_OUT),
    );
    return answer.kind === "answered" && answer.status >= 200 && answer.status < 300;
  }

  async function deliver(alert: Alert): Promise<boolean> {
    const id = randomUUID();
    if (await post(alert, id)) return true;
    for (const wait of WAITS) {
      await realTime.wait(wait);
      if (await post(alert, id)) return true;
    }
    return false;
  }

  return {
    deliver,
    raise(alert) {
      log.error({ alert: alert.code, shop: alert.shop }, alert.detail);
      if (url === null) return;
      const told = deliver(alert).then((taken) => {
        if (!taken) log.error({ alert: alert.code }, "an alert did not reach ALERT_WEBHOOK_URL");
        underWay.delete(told);
        return taken;
      });
      underWay.add(told);
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}
