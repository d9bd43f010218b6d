import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { alertSecret, createAlerts } from "#src/alerts.ts";
import { instant } from "#src/domain/instant.ts";
import { verify } from "#src/domain/standard-webhooks.ts";
import { createVault } from "#src/store/seal.ts";

const vault = createVault(new Uint8Array(32).fill(7));
const ALERT = { code: "shop_cap", shop: "atelier", detail: "Look at it" } as const;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A receiver that answers with these statuses, one after the other. */
async function receiver(...statuses: number[]) {
  const got: { headers: Record<string, string>; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    got.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts) });
    response.writeHead(statuses.shift() ?? 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

function alertsTo(url: string | null) {
  const logged: string[] = [];
  const waits: number[] = [];
  const write = (_: object, message: string) => void logged.push(message);
  const alerts = createAlerts(url, {
    vault,
    log: { debug: write, info: write, warn: write, error: write },
    realTime: {
      monotonic: () => performance.now(),
      wall: () => instant(Date.now()),
      wait: async (milliseconds) => void waits.push(milliseconds),
    },
  });
  return { alerts, logged, waits };
}

it("an alert is signed JSON, sent again under the same id until it is taken", async () => {
  const { got, url } = await receiver(500, 204);
  const { alerts, waits } = alertsTo(url);
  alerts.raise(ALERT);
  await alerts.idle();
  expect(got.length).toBe(2);
  expect(waits).toEqual([1_000]);
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const { headers, body } of got) {
    expect(JSON.parse(body.toString())).toEqual({
      type: "alert",
      timestamp: expect.stringMatching(/Z$/),
      data: ALERT,
    });
    const message = { id: headers["webhook-id"] ?? "", timestamp: headers["webhook-timestamp"] ?? "", body };
    expect(verify([alertSecret(vault)], message, headers["webhook-signature"] ?? "", instant(Date.now()))).toBe(true);
  }
});

it("one that nobody takes is given up and logged; without an address it is logged alone", async () => {
  const { got, url } = await receiver(500, 500, 500);
  const { alerts, logged } = alertsTo(url);
  alerts.raise(ALERT);
  await alerts.idle();
  expect(got.length).toBe(3);
  expect(logged).toEqual(["Look at it", "an alert did not reach ALERT_WEBHOOK_URL"]);
  const silent = alertsTo(null);
  silent.alerts.raise(ALERT);
  await silent.alerts.idle();
  expect(silent.logged).toEqual(["Look at it"]);
  expect(await silent.alerts.deliver(ALERT)).toBe(false);
});
