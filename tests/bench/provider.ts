/**
 * A provider that takes 10 ms a message: `node provider.ts` prints `ready http://host:port`. `POST /send` takes a
 * message in the form of contract.md's `http` provider or of the baseline's; `GET /arrivals` tells what came, and when.
 * It checks no signature: it is no part of what is measured.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** Milliseconds until it answers. */
const TAKES = 10;

/** Epoch milliseconds when the message of an order came, by the shop's own order id; one entry a message. */
export type Arrivals = readonly (readonly [order: string, at: number])[];

interface Message {
  readonly orders: readonly { readonly id: string }[];
}

const arrivals: [string, number][] = [];

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const server = createServer(async (request, response) => {
  const at = performance.timeOrigin + performance.now();
  if (request.method === "GET") {
    response.end(JSON.stringify(arrivals satisfies Arrivals));
    return;
  }
  const { orders }: Message = JSON.parse(await readBody(request));
  for (const { id } of orders) arrivals.push([id, at]);
  const answer = `{"id":"m-${arrivals.length}"}`;
  setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(answer), TAKES);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
