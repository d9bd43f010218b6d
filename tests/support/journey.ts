import { hash, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Channel, ChannelName, SendRequest, SendResult } from "#src/domain/channel.ts";
import type { ShopEvent } from "#src/domain/event.ts";
import { type Instant, instant, toIso } from "#src/domain/instant.ts";
import type { Measures } from "#src/domain/measures.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { completePolicy } from "#src/domain/policy.ts";
import type { SendJob } from "#src/domain/send-job.ts";
import type { JourneyContext } from "#src/journey/context.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { createLastLook } from "#src/journey/last-look.ts";
import { createProviderGate } from "#src/journey/provider-gate.ts";
import { createRateTokens } from "#src/journey/rate-tokens.ts";
import { type Inbound, receiveOrders } from "#src/journey/receive-orders.ts";
import { createRecorder } from "#src/journey/record-outcomes.ts";
import { sendReminders } from "#src/journey/send-reminders.ts";
import { createChannelSlots } from "#src/journey/send-slots.ts";
import { createClaimer } from "#src/journey/share-claims.ts";
import type { Answer } from "#src/journey/take-in.ts";
import { loadReasons } from "#src/reasons.ts";
import { inspectLiquid, renderLiquid } from "#src/render/liquid.ts";
import { parseJson } from "#src/shops/json.ts";
import { readStandardBody } from "#src/shops/standard.ts";
import { type Database, openDatabase, type Tx } from "#src/store/connect.ts";
import { createPolicyReader, publishPolicy } from "#src/store/policies.ts";
import { groups, shops } from "#src/store/schema.ts";
import { createVault } from "#src/store/seal.ts";
import { createShopWordsReader } from "#src/store/shop-words.ts";
import { allShops, findShop, type Shop } from "#src/store/shops.ts";
import { inShops } from "#src/store/transaction.ts";
import { readWords } from "#src/words.ts";

/** A channel that keeps what it was asked to send and answers as it is told. */
export interface RecordingChannel extends Channel {
  readonly sent: SendRequest[];
  answer: (request: SendRequest) => Promise<SendResult> | SendResult;
}

export function recordingChannel(name: ChannelName, caller: Channel["caller"] = "machine"): RecordingChannel {
  const channel: RecordingChannel = {
    name,
    provider: "recording",
    caller,
    sent: [],
    answer: ({ contactId }) => ({ kind: "accepted", providerId: `p-${contactId}` }),
    async send(request) {
      channel.sent.push(request);
      return await channel.answer(request);
    },
    cancel: async () => undefined,
  };
  return channel;
}

/** The journey on a real database, with a clock that stands until it is moved and jobs that run when asked. */
export interface Journey {
  readonly ctx: JourneyContext;
  readonly database: Database;
  readonly channels: Record<"call" | "im" | "sms", RecordingChannel>;
  readonly jobs: SendJob[];
  readonly counts: Record<string, number>;
  readonly shop: Shop;
  moveTo(at: string | Instant): void;
  /** Does `work` when a failpoint of this name is next reached. */
  atFailpoint(name: string, work: () => Promise<unknown>): void;
  /** Posts one event body as the shop would; its `webhook-id` may be named. */
  receive(body: object, eventId?: string): Promise<Answer>;
  /** Parses bodies as the webhook would. */
  parseAll(bodies: readonly { body: object; eventId?: string }[]): Inbound[];
  receiveAll(bodies: readonly { body: object; eventId?: string }[]): Promise<PromiseSettledResult<Answer>[]>;
  /** Dispatches what is due and runs every job there is. */
  run(): Promise<void>;
  runJobs(): Promise<void>;
  putPolicy(policy: object): Promise<void>;
  /** Reads as the application role, seeing every shop. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  rows<T>(query: string): Promise<T[]>;
  close(): Promise<void>;
}

const words = readWords();
const reasons = loadReasons();

/** @param url of a migrated database of the test's own. `shared` lets a second process work on the same shop. */
export async function openJourney(
  url: string,
  options: {
    now: string;
    slug?: string;
    policy?: object;
    key?: Uint8Array;
    /** In the place of those that only record. */
    real?: Partial<Record<ChannelName, Channel>>;
  } = { now: "2026-03-10T02:00:00Z" },
): Promise<Journey> {
  const database = openDatabase(url, { max: 12, applicationName: "cuifu test" });
  const slug = options.slug ?? "atelier";
  let now = instant(Date.parse(options.now));
  const jobs: SendJob[] = [];
  const counts: Record<string, number> = {};
  const failpoints = new Map<string, () => Promise<unknown>>();
  const channels = {
    call: recordingChannel("call", "person"),
    im: recordingChannel("im"),
    sms: recordingChannel("sms"),
  };
  const ctx: JourneyContext = {
    db: database.db,
    vault: createVault(options.key ?? new Uint8Array(32).fill(7)),
    clock: { kind: "injected", now: () => now },
    realTime: {
      monotonic: () => performance.now(),
      wall: () => instant(Date.now()),
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    enqueue: async (added) => void jobs.push(...added),
    channels: new Map<ChannelName, Channel>(
      Object.entries({ ...channels, ...options.real }) as [ChannelName, Channel][],
    ),
    words: {
      templates: words,
      ofShops: createShopWordsReader(),
      render: async (template, values) => renderLiquid(template, values),
      inspect: async (text) => inspectLiquid(text),
    },
    phoneZones: (phone) => (phone.startsWith("+86") ? ["Asia/Shanghai"] : []),
    policies: createPolicyReader(),
    reasons,
    measures: countingMeasures(counts),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    publicUrl: "https://pay.example",
    failpoint: async (name) => {
      const work = failpoints.get(name);
      failpoints.delete(name);
      await work?.();
    },
  };
  const shop = (await findShop(database.db, slug)) ?? (await createShop(ctx, slug, options.policy ?? {}));
  const lastLook = createLastLook(ctx);
  const recorder = createRecorder(ctx);
  const slots = createChannelSlots(64);
  const claimer = createClaimer(ctx);
  const gear = { slots, claimer, lastLook, recorder, gate: createProviderGate(ctx), rates: createRateTokens(ctx) };

  const journey: Journey = {
    ctx,
    database,
    channels,
    jobs,
    counts,
    shop,
    moveTo(at) {
      now = typeof at === "string" ? instant(Date.parse(at)) : at;
    },
    atFailpoint: (name, work) => void failpoints.set(name, work),
    async receive(body, eventId) {
      const [answer] = await journey.receiveAll([{ body, ...(eventId === undefined ? {} : { eventId }) }]);
      if (answer?.status !== "fulfilled") throw answer?.reason ?? new Error("no answer");
      return answer.value;
    },
    parseAll: (bodies) =>
      bodies.map(({ body, eventId }) => ({
        shopId: shop.id,
        shop,
        event: parseEvent(body, eventId ?? randomUUID(), shop, now),
      })),
    receiveAll: async (bodies) => await receiveOrders(ctx, journey.parseAll(bodies)),
    async run() {
      await dispatchDue(ctx);
      await journey.runJobs();
    },
    async runJobs() {
      for (let job = jobs.shift(); job; job = jobs.shift()) await sendReminders(ctx, gear, job);
    },
    async putPolicy(policy) {
      await writePolicy(ctx, shop, policy);
    },
    read: async (work) => {
      const all = await allShops(database.db);
      return await inShops(
        database.db,
        { shops: all.map(({ id }) => id), groups: all.map(({ groupId }) => groupId) },
        work,
      );
    },
    rows: async <T>(query: string) => await journey.read(async (tx) => (await tx.execute(sql.raw(query))).rows as T[]),
    close: async () => await database.close(),
  };
  return journey;
}

async function createShop(ctx: JourneyContext, slug: string, policy: object): Promise<Shop> {
  const [group] = await ctx.db.insert(groups).values({ name: slug }).returning();
  if (!group) throw new Error("no group");
  await ctx.db.insert(shops).values({
    groupId: group.id,
    slug,
    name: "云上毛衣",
    timezone: "Asia/Shanghai",
    country: "CN",
    currency: "CNY" as CurrencyCode,
    locale: "zh-CN",
  });
  const shop = await findShop(ctx.db, slug);
  if (!shop) throw new Error("no shop");
  await writePolicy(ctx, shop, policy);
  // Providers belong to no shop: what tests before found out about theirs is not true of these.
  await ctx.db.execute(sql`DELETE FROM provider_troubles`);
  return shop;
}

/** Publishes a policy; nobody is held out unless it says so. */
async function writePolicy(ctx: JourneyContext, shop: Shop, policy: object): Promise<void> {
  const completed = completePolicy({ held_out: 0, ...policy });
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  const { document } = completed;
  await inShops(ctx.db, { shops: [shop.id] }, (tx) =>
    publishPolicy(tx, shop.id, { document, by: "test", expected: null }),
  );
}

function parseEvent(body: object, eventId: string, shop: Shop, now: Instant): ShopEvent {
  const raw = Buffer.from(JSON.stringify(body));
  const parsed = parseJson(raw);
  if (!parsed.ok) throw new Error("the test's body is no JSON");
  const reading = readStandardBody(parsed.value, { eventId, raw, country: shop.country, currency: shop.currency, now });
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.event;
}

function countingMeasures(counts: Record<string, number>): Measures {
  const add = (key: string, by = 1) => {
    counts[key] = (counts[key] ?? 0) + by;
  };
  return {
    webhook: (outcome) => add(`webhook.${outcome}`),
    ingestBatch: () => add("ingestBatch"),
    lateness: () => add("lateness"),
    contact: (channel, outcome) => add(`contact.${channel}.${outcome}`),
    stopLatency: () => add("stopLatency"),
    sentAfterPaid: () => add("sentAfterPaid"),
    alert: (kind) => add(`alert.${kind}`),
  };
}

/** An `order.created` of a buyer of the shop's own country; every part may be replaced. */
export function created(
  id: string,
  placedAt: string,
  over: { order?: object; buyer?: object; timestamp?: string; type?: string } = {},
): object {
  return {
    type: over.type ?? "order.created",
    timestamp: over.timestamp ?? toIso(instant(Date.parse(placedAt))),
    data: {
      order: {
        id,
        placed_at: placedAt,
        amount: "199.00",
        currency: "CNY",
        pay_url: `https://shop.example/pay/${id}`,
        items: [{ sku: "A1", title: "毛衣", quantity: 1, price: "199.00" }],
        ...over.order,
      },
      buyer: {
        id: `b-${id}`,
        name: "王芳",
        phone: `+86138${String(Number.parseInt(hash("sha256", id).slice(0, 8), 16) % 100_000_000).padStart(8, "0")}`,
        im: { wecom: `wx-${id}` },
        locale: "zh-CN",
        timezone: "Asia/Shanghai",
        country: "CN",
        ...over.buyer,
      },
    },
  };
}

/** Any other event about an order, which names only its id unless told otherwise. */
export const about = (type: string, id: string, timestamp: string, order: object = {}): object => ({
  type,
  timestamp,
  data: { order: { id, ...order } },
});
