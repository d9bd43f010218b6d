/** How soon after a payment is durable no request about its order begins any more. */
import { setTimeout as sleep } from "node:timers/promises";
import { startDoItYourself } from "./baselines/start.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Figure, percentile } from "./figure.ts";
import type { LoadJob } from "./load/client.ts";
import { orderId } from "./load/order-body.ts";
import { runLoad, takeOrders } from "./load/run-load.ts";
import type { Machine } from "./machine.ts";
import { type Provider, startProvider } from "./messages.ts";
import { placeByDay } from "./places.ts";
import { install, ONE_SMS, spreadDue } from "./service.ts";

const ORDERS = 2_500;
/** Orders that fall due, and are paid, in a second. */
const PER_SECOND = 250;
const SPAN = (ORDERS / PER_SECOND) * 1_000;
/** Milliseconds from an order's falling due to its payment: about when its message goes out. */
const PAID_AFTER = 150;
const SETTLE = 4_000;
const SEED_DO_IT_YOURSELF = 12_000;
/** Milliseconds after the last payment in which a message would still come. */
const LINGER = 2_000;

/** Milliseconds by which messages came after the payment had been answered, one a paid order; 0 where none came after. */
interface Windows {
  readonly all: readonly number[];
  /** Orders whose message came before the payment was answered. */
  readonly before: number;
}

/** Pays every order once it falls due, and looks when its message came, if it did. */
async function pay(
  machine: Machine,
  provider: Provider,
  load: Pick<LoadJob, "url" | "secret" | "place">,
  due: number,
): Promise<Windows> {
  const { answeredAt } = await runLoad(machine, {
    ...load,
    event: "order.paid",
    at: Date.now(),
    first: 0,
    count: ORDERS,
    connections: 32,
    warmUp: 0,
    seconds: null,
    paced: { perSecond: PER_SECOND, startAt: due + PAID_AFTER },
  });
  await sleep(LINGER);
  const came = new Map(await provider.arrivals());
  const all = answeredAt.map((paid, number) => Math.max(0, (came.get(orderId(number)) ?? paid) - paid));
  const before = answeredAt.filter((paid, number) => (came.get(orderId(number)) ?? paid) < paid).length;
  return { all, before };
}

async function ours(machine: Machine): Promise<Windows & { readonly afterPaid: number }> {
  const provider = await startProvider(machine);
  const cuifu = await install(machine, placeByDay(), provider.sendUrl);
  const service = await cuifu.start();
  await cuifu.publish(service, ONE_SMS);
  await takeOrders(machine, cuifu, service, { first: 0, count: ORDERS });
  const due = Date.now() + SETTLE;
  await spreadDue(cuifu, due, due + SPAN);
  const load = { url: cuifu.webhookUrl(service), secret: cuifu.secret, place: cuifu.place };
  const windows = await pay(machine, provider, load, due);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const afterPaid = /^cuifu_sent_after_paid_total (\d+)$/m.exec(metrics)?.[1];
  if (afterPaid === undefined) throw new Error("the service does not tell cuifu_sent_after_paid_total");
  await service.stop();
  await provider.stop();
  return { ...windows, afterPaid: Number(afterPaid) };
}

async function doItYourself(machine: Machine): Promise<Windows> {
  const provider = await startProvider(machine);
  const due = Date.now() + SEED_DO_IT_YOURSELF;
  const seed = { count: ORDERS, from: due, to: due + SPAN };
  const server = await startDoItYourself(machine, { queue: "pg-boss", providerUrl: provider.sendUrl, seed });
  if (server === null) throw new Error("pg-boss needs no Redis");
  const load = {
    url: `${server.url}/webhooks/bench`,
    secret: `whsec_${Buffer.alloc(32, 3).toString("base64")}`,
    place: placeByDay(),
  };
  const windows = await pay(machine, provider, load, due);
  await server.stop();
  await provider.stop();
  return windows;
}

const shareLate = ({ all }: Windows): number => (100 * all.filter((late) => late > 0).length) / all.length;

async function run(machine: Machine): Promise<Figure[]> {
  const baseline = await doItYourself(machine);
  const measured = await ours(machine);
  machine.tell(
    `  messages before the payment: cuifu ${measured.before}, do-it-yourself ${baseline.before} of ${ORDERS}`,
  );
  const p99 = (windows: Windows) => percentile(windows.all, 0.99);
  const own = "do-it-yourself, pg-boss";
  return [
    {
      what: "paid -> no request begins, p99",
      value: p99(measured),
      unit: "ms",
      baseline: { what: own, value: p99(baseline) },
      target: { of: "value", is: "at most", limit: 50 },
    },
    {
      what: "paid -> no request begins, longest",
      value: Math.max(...measured.all),
      unit: "ms",
      baseline: { what: own, value: Math.max(...baseline.all) },
      target: null,
    },
    {
      what: "paid orders with a request that was under way",
      value: shareLate(measured),
      unit: "%",
      baseline: { what: own, value: shareLate(baseline) },
      target: null,
    },
    {
      what: "sent although paid before",
      value: measured.afterPaid,
      unit: "",
      baseline: null,
      target: { of: "value", is: "at most", limit: 0 },
    },
  ];
}

export default {
  about: `${PER_SECOND} orders a second fall due, and are paid about when their messages go out`,
  run,
} satisfies Benchmark;
