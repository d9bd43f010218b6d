import { randomUUID } from "node:crypto";
import type { Channel, ChannelName } from "#src/domain/channel.ts";
import { instant } from "#src/domain/instant.ts";
import type { Role } from "#src/domain/role.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { listen } from "#src/http/listen.ts";
import { createMetrics } from "#src/http/metrics.ts";
import { createHttpApp } from "#src/http/server.ts";
import type { JourneyContext } from "#src/journey/context.ts";
import { createShop } from "#src/journey/create-shop.ts";
import { createStaff } from "#src/journey/create-staff.ts";
import { groupCommit } from "#src/journey/group-commit.ts";
import { createLastLook } from "#src/journey/last-look.ts";
import { createProviderGate } from "#src/journey/provider-gate.ts";
import { receiveOrders } from "#src/journey/receive-orders.ts";
import { createRecorder } from "#src/journey/record-outcomes.ts";
import { COMMAND_LINE } from "#src/journey/staff-scope.ts";
import { openDatabase } from "#src/store/connect.ts";
import { createVault } from "#src/store/seal.ts";
import { documentedFetch } from "./documented.ts";
import { ACCESS_KEY } from "./fake-china/aliyun.ts";
import { AUTH_TOKEN } from "./fake-twilio/server.ts";
import { type Journey, openJourney } from "./journey.ts";

/** A shop that talks to the service over HTTP. Every answer is held to the API's document. */
export interface HttpShop {
  readonly slug: string;
  readonly secret: string;
  readonly key: string;
  /** Posts a signed webhook; a text goes as it is. */
  post(body: object | string, over?: { id?: string; headers?: Record<string, string> }): Promise<Response>;
  /** Calls the API with the shop's key. `path` follows `/api/v1/`. */
  api(path: string, init?: RequestInit): Promise<Response>;
  /** The same, as JSON; throws where the answer is no 2xx. */
  get<T>(path: string): Promise<T>;
}

/** A member of staff who is signed in. */
export interface SignedInStaff {
  readonly username: string;
  /** As a browser sends it. */
  readonly cookie: string;
  /** Calls the API as the page does: with the cookie, and its origin on changes. `path` follows `/api/`. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

/** The HTTP side on a real database, behind a real server on a free port. */
export interface HttpService {
  readonly url: string;
  readonly journey: Journey;
  /** What the service answers, as `GET /path`. */
  readonly routes: readonly string[];
  readonly shop: HttpShop;
  /** What was logged: fields and message, as one text each. */
  readonly logged: string[];
  addShop(slug: string): Promise<HttpShop>;
  /** A shop that was made elsewhere, with what it got. */
  shopOf(slug: string, secret: string, key: string): HttpShop;
  /** Makes a member of staff and signs them in. `shops`: slugs; every shop where it is absent. */
  staff(role: Role, shops?: readonly string[]): Promise<SignedInStaff>;
  close(): Promise<void>;
}

/** The secret of the provider that reports by `/callbacks/http`. */
export const PROVIDER_SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

export async function openHttpService(
  url: string,
  options: {
    now: string;
    requestTimeout?: number;
    over?: Partial<JourneyContext>;
    /** Channels in the place of those that only record. */
    real?: Partial<Record<ChannelName, Channel>>;
  },
): Promise<HttpService> {
  const vault = createVault(new Uint8Array(32).fill(7));
  const directory = openDatabase(url, { max: 2, applicationName: "cuifu test" });
  const createHttpShop = async (slug: string) =>
    await createShop(
      { db: directory.db, vault },
      { slug, name: "云上毛衣", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" },
    );
  const first = await createHttpShop("atelier");
  const journey = await openJourney(url, { now: options.now, slug: "atelier", real: options.real ?? {} });
  await journey.putPolicy({});
  const logged: string[] = [];
  const write = (fields: object, message: string) =>
    void logged.push(
      `${message} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? value.message : value))}`,
    );
  const metrics = createMetrics();
  const closing = new AbortController();
  const ctx: JourneyContext = {
    ...journey.ctx,
    measures: metrics.measures,
    log: { debug: write, info: write, warn: write, error: write },
    ...options.over,
  };
  const app = createHttpApp({
    ctx,
    intake: groupCommit((items) => receiveOrders(ctx, items), { batch: 64, concurrency: 2 }),
    queueCounts: async () => [{ queue: "send-sms", counts: { waiting: 2 } }],
    shownQueues: () => [],
    metrics,
    httpSecrets: [PROVIDER_SECRET],
    twilioAuthToken: AUTH_TOKEN,
    aliyunCallSecrets: [ACCESS_KEY.accessKeySecret],
    linkGear: { gate: createProviderGate(ctx), lastLook: createLastLook(ctx), recorder: createRecorder(ctx) },
    isReady: async () => true,
    installation: () => ({ version: "0.0.0", publicUrl: null, queue: "postgresql", roles: ["all"] }),
    closing: closing.signal,
  });
  const listener = await listen(app, {
    host: "127.0.0.1",
    port: 0,
    ...(options.requestTimeout === undefined ? {} : { requestTimeout: options.requestTimeout }),
  });
  const shopOf = (slug: string, secret: string, key: string): HttpShop => {
    const api = (path: string, init: RequestInit = {}) =>
      documentedFetch(`${listener.url}/api/v1/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${key}`, ...init.headers },
      });
    return {
      slug,
      secret,
      key,
      async post(body, over = {}) {
        const raw = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
        const signed = signedHeaders(secret, over.id ?? randomUUID(), instant(Date.now()), raw);
        const headers = { "content-type": "application/json", ...signed, ...over.headers };
        return await documentedFetch(`${listener.url}/webhooks/${slug}`, { method: "POST", body: raw, headers });
      },
      api,
      async get<T>(path: string) {
        const response = await api(path);
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
        return (await response.json()) as T;
      },
    };
  };
  return {
    url: listener.url,
    journey,
    routes: app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
    shopOf,
    shop: shopOf("atelier", first.webhookSecret, first.apiKey),
    logged,
    async staff(role, shops) {
      const username = `${role}-${randomUUID().slice(0, 8)}`;
      const request = { username, role, shops: shops ?? null, password: STAFF_PASSWORD };
      await createStaff(directory, request, COMMAND_LINE);
      return await signIn(listener.url, username, STAFF_PASSWORD, journey.ctx.publicUrl);
    },
    async addShop(slug) {
      const { webhookSecret, apiKey } = await createHttpShop(slug);
      return shopOf(slug, webhookSecret, apiKey);
    },
    async close() {
      closing.abort();
      await listener.close(1_000);
      await journey.close();
      await directory.close();
    },
  };
}

/** Of everybody that `staff` makes. */
export const STAFF_PASSWORD = "correct horse battery";

/** Signs in by the API. @param origin where the page is. @throws where that is refused. */
export async function signIn(
  url: string,
  username: string,
  password: string,
  origin: string = url,
): Promise<SignedInStaff> {
  const headers = { "content-type": "application/json", origin };
  const body = JSON.stringify({ username, password });
  const response = await documentedFetch(`${url}/api/auth/sign-in/username`, { method: "POST", headers, body });
  if (response.status !== 200) throw new Error(`not signed in: ${response.status} ${await response.text()}`);
  const cookie = cookiesOf(response);
  return {
    username,
    cookie,
    call: (path, init = {}) => {
      const from = ["GET", "HEAD"].includes(init.method ?? "GET") ? {} : { origin };
      const kind = init.body === undefined ? {} : { "content-type": "application/json" };
      return documentedFetch(`${url}/api/${path}`, { ...init, headers: { cookie, ...from, ...kind, ...init.headers } });
    },
  };
}

/** The cookies that an answer sets, as a browser sends them back. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

/** Posts a provider's report, signed. */
export const report = (service: HttpService, body: object, secret = PROVIDER_SECRET): Promise<Response> => {
  const raw = Buffer.from(JSON.stringify(body));
  return documentedFetch(`${service.url}/callbacks/http`, {
    method: "POST",
    body: raw,
    headers: { "content-type": "application/json", ...signedHeaders(secret, randomUUID(), instant(Date.now()), raw) },
  });
};
