/** A whole installation in processes of its own, on one database, with a provider that keeps a ledger. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { completePolicy } from "#src/domain/policy.ts";
import { createShop } from "#src/journey/create-shop.ts";
import { publishPolicy } from "#src/journey/publish-policy.ts";
import { openDatabase } from "#src/store/connect.ts";
import { createVault } from "#src/store/seal.ts";
import { queueEnvironment, queueRedis } from "#tests/support/queue-backend.ts";
import type { TestRedis } from "#tests/support/redis.ts";
import { type Child, createChildren } from "./children.ts";
import { createFacts, type Facts } from "./facts.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { redisJobs } from "./jobs.ts";
import { complaints } from "./oracle.ts";
import { DUE_AT_ONCE } from "./orders.ts";
import { createShopClient, type ShopClient } from "./shop-client.ts";
import { until } from "./until.ts";

export interface FaultSite {
  readonly shop: ShopClient;
  readonly provider: Gateway;
  readonly facts: Facts;
  /** Starts a process. @param failpoint as in `after_claim:kill`. */
  start(role: "all" | "api" | "scheduler" | "worker", failpoint?: string): Promise<Child>;
  /** Lets time pass until every reminder has ended and no job is left. */
  settle(seconds?: number): Promise<void>;
  /** What the oracle finds wrong. */
  complaints(): Promise<string[]>;
  close(): Promise<void>;
}

const SECRET = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
const STEP_MS = 1_500;
const SETTLE_SECONDS = 60;
/** No shop's cap is met, so claims need not take turns. */
const MANY = 1_000_000;

/**
 * @param url of the owner of a migrated database. `dataDir`: instead of by that address the processes reach it as their
 * embedded one. `shopCap`: near it, claims take turns. `redis`: where the queue is kept instead of in that database.
 */
export async function openSite(
  url: string,
  {
    dataDir,
    secretKey,
    shopCap = MANY,
    redis = queueRedis,
  }: { dataDir?: string; secretKey?: Uint8Array; shopCap?: number; redis?: TestRedis | null } = {},
): Promise<FaultSite> {
  const folder = await mkdtemp(path.join(tmpdir(), "cuifu-faults-"));
  const ledgerFile = path.join(folder, "ledger.ndjson");
  const configFile = path.join(folder, "cuifu.yaml");
  const children = createChildren();
  const { url: gatewayUrl } = await children.provider(SECRET, ledgerFile);
  await writeFile(configFile, configuration(gatewayUrl));
  const key = secretKey ?? new Uint8Array(randomBytes(32));
  const webhookSecret = await makeShop(url, key, shopCap);
  const facts = createFacts(url, redis === null ? null : redisJobs(redis.client));

  let address = "";
  const provider = createGateway(gatewayUrl, SECRET, ledgerFile, () => address);
  const shop = createShopClient("atelier", webhookSecret, () => address);
  const site: FaultSite = {
    shop,
    provider,
    facts,
    async start(role, failpoint) {
      const child = await children.service(role, {
        CUIFU_CONFIG: configFile,
        CUIFU_SECRET_KEY: Buffer.from(key).toString("base64"),
        ...(dataDir === undefined ? { DATABASE_URL: url, CUIFU_DATA_DIR: folder } : { CUIFU_DATA_DIR: dataDir }),
        ...queueEnvironment(redis),
        ...(failpoint === undefined ? {} : { CUIFU_FAILPOINT: failpoint }),
      });
      if (role === "api" || role === "all") address = child.url;
      return child;
    },
    async settle(seconds = SETTLE_SECONDS) {
      let next = performance.now() + STEP_MS;
      await until("every reminder ended and the queue empty", seconds, async () => {
        if ((await facts.openWork()) === 0) return true;
        if (performance.now() > next) {
          await facts.letTimePass();
          next = performance.now() + STEP_MS;
        }
        return false;
      }).catch(async (error: unknown) => {
        throw new Error(`${error instanceof Error ? error.message : error}: ${await facts.summary()}`);
      });
    },
    complaints: async () =>
      complaints({
        ...(await facts.read()),
        ledger: provider.ledger(),
        acknowledged: shop.acknowledged,
        channels: DUE_AT_ONCE.steps.map(({ channel }) => channel),
      }),
    async close() {
      await children.killAll();
      await facts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return site;
}

const configuration = (provider: string): string =>
  JSON.stringify({
    channels: Object.fromEntries(
      ["sms", "im"].map((name) => [name, { provider: "http", url: `${provider}/send`, secret: SECRET }]),
    ),
  });

/** @returns the secret its webhooks are signed with. */
async function makeShop(url: string, key: Uint8Array, shopCap: number): Promise<string> {
  const database = openDatabase(url, { max: 1, applicationName: "cuifu test" });
  const ctx = { db: database.db, vault: createVault(key) };
  const { shop, webhookSecret } = await createShop(ctx, {
    slug: "atelier",
    name: "云上毛衣",
    timezone: "Asia/Shanghai",
    country: "CN",
    currency: "CNY",
  });
  const caps = { person: { count: 100, per: "7d" }, shop: { count: shopCap, per: "1h" } };
  const policy = completePolicy({ ...DUE_AT_ONCE, caps });
  if (!policy.ok) throw new Error(JSON.stringify(policy.errors));
  await publishPolicy(ctx, { shopId: shop.id, document: policy.document, by: "test", expected: null });
  await database.close();
  return webhookSecret;
}
