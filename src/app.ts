/** The composition root: everything is built here, and nowhere else. */
import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { loadCalendars } from "./calendars.ts";
import { alertWebhook } from "./channels/alert-webhook.ts";
import { buildChannels } from "./channels/build.ts";
import { shopCoupons } from "./channels/shop-coupons.ts";
import type { Config } from "./config.ts";
import { providersOf } from "./configured-providers.ts";
import { type ReachedDatabase, reachDatabase } from "./database.ts";
import type { Channel, ChannelName } from "./domain/channel.ts";
import type { MarkKeeper } from "./domain/high-water.ts";
import { type Clock, type Instant, instant } from "./domain/instant.ts";
import type { Log } from "./domain/log.ts";
import { logUntil, within } from "./drain.ts";
import { createFailpoint } from "./failpoint.ts";
import { type Listener, listen } from "./http/listen.ts";
import { createMetrics } from "./http/metrics.ts";
import { createHttpApp } from "./http/server.ts";
import { createCallDesk } from "./journey/call-desk.ts";
import type { JourneyContext, RealTime } from "./journey/context.ts";
import { dispatchDue } from "./journey/dispatch-due.ts";
import { firstAdminAddress } from "./journey/first-admin.ts";
import { groupCommit } from "./journey/group-commit.ts";
import { createRestoreGuard } from "./journey/guard-restore.ts";
import { createLastLook } from "./journey/last-look.ts";
import { createProviderGate } from "./journey/provider-gate.ts";
import { createRateTokens } from "./journey/rate-tokens.ts";
import { type Inbound, receiveOrders } from "./journey/receive-orders.ts";
import { createRecorder } from "./journey/record-outcomes.ts";
import { sendReminders } from "./journey/send-reminders.ts";
import { createChannelSlots } from "./journey/send-slots.ts";
import { createClaimer } from "./journey/share-claims.ts";
import type { Answer } from "./journey/take-in.ts";
import { createLog } from "./log.ts";
import { fileMarkKeeper } from "./mark-file.ts";
import { loadPrices } from "./prices.ts";
import { postgresBackend } from "./queue/postgres-backend.ts";
import { redisBackend } from "./queue/redis-backend.ts";
import { redisMarkKeeper } from "./queue/redis-mark.ts";
import { openSendQueue, type SendQueue, startSendWorkers } from "./queue/send-queue.ts";
import { loadReasons } from "./reasons.ts";
import { createRender } from "./render/render.ts";
import { renderThread } from "./render/thread.ts";
import { type Scheduler, startScheduler } from "./scheduler.ts";
import { loadPhoneZones } from "./shops/phone-zones.ts";
import { type Database, LONG_STATEMENT, openDatabase, openForeignPool, type Tx } from "./store/connect.ts";
import { countUnderWay, nextDueAt } from "./store/open-work.ts";
import { createPolicyReader } from "./store/policies.ts";
import { createVault } from "./store/seal.ts";
import { createShopWordsReader } from "./store/shop-words.ts";
import { allShops } from "./store/shops.ts";
import { inShops } from "./store/transaction.ts";
import { readVersion } from "./version.ts";
import { readWords } from "./words.ts";

export { migrateDatabase } from "./database.ts";
export { examine } from "./doctor/examine.ts";
export { checkFile, type ImportFormat, placeIn, readRows } from "./shops/import-rows.ts";
export { readImportedOrder, readPlacedOrder } from "./shops/order-line.ts";

/** What a process does (design.md): `all` is the other three in one. */
export type Role = "all" | "api" | "scheduler" | "worker";

/** What tests and the demo put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly channels?: Readonly<Partial<Record<ChannelName, Channel>>>;
  /** Where `console` channels print; stderr, because stdout has the one line that says where the service listens. */
  readonly out?: Writable;
  readonly log?: Log;
  /** False: an embedded database may forget what it was told when the power fails. */
  readonly durable?: boolean;
}

export interface App {
  readonly ctx: JourneyContext;
  readonly alerts: {
    /** `whsec_…`: what alerts are signed with. */
    readonly secret: string;
    /** Posts one to the operator's address. @returns whether it was taken; false where there is no address. */
    postTest(): Promise<boolean>;
  };
  /** Where the high-water mark of the database is kept outside it. */
  readonly markKeeper: MarkKeeper;
  /** Of the database's owner, for migrations and checks. */
  readonly databaseUrl: string;
  /** Starts the roles this process has, once. @returns where it listens, without a slash at the end. */
  start(...roles: readonly Role[]): Promise<string>;
  /** Finishes what is under way, in less than 30 s, and closes everything. Started or not; again, it does nothing. */
  stop(): Promise<void>;
  /** Enqueues what is due by the clock, as the scheduler does: for whoever steps the clock. @returns how many. */
  dispatchOnce(): Promise<number>;
  /** Where the first admin is made, once; null where there is one. */
  firstAdminAddress(): Promise<string | null>;
  /** When the next planned reminder is due; null where none is planned. */
  nextDue(): Promise<Instant | null>;
  /** Resolves when nothing is being taken in, queued, claimed or recorded, and statistics know of it all. */
  whenIdle(): Promise<void>;
}

const CONNECTIONS = 20;
/** Exports and the like that run at once; whoever comes then waits, and fails after 10 s. */
const LONG_CONNECTIONS = 4;
/** Provider requests one process may have under way. */
const SEND_SLOTS = 128;
const INTAKE = { batch: 256, concurrency: 1 };
/** Milliseconds that each gets to end when the service stops: 28 s in all. A provider request takes 10 s at most. */
const GRACE = { http: 5_000, workers: 14_000, records: 4_000, connections: 2_500 };
const IDLE_POLL = 5;
/** What a process without the API answers too. */
const PROBES = ["/healthz", "/readyz", "/metrics"];

/**
 * Builds the service of `config`; nothing listens, sends or looks before `start`. Throws `ConfigError` or
 * `DatabaseError` where it can't run, having closed what it opened.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config.logLevel);
  const failpoint = createFailpoint(config.failpoint);
  const reached = await reachDatabase(config, log, overrides.durable ?? true);
  const database = openDatabase(reached.url, { max: CONNECTIONS, applicationName: "cuifu" });
  const long = openDatabase(reached.url, { max: LONG_CONNECTIONS, applicationName: "cuifu", longest: LONG_STATEMENT });
  try {
    return await compose(config, overrides, { log, failpoint, reached, database, long });
  } catch (error) {
    await closeAll(database, long);
    await reached.release();
    throw error;
  }
}

interface Parts {
  readonly log: Log;
  readonly failpoint: JourneyContext["failpoint"];
  readonly reached: ReachedDatabase;
  readonly database: Database;
  /** For whatever reads whole tables: opened when it is first used. */
  readonly long: Database;
}

async function closeAll(...pools: readonly Database[]): Promise<void> {
  await Promise.all(pools.map((pool) => pool.close()));
}

async function compose(config: Config, overrides: Overrides, parts: Parts): Promise<App> {
  const { log, reached, database, long } = parts;
  const clock = overrides.clock ?? { kind: "database" };
  const backend =
    config.redis === null ? postgresBackend((pool) => openForeignPool(reached.url, pool)) : redisBackend(config.redis);
  const metrics = createMetrics();
  const thread = renderThread();
  // Opened by the first who needs it: a command beside the service seldom does.
  let opened: SendQueue | null = null;
  let closed = false;
  const closing = new AbortController();
  const version = readVersion();
  let started: readonly Role[] = [];
  const queueLog = logUntil(() => closed, log);
  const queue = (): SendQueue => {
    opened ??= openSendQueue(backend, queueLog);
    return opened;
  };
  // Nobody who takes orders in needs the queue: a load balancer must not turn shops away while it is gone.
  let needsQueue = true;
  let listener: Listener | null = null;
  const publicUrl = () => config.publicUrl ?? listener?.url ?? `http://${config.host}:${config.port}`;
  const vault = createVault(reached.secretKey);
  const desk = createCallDesk({ db: database.db, clock, vault });
  // It follows from the service's key, so that nothing more need be set.
  const alertSecret = `whsec_${Buffer.from(vault.hash("alerts", "webhook secret")).toString("base64")}`;
  const postAlert = config.alertWebhookUrl === null ? null : alertWebhook(config.alertWebhookUrl, alertSecret);

  const ctx: JourneyContext = {
    db: database.db,
    longDb: long.db,
    vault,
    clock,
    realTime,
    enqueue: (jobs) => queue().enqueue(jobs),
    channels: buildChannels(
      config.channels,
      {
        out: overrides.out ?? process.stderr,
        desk,
        mail: { url: config.smtpUrl, from: config.mailFrom },
        twilio: config.twilio,
        publicUrl,
      },
      overrides.channels,
    ),
    words: {
      templates: readWords(),
      ofShops: createShopWordsReader(),
      render: createRender(thread),
      inspect: thread.inspect,
    },
    phoneZones: await loadPhoneZones(),
    calendars: loadCalendars(),
    prices: loadPrices(),
    coupons: shopCoupons(config.outbound.allow, realTime.monotonic),
    policies: createPolicyReader(),
    reasons: loadReasons(),
    measures: metrics.measures,
    log,
    get publicUrl() {
      return publicUrl();
    },
    failpoint: parts.failpoint,
  };

  const redisMark = config.redis === null ? null : redisMarkKeeper(config.redis);
  const markKeeper = redisMark ?? fileMarkKeeper(config, log);
  const guard = createRestoreGuard(ctx, markKeeper);
  const intake = groupCommit<Inbound, Answer>((events) => receiveOrders(ctx, events), INTAKE);
  const claimer = createClaimer(ctx);
  const lastLook = createLastLook(ctx);
  const recorder = createRecorder(ctx);
  const slots = createChannelSlots(SEND_SLOTS);
  const gear = { slots, claimer, lastLook, recorder, gate: createProviderGate(ctx), rates: createRateTokens(ctx) };
  const api = createHttpApp({
    ctx,
    intake,
    queueCounts: () => queue().counts(),
    shownQueues: () => queue().shown(),
    metrics,
    httpSecrets: providersOf(config).flatMap(({ settings }) => (settings.provider === "http" ? [settings.secret] : [])),
    twilioAuthToken: usesTwilio(config) ? config.twilio.authToken : null,
    aliyunCallSecrets: callSecretsOf(config),
    linkGear: gear,
    installation: () => ({
      version,
      publicUrl: config.publicUrl,
      queue: config.redis === null ? "postgresql" : "redis",
      roles: started,
    }),
    closing: closing.signal,
    isReady: () => isReady(database, needsQueue ? queue() : null),
  });

  let scheduler: Scheduler | null = null;
  let workers: { close(): Promise<void> } | null = null;
  let stopped: Promise<void> | null = null;

  const stop = async (): Promise<void> => {
    closing.abort();
    await listener?.close(GRACE.http);
    await intake.idle();
    await scheduler?.stop();
    slots.close();
    await within(GRACE.workers, workers?.close(), () => log.error({}, "sends under way end as unknown"));
    await within(GRACE.records, recorder.idle(), () => log.error({}, "outcomes not recorded end as unknown"));
    await thread.close();
    await within(GRACE.connections, opened?.close());
    await backend.close();
    redisMark?.close();
    closed = true;
    await within(GRACE.connections, closeAll(database, long));
    await reached.release();
  };

  return {
    ctx,
    alerts: {
      secret: alertSecret,
      async postTest() {
        const detail = { advice: "This is a test: somebody wanted to see whether alerts arrive" };
        const test = { id: randomUUID(), kind: "test", shop: null, detail, raisedAt: realTime.wall() };
        return (await postAlert?.(test)) ?? false;
      },
    },
    markKeeper,
    databaseUrl: reached.url,
    async start(...roles) {
      started = roles;
      if (usesTwilio(config) && config.twilio.baseUrl === null && config.publicUrl === null) {
        log.warn({}, "Twilio can't report back without a public address: set PUBLIC_URL");
      }
      if (callSecretsOf(config).length > 0 && config.publicUrl === null) {
        log.warn({}, "Alibaba Cloud can't tell who pressed 9 without a public address: set PUBLIC_URL");
      }
      const has = (role: Role) => roles.includes("all") || roles.includes(role);
      needsQueue = has("scheduler") || has("worker");
      listener = await listen(has("api") ? api : probesOf(api), config);
      if (has("worker")) {
        if (!has("api") && config.publicUrl === null)
          log.warn({}, "pay links lead here: set PUBLIC_URL to the api role's");
        workers = startSendWorkers(backend, queueLog, async (job) => {
          await guard.ensure();
          await sendReminders(ctx, gear, job);
        });
      }
      if (has("scheduler")) scheduler = startScheduler(ctx, guard, postAlert);
      return listener.url;
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
    dispatchOnce: () => dispatchDue(ctx),
    firstAdminAddress: () => firstAdminAddress(ctx),
    nextDue: () => acrossShops(ctx, nextDueAt),
    async whenIdle() {
      await intake.idle();
      while ((await acrossShops(ctx, countUnderWay)) > 0) await sleep(IDLE_POLL);
      await recorder.idle();
    },
  };
}

const realTime: RealTime = {
  monotonic: () => performance.now(),
  wall: () => instant(Date.now()),
  wait: (milliseconds) => sleep(milliseconds),
};

async function acrossShops<T>({ db }: JourneyContext, read: (tx: Tx) => Promise<T>): Promise<T> {
  const shops = (await allShops(db)).map(({ id }) => id);
  return await inShops(db, { shops }, read);
}

const usesTwilio = (config: Config): boolean =>
  providersOf(config).some(({ settings }) => settings.provider.startsWith("twilio"));

/** Of the accounts that calls are made with by Alibaba Cloud. */
const callSecretsOf = (config: Config): string[] =>
  providersOf(config).flatMap(({ settings }) => ("show_number" in settings ? [settings.access_key_secret] : []));

/** Throws where one of them is away. */
async function isReady({ pool }: Database, queue: SendQueue | null): Promise<boolean> {
  await pool.query("SELECT 1");
  await queue?.counts();
  return true;
}

/** A process without the API still tells how it is. */
function probesOf(api: Hono): Hono {
  const probes = new Hono();
  for (const path of PROBES) probes.get(path, (c) => api.fetch(c.req.raw));
  return probes;
}
