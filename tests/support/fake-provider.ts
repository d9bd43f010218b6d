/**
 * A gateway as contract.md's `http` provider expects it, with a ledger that is synced to disk before each answer.
 * Runs in the test's process (`startFakeProvider`) or alone:
 * `node tests/support/fake-provider.ts --secret whsec_… --ledger FILE [--port N] [--behaviour NAME]` prints
 * `ready http://host:port`; `PUT /behaviour` with a name as the body changes what it does.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import { listenHere } from "#tests/support/local-server.ts";

/** What it does with a request. All but `throttle`, `refuse` and `reset_unread` may count as having accepted it. */
const BEHAVIOURS = [
  "accept",
  "accept_number",
  "no_id",
  "garbage",
  "big_body",
  "slow_body",
  "cut_body",
  "hang",
  "reset",
  "reset_unread",
  "redirect",
  "throttle",
  "refuse",
  "fail",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface LedgerLine {
  /** Real time, ISO. */
  readonly at: string;
  readonly contact_id: string;
  readonly channel: string;
  /** SHA-256 of `to`, hexadecimal. */
  readonly to_hash: string;
  /** The shop's own ids. */
  readonly orders: readonly string[];
  readonly answer: Behaviour | "forged";
}

interface GatewayRequest {
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly contact_id: string;
    readonly channel: string;
    readonly shop: string;
    readonly to: string;
    readonly locale: string;
    readonly text: string;
    readonly subject?: string;
    readonly orders: readonly { id: string; amount: string; currency: string; pay_url: string | null }[];
  };
}

export interface FakeProvider {
  readonly url: string;
  /** Connections on which at least one byte came. */
  requestCount(): number;
  /** The whole requests, in the order they came. */
  requests(): readonly GatewayRequest[];
  /** Settles when the next whole request is in the ledger. */
  nextRequest(): Promise<GatewayRequest>;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export interface FakeProviderOptions {
  readonly secret: string;
  readonly ledgerFile: string;
  readonly behaviour?: Behaviour;
  readonly port?: number;
  /** Of a throttled answer: `Retry-After`. */
  readonly retryAfter?: string;
}

export async function startFakeProvider(options: FakeProviderOptions): Promise<FakeProvider> {
  const ledger = openSync(options.ledgerFile, "a");
  const requests: GatewayRequest[] = [];
  let behaviour = options.behaviour ?? "accept";
  let count = 0;
  let waiting = Promise.withResolvers<GatewayRequest>();

  const server = createServer(async (request, response) => {
    if (request.method === "PUT" && request.url === "/behaviour") {
      const asked = (await readBody(request)).toString();
      behaviour = BEHAVIOURS.find((known) => known === asked) ?? behaviour;
      response.end(behaviour);
      return;
    }
    count += 1;
    if (behaviour === "reset_unread") {
      request.socket.resetAndDestroy();
      return;
    }
    const raw = await readBody(request);
    const good = signatureIsGood(options.secret, request.headers, raw);
    const body: GatewayRequest["body"] = JSON.parse(raw.toString());
    const answer = good ? behaviour : "forged";
    record(ledger, body, answer);
    const received = { headers: request.headers, body };
    requests.push(received);
    waiting.resolve(received);
    waiting = Promise.withResolvers();
    if (answer === "forged") response.writeHead(401).end();
    else respond(answer, body.contact_id, response, options.retryAfter ?? "30");
  });
  const here = await listenHere(server, options.port);
  return {
    url: `${here.url}/send`,
    requestCount: () => count,
    requests: () => requests,
    nextRequest: () => waiting.promise,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      await here.close();
      closeSync(ledger);
    },
  };
}

/** The lines of a ledger file. */
export const readLedger = (file: string): LedgerLine[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Standard Webhooks, written apart from the product's own so that a mistake there is seen. */
function signatureIsGood(secret: string, headers: IncomingMessage["headers"], body: Buffer): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body.toString()}`;
  const expected = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  const given = Buffer.from(String(headers["webhook-signature"]));
  const age = Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"]));
  return age < 300 && given.length === expected.length && timingSafeEqual(given, expected);
}

function record(ledger: number, body: GatewayRequest["body"], answer: LedgerLine["answer"]): void {
  const line: LedgerLine = {
    at: new Date().toISOString(),
    contact_id: body.contact_id,
    channel: body.channel,
    to_hash: createHash("sha256").update(body.to).digest("hex"),
    orders: body.orders.map(({ id }) => id),
    answer,
  };
  writeSync(ledger, `${JSON.stringify(line)}\n`);
  fsyncSync(ledger);
}

function respond(behaviour: Behaviour, contactId: string, response: ServerResponse, retryAfter: string): void {
  const accepted = JSON.stringify({ id: `fake-${contactId}` });
  switch (behaviour) {
    case "accept":
      response.writeHead(200, { "content-type": "application/json" }).end(accepted);
      return;
    case "accept_number":
      response.writeHead(201).end('{"id":42}');
      return;
    case "no_id":
      response.writeHead(200).end("{}");
      return;
    case "garbage":
      response.writeHead(200).end("<html>OK</html>");
      return;
    case "big_body":
      response.writeHead(200).end(`{"id":"x","padding":"${"x".repeat(100_000)}"}`);
      return;
    case "slow_body":
      response.writeHead(200, { "content-length": accepted.length }).write(accepted.slice(0, 5));
      return;
    case "cut_body":
      response.writeHead(200, { "content-length": accepted.length });
      response.write(accepted.slice(0, -1), () => response.socket?.destroy());
      return;
    case "hang":
      return;
    case "reset":
    case "reset_unread":
      response.socket?.resetAndDestroy();
      return;
    case "redirect":
      response.writeHead(307, { location: "/send" }).end();
      return;
    case "throttle":
      response.writeHead(429, { "retry-after": retryAfter }).end();
      return;
    case "refuse":
      response.writeHead(422).end();
      return;
    case "fail":
      response.writeHead(500).end();
      return;
    default:
      behaviour satisfies never;
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      secret: { type: "string" },
      ledger: { type: "string" },
      port: { type: "string" },
      behaviour: { type: "string" },
    },
  });
  const provider = await startFakeProvider({
    secret: values.secret ?? "",
    ledgerFile: values.ledger ?? "",
    port: Number(values.port ?? 0),
    behaviour: BEHAVIOURS.find((known) => known === values.behaviour) ?? "accept",
  });
  process.stdout.write(`ready ${new URL(provider.url).origin}\n`);
}
