/**
 * Sends a load of signed webhooks: `node client.ts '<LoadJob as JSON>'`. Every request is built and signed before the
 * clock starts. Prints `LoadResult` as one JSON line.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { instant } from "#src/domain/instant.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { percentile } from "../figure.ts";
import type { Place } from "../places.ts";
import { type Connection, openConnection } from "./connection.ts";
import { orderBody } from "./order-body.ts";

export interface LoadJob {
  /** Where the webhooks go. */
  readonly url: string;
  readonly secret: string;
  readonly event: "order.created" | "order.paid";
  readonly place: Place;
  /** Epoch milliseconds in the bodies: the same job sends the same bodies. */
  readonly at: number;
  /** Numbers of the orders: the first and how many. */
  readonly first: number;
  readonly count: number;
  readonly connections: number;
  /** So many of them are sent before the clock starts. */
  readonly warmUp: number;
  /** The load ends after so many seconds where it has not come to its end before; null: it runs to its end. */
  readonly seconds: number | null;
  /** Null: as fast as they are answered. Else so many a second, from `startAt` (epoch milliseconds) on. */
  readonly paced: { readonly perSecond: number; readonly startAt: number } | null;
}

export interface LoadResult {
  /** Within the clock. */
  readonly sent: number;
  readonly perSecond: number;
  /** Milliseconds a request. */
  readonly p50: number;
  readonly p99: number;
  /** Answers by status, all of them. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Epoch milliseconds of the answer, by the request's place; of a paced load only. */
  readonly answeredAt: readonly number[];
}

const wall = () => performance.timeOrigin + performance.now();

function requestsOf({ url, secret, event, place, at, first, count }: LoadJob): Buffer[] {
  const { host, pathname } = new URL(url);
  const now = instant(Date.now());
  return Array.from({ length: count }, (_, index) => {
    const body = Buffer.from(orderBody(event, first + index, place, at));
    const signed = signedHeaders(secret, `${event}-${first + index}`, now, body);
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      "content-type: application/json",
      `content-length: ${body.length}`,
      ...Object.entries(signed).map(([name, value]) => `${name}: ${value}`),
    ];
    return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
  });
}

class Load {
  readonly statuses: Record<string, number> = {};
  readonly latencies: number[] = [];
  readonly answeredAt: number[] = [];
  private readonly connections: readonly Connection[];

  constructor(connections: readonly Connection[]) {
    this.connections = connections;
  }

  /** Sends on every connection until `requests` are through or `until` (of `performance.now()`) has come. */
  async run(requests: readonly Buffer[], until: number, paced: LoadJob["paced"]): Promise<void> {
    let next = 0;
    const work = async (connection: Connection): Promise<void> => {
      for (let at = next++; at < requests.length && performance.now() < until; at = next++) {
        const request = requests[at];
        if (request === undefined) return;
        if (paced !== null) await sleep(Math.max(0, paced.startAt + (at / paced.perSecond) * 1_000 - wall()));
        const started = performance.now();
        const status = await connection.exchange(request);
        this.latencies.push(performance.now() - started);
        if (paced !== null) this.answeredAt[at] = wall();
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      }
    };
    await Promise.all(this.connections.map(work));
  }
}

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = requestsOf(job);
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(new URL(job.url))),
  );
  const load = new Load(connections);
  await load.run(requests.slice(0, job.warmUp), Number.POSITIVE_INFINITY, null);
  load.latencies.length = 0;
  const started = performance.now();
  const until = started + (job.seconds ?? Number.POSITIVE_INFINITY) * 1_000;
  await load.run(requests.slice(job.warmUp), until, job.paced);
  const seconds = (performance.now() - started) / 1_000;
  for (const connection of connections) connection.close();
  const { statuses, latencies, answeredAt } = load;
  const sent = latencies.length;
  return {
    sent,
    perSecond: sent / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    statuses,
    answeredAt,
  };
}

if (import.meta.main) {
  const job: LoadJob = JSON.parse(process.argv[2] ?? "");
  process.stdout.write(`${JSON.stringify(await run(job))}\n`);
}
