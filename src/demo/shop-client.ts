/** The shop's side of the wire: signed webhooks in, statistics out. */
import { instant } from "../domain/instant.ts";
import { signedHeaders } from "../domain/standard-webhooks.ts";

export interface ShopAccess {
  /** Of the service, without a slash at the end. */
  readonly url: string;
  readonly slug: string;
  readonly webhookSecret: string;
  readonly apiKey: string;
}

/** What the service made of an event (contract.md, "Webhooks in"). */
export type Outcome = "applied" | "duplicate" | "stale" | "ignored";

/** Posts one event, signed as Standard Webhooks asks by real time. Throws where it is not answered 202. */
export async function postEvent(shop: ShopAccess, id: string, body: string): Promise<Outcome> {
  const bytes = Buffer.from(body);
  const response = await fetch(`${shop.url}/webhooks/${shop.slug}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...signedHeaders(shop.webhookSecret, id, instant(Date.now()), bytes),
    },
    body: bytes,
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`the service answered ${response.status} to the webhook ${id}: ${text}`);
  const { outcome }: { outcome: Outcome } = JSON.parse(text);
  return outcome;
}

/** One row of `GET /api/v1/stats/recovery` (contract.md, "Other addresses"). */
export interface RecoveryRow {
  readonly key: string;
  readonly orders: number;
  readonly planned: number;
  readonly reminded: number;
  readonly recovered: number;
  readonly recovered_amount: string;
  readonly net_amount: string;
  /** Recovered of reminded, 0 to 1. */
  readonly rate: number;
}

export interface Recovery {
  readonly currency: string;
  readonly totals: Omit<RecoveryRow, "key">;
  readonly rows: readonly RecoveryRow[];
}

/** @param date of placing, in the shop's zone. */
export async function readRecovery(shop: ShopAccess, date: string, by: "channel" | "slot"): Promise<Recovery> {
  const response = await fetch(`${shop.url}/api/v1/stats/recovery?from=${date}&to=${date}&by=${by}`, {
    headers: { authorization: `Bearer ${shop.apiKey}` },
  });
  if (!response.ok) throw new Error(`the service answered ${response.status} to the question for statistics`);
  return JSON.parse(await response.text());
}
