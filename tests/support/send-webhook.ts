import { randomUUID } from "node:crypto";
import { instant } from "#src/domain/instant.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";

/** A shop as a test knows it: where the service listens, and the shop's secrets. */
export interface TestShop {
  readonly url: string;
  readonly slug: string;
  readonly webhookSecret: string;
  readonly apiKey: string;
}

/** Posts `body` as JSON, signed with `secret` at real time. */
export async function postSigned(
  url: string,
  secret: string,
  body: object,
  id: string = randomUUID(),
): Promise<Response> {
  const bytes = Buffer.from(JSON.stringify(body));
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...signedHeaders(secret, id, instant(Date.now()), bytes) },
    body: bytes,
  });
}

/** The shop's webhook. @returns the outcome. Throws where it is not answered 202. */
export async function sendWebhook(shop: TestShop, body: object, id?: string): Promise<string> {
  const response = await postSigned(`${shop.url}/webhooks/${shop.slug}`, shop.webhookSecret, body, id);
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
  const { outcome }: { outcome: string } = JSON.parse(await response.text());
  return outcome;
}

/** Asks the API as the shop, for JSON. Throws where it is not answered 2xx. */
export async function askApi<T>(
  shop: TestShop,
  path: string,
  put?: object,
  method: "GET" | "POST" | "PUT" = put ? "PUT" : "GET",
): Promise<T> {
  const response = await fetch(`${shop.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${shop.apiKey}`, "content-type": "application/json" },
    ...(put ? { body: JSON.stringify(put) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
