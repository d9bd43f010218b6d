/** A shop's own server that is asked for coupons: it checks signatures with our verifier and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { instant } from "#src/domain/instant.ts";
import { verify } from "#src/domain/standard-webhooks.ts";
import { listenHere } from "#tests/support/local-server.ts";

export interface CouponAsked {
  readonly id: string;
  readonly signatures: string;
  /** Whether the signature holds under the shop's secret. */
  readonly isSigned: boolean;
  readonly raw: Buffer;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | null>>;
}

export interface CouponShop {
  readonly url: string;
  readonly asked: CouponAsked[];
  /** Connections that were made. */
  connections: number;
  /** What it does instead of giving a code; null: it gives one for each `webhook-id`, the same however often it is asked. */
  answer: ((response: ServerResponse, asked: CouponAsked) => void) | null;
  /** What it gave, by `webhook-id`. */
  readonly given: Map<string, string>;
  close(): Promise<void>;
}

export async function startCouponShop(secret: string): Promise<CouponShop> {
  const given = new Map<string, string>();
  const asked: CouponAsked[] = [];
  const codeFor = (id: string): string => {
    const code = given.get(id) ?? `SPRING-${given.size + 1}`;
    given.set(id, code);
    return code;
  };
  const server = createServer(async (request, response) => {
    const one = await read(request, secret);
    asked.push(one);
    if (shop.answer) return shop.answer(response, one);
    reply(response, 200, { code: codeFor(one.id), amount: "20.00", currency: "CNY" });
  });
  server.on("connection", () => {
    shop.connections += 1;
  });
  const here = await listenHere(server);
  const shop: CouponShop = {
    url: `${here.url}/coupons`,
    asked,
    connections: 0,
    answer: null,
    given,
    close: here.close,
  };
  return shop;
}

export function reply(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

async function read(request: IncomingMessage, secret: string): Promise<CouponAsked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const header = (name: string) => String(request.headers[name] ?? "");
  const [id, timestamp, signatures] = [
    header("webhook-id"),
    header("webhook-timestamp"),
    header("webhook-signature"),
  ] as const;
  return {
    id,
    signatures,
    raw,
    timestamp,
    isSigned: verify([secret], { id, timestamp, body: raw }, signatures, instant(Date.now())),
    data: JSON.parse(raw.toString("utf8")).data,
  };
}
