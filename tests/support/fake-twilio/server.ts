/**
 * Twilio as its API reference describes it, on a server of its own: the account's credentials, form bodies, what it
 * refuses and how, the resources it shows, and a ledger. `callbacks.ts` plays the part of it that calls back.
 */
import { appendFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { type FakeAccount, newAccount, showAccount } from "./account.ts";
import { callJson, type FakeCall, type FakeMessage, messageJson, newCall, newMessage } from "./resources.ts";
import { type Form, type Refusal, refusalOfCall, refusalOfMessage } from "./validate.ts";

/** What it does with a create. `hang`, `reset`, `fail`, `garbage` and `cut` may count as having taken it. */
export type Behaviour =
  | "accept"
  | "throttle"
  | "queue_full"
  | "fail"
  | "hang"
  | "reset"
  | "reset_unread"
  | "garbage"
  | "no_sid"
  | "cut"
  | "redirect";

export interface TwilioFake {
  readonly accountSid: string;
  readonly authToken: string;
  readonly url: string;
  /** As it is shown; it may be changed. */
  readonly account: FakeAccount;
  readonly messages: FakeMessage[];
  readonly calls: FakeCall[];
  /** Connections on which at least one byte came. */
  requestCount(): number;
  /** The forms of whole creates and updates, in the order they came. */
  readonly forms: { readonly path: string; readonly form: Form }[];
  /** Settles once the next whole request is there. */
  nextRequest(): Promise<unknown>;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export const ACCOUNT_SID = `AC${"a1".repeat(16)}`;
export const AUTH_TOKEN = "5f1d0a6be29f4f0f9a4b8a1c";

const ANSWERS: { readonly [Name in Behaviour]?: Refusal } = {
  throttle: { status: 429, code: 20429, message: "Too Many Requests" },
  queue_full: {
    status: 400,
    code: 21611,
    message: "This 'From' number has exceeded the maximum number of queued messages",
  },
};

export async function startFakeTwilio(options: { ledgerFile?: string; port?: number } = {}): Promise<TwilioFake> {
  let behaviour: Behaviour = "accept";
  let count = 0;
  let waiting = Promise.withResolvers<unknown>();
  const messages: FakeMessage[] = [];
  const calls: FakeCall[] = [];
  const forms: TwilioFake["forms"] = [];
  const app = new Hono<{ Bindings: HttpBindings }>();
  const root = `/2010-04-01/Accounts/${ACCOUNT_SID}`;

  const account = newAccount();
  const guard: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
    count += 1;
    const wanted = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString("base64")}`;
    if (behaviour === "reset_unread") return reset(c.env.incoming);
    if (c.req.header("authorization") !== wanted) {
      return refused(c, { status: 401, code: 20003, message: "Authenticate" });
    }
    return await next();
  };
  app.use("/2010-04-01/*", guard);
  app.use("/v1/*", guard);
  showAccount(app, { sid: ACCOUNT_SID, account, page, missing });
  const create = async <One extends { sid: string }>(
    c: Context<{ Bindings: HttpBindings }>,
    kind: {
      refusal: (form: Form) => Refusal | null;
      make: (form: Form) => One;
      json: (one: One) => object;
      kept: One[];
    },
  ): Promise<Response> => {
    if (!/^application\/x-www-form-urlencoded/.test(c.req.header("content-type") ?? "")) {
      return refused(c, { status: 400, code: 20001, message: "The body must be a form" });
    }
    const form = readForm(await c.req.text());
    forms.push({ path: c.req.path, form });
    waiting.resolve(form);
    waiting = Promise.withResolvers();
    const refusal = ANSWERS[behaviour] ?? kind.refusal(form);
    note(options.ledgerFile, c.req.path, form, refusal === null ? behaviour : String(refusal.code));
    if (refusal) return refused(c, refusal);
    const made = kind.make(form);
    kept(kind.kept, made);
    return answer(c, behaviour, kind.json(made));
  };
  app.post(`${root}/Messages.json`, (c) =>
    create(c, {
      refusal: refusalOfMessage,
      make: newMessage,
      json: (message) => messageJson(ACCOUNT_SID, message),
      kept: messages,
    }),
  );
  app.post(`${root}/Calls.json`, (c) =>
    create(c, { refusal: refusalOfCall, make: newCall, json: (call) => callJson(ACCOUNT_SID, call), kept: calls }),
  );
  app.post(`${root}/Calls/:file`, async (c) => {
    const form = readForm(await c.req.text());
    forms.push({ path: c.req.path, form });
    const call = find(calls, c.req.param("file"));
    if (!call) return refused(c, { status: 404, code: 20404, message: "The requested resource was not found" });
    if (!["queued", "ringing", "in-progress"].includes(call.status)) {
      return refused(c, { status: 400, code: 21220, message: "Call is not in-progress. Cannot redirect." });
    }
    // `canceled` leaves a call that is in progress alone.
    if (form.Status === "canceled" && call.status !== "in-progress") call.status = "canceled";
    if (form.Status === "completed") call.status = "completed";
    if (typeof form.Url === "string") call.url = form.Url;
    return c.json(callJson(ACCOUNT_SID, call));
  });
  app.get(`${root}/Messages.json`, (c) =>
    c.json({ ...page, messages: toNumber(messages, c).map((one) => messageJson(ACCOUNT_SID, one)) }),
  );
  app.get(`${root}/Calls.json`, (c) =>
    c.json({ ...page, calls: toNumber(calls, c).map((one) => callJson(ACCOUNT_SID, one)) }),
  );
  app.get(`${root}/Messages/:file`, (c) => {
    const message = find(messages, c.req.param("file"));
    return message ? c.json(messageJson(ACCOUNT_SID, message)) : missing(c);
  });
  app.get(`${root}/Calls/:file`, (c) => {
    const call = find(calls, c.req.param("file"));
    return call ? c.json(callJson(ACCOUNT_SID, call)) : missing(c);
  });
  app.notFound(missing);

  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: options.port ?? 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    messages,
    calls,
    forms,
    requestCount: () => count,
    nextRequest: () => waiting.promise,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const page = {
  first_page_uri: "",
  end: 0,
  next_page_uri: null,
  page: 0,
  page_size: 50,
  previous_page_uri: null,
  start: 0,
  uri: "",
};

const kept = <One>(list: One[], one: One): void => void list.push(one);
const find = <One extends { sid: string }>(list: readonly One[], file: string): One | undefined =>
  list.find(({ sid }) => `${sid}.json` === file);

function toNumber<One extends { to: string; from: string | null }>(list: readonly One[], c: Context): One[] {
  const [to, from] = [c.req.query("To"), c.req.query("From")];
  return list
    .filter((one) => (to === undefined || one.to === to) && (from === undefined || one.from === from))
    .toReversed();
}

/** A name that comes again is a list. */
function readForm(body: string): Form {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

const refused = (c: Context, { status, code, message }: Refusal): Response =>
  c.json(
    { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    status,
    status === 429 ? { "retry-after": "30" } : {},
  );
const missing = (c: Context): Response =>
  refused(c, { status: 404, code: 20404, message: `The requested resource ${c.req.path} was not found` });

function note(file: string | undefined, path: string, form: Form, outcome: string): void {
  if (file === undefined) return;
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), path, form, outcome })}\n`, { flush: true });
}

function reset(incoming: IncomingMessage | object): Promise<Response> {
  if ("socket" in incoming) incoming.socket.resetAndDestroy();
  return new Promise(() => {});
}

function answer(
  c: Context<{ Bindings: HttpBindings }>,
  behaviour: Behaviour,
  made: object,
): Response | Promise<Response> {
  switch (behaviour) {
    case "accept":
    case "throttle":
    case "queue_full":
      return c.json(made, 201);
    case "fail":
      return c.json({ code: 20500, message: "An internal server error has occurred", status: 500 }, 500);
    case "hang":
      return new Promise(() => {});
    case "reset":
    case "reset_unread":
      return reset(c.env.incoming);
    case "garbage":
      return c.text("<html>OK</html>", 201);
    case "no_sid":
      return c.json({ ...made, sid: null }, 201);
    case "cut":
      return cut(c.env);
    case "redirect":
      return c.redirect("/elsewhere", 307);
    default:
      return behaviour satisfies never;
  }
}

/** Promises more than it sends. */
function cut({ outgoing, incoming }: HttpBindings): Promise<Response> {
  if (!("stream" in outgoing)) {
    outgoing.writeHead(201, { "content-type": "application/json", "content-length": 500 });
    outgoing.write('{"sid": "SM', () => incoming.socket.destroy());
  }
  return new Promise(() => {});
}
