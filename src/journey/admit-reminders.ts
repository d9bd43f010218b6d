import type { ReminderId } from "../domain/brand.ts";
import { type Channel, sendersOf } from "../domain/channel.ts";
import { routesFor, type Tried } from "../domain/route.ts";
import type { SendJob } from "../domain/send-job.ts";
import { inShops } from "../store/transaction.ts";
import { readTriedReminders } from "../store/tried.ts";
import type { JourneyContext } from "./context.ts";
import type { ProviderGate } from "./provider-gate.ts";
import type { RateTokens } from "./rate-tokens.ts";

/** Reminders that may be claimed for one provider now. */
export interface Admitted {
  readonly sender: Channel;
  readonly reminders: readonly ReminderId[];
  /** One reminder, sent to find out how a provider in trouble is. */
  readonly isProbe: boolean;
}

export interface Admission {
  readonly admitted: readonly Admitted[];
  /** Every provider they could go to is paused. */
  readonly held: readonly ReminderId[];
  /** There is no token for them, for `wait` milliseconds. */
  readonly later: readonly ReminderId[];
  readonly wait: number;
}

/**
 * What must be so before reminders are claimed: a provider that is not in trouble, and a token of its rate (design.md,
 * "The send permit", 1). With one provider and no rate it asks the database for nothing.
 */
export async function admitReminders(
  ctx: JourneyContext,
  { gate, rates }: { readonly gate: ProviderGate; readonly rates: RateTokens },
  channel: Channel,
  part: Pick<SendJob, "shops" | "reminders">,
): Promise<Admission> {
  const senders = sendersOf(channel);
  const tried = senders.length > 1 ? await readTried(ctx, part) : new Map<ReminderId, Tried[]>();
  const { wanted, probes, held } = await choose(gate, senders, tried, part.reminders);
  const admitted: Admitted[] = probes.map(({ sender, id }) => ({ sender, reminders: [id], isProbe: true }));
  const later: ReminderId[] = [];
  let wait = Number.POSITIVE_INFINITY;
  for (const [sender, reminders] of wanted) {
    const { granted, nextIn } = await rates.take(sender, reminders.length);
    if (granted > 0) admitted.push({ sender, reminders: reminders.slice(0, granted), isProbe: false });
    later.push(...reminders.slice(granted));
    if (granted < reminders.length) wait = Math.min(wait, nextIn);
  }
  return { admitted, held, later, wait };
}

const readTried = (ctx: JourneyContext, { shops, reminders }: Pick<SendJob, "shops" | "reminders">) =>
  inShops(ctx.db, { shops }, (tx) => readTriedReminders(tx, reminders));

interface Choice {
  readonly wanted: ReadonlyMap<Channel, readonly ReminderId[]>;
  readonly probes: readonly { readonly sender: Channel; readonly id: ReminderId }[];
  readonly held: readonly ReminderId[];
}

/** Each reminder goes to the best provider that takes any; one may find out how a provider in trouble is. */
async function choose(
  gate: ProviderGate,
  senders: readonly [Channel, ...Channel[]],
  tried: ReadonlyMap<ReminderId, readonly Tried[]>,
  ids: readonly ReminderId[],
): Promise<Choice> {
  const wanted = new Map<Channel, ReminderId[]>();
  const probes = new Map<Channel, ReminderId | null>();
  const held: ReminderId[] = [];
  const names = senders.map(({ provider }) => provider);
  for (const id of ids) {
    const routes = routesFor(names, tried.get(id) ?? []);
    // Nothing is proven, or all refused: the claim has the last word, under the first name.
    const order = routes.length === 0 ? names.slice(0, 1) : routes;
    const sender = await firstOpen(gate, senders, order, probes, id);
    if (sender === null) held.push(id);
    else if (probes.get(sender) !== id) wanted.set(sender, [...(wanted.get(sender) ?? []), id]);
  }
  return { wanted, probes: [...probes].flatMap(([sender, id]) => (id === null ? [] : [{ sender, id }])), held };
}

/** The first that takes any; `probes` is whose turn to find out was asked for, and with what: null where it was not had. */
async function firstOpen(
  gate: ProviderGate,
  senders: readonly Channel[],
  order: readonly string[],
  probes: Map<Channel, ReminderId | null>,
  id: ReminderId,
): Promise<Channel | null> {
  for (const name of order) {
    const sender = senders.find(({ provider }) => provider === name);
    const phase = sender ? await gate.phase(sender) : "open";
    if (!sender || phase === "open") continue;
    if (phase === "closed") return sender;
    // Asked for once: whoever has the turn keeps it for a while.
    if (probes.has(sender)) continue;
    const isMine = await gate.tryProbe(sender);
    probes.set(sender, isMine ? id : null);
    if (isMine) return sender;
  }
  return null;
}
