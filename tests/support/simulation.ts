import type { ChannelName } from "#src/domain/channel.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { completePolicy, type Policy } from "#src/domain/policy.ts";
import { type SimulatedResult, type Simulation, simulationLine } from "#src/domain/simulation.ts";
import { OrderLines } from "#src/journey/order-lines.ts";
import { simulateAll } from "#src/journey/simulate.ts";
import type { SimulationSetting } from "#src/journey/simulated-claim.ts";
import { ordersUnder } from "#src/journey/simulated-order.ts";
import type { SimulatedOrder } from "#src/journey/simulated-world.ts";
import { readPlacedOrder } from "#src/shops/order-line.ts";
import { createVault } from "#src/store/seal.ts";
import type { Shop } from "#src/store/shops.ts";
import { recordingChannel } from "#tests/support/journey.ts";

const vault = createVault(new Uint8Array(32).fill(7));

/** Nobody is held out unless the policy says so. */
export function policyOf(document: object = {}): Policy {
  const completed = completePolicy({ held_out: 0, ...document });
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  return completed.policy;
}

export const shop = {
  id: 1,
  groupId: 1,
  slug: "atelier",
  name: "云上毛衣",
  timezone: "Asia/Shanghai",
  country: "CN",
  currency: "CNY" as CurrencyCode,
  locale: "zh-CN",
  policyVersion: 1,
} as Shop;

const channels: SimulationSetting["channels"] = new Map<ChannelName, ReturnType<typeof recordingChannel>>([
  ["call", recordingChannel("call", "person")],
  ["im", recordingChannel("im")],
  ["sms", recordingChannel("sms")],
]);

export const setting = (document: object = {}): SimulationSetting => ({
  shop,
  policy: policyOf(document),
  channels,
  phoneZones: (phone) => (phone.startsWith("+86") ? ["Asia/Shanghai"] : []),
});

/** The `data` of webhooks, each a line of a file, as they are played under a policy. */
export function playable(data: readonly object[], { shop: of, policy }: SimulationSetting): SimulatedOrder[] {
  const lines = new OrderLines({ vault }, of, readPlacedOrder);
  for (const one of data) {
    const left = lines.add(JSON.stringify(one));
    if (left !== null) throw new Error(left.why);
  }
  return ordersUnder(lines.orders, of, policy);
}

/** Plays them. */
export const simulated = (data: readonly object[], under: SimulationSetting): Simulation =>
  simulateAll(under, playable(data, under));

export const play = (data: readonly object[], under: SimulationSetting): readonly SimulatedResult[] =>
  simulated(data, under).results;

/** Each reminder as `order channel state [reason] [>merged_into]`. */
export const told = (results: readonly SimulatedResult[]): string[] =>
  results
    .map(simulationLine)
    .flatMap(({ order, reminders }) =>
      reminders.map(({ channel, state, reason, merged_into }) =>
        [order, channel, state, reason ?? "", merged_into === undefined ? "" : `>${merged_into}`]
          .filter(Boolean)
          .join(" "),
      ),
    );
