/** The service's HTTP side: verify, parse, call a verb, map errors. */
import { randomUUID } from "node:crypto";
import type { BaseAdapter } from "@bull-board/api/baseAdapter";
import { type Context, Hono } from "hono";
import type { JourneyContext } from "../journey/context.ts";
import type { GroupCommit } from "../journey/group-commit.ts";
import type { Inbound } from "../journey/receive-orders.ts";
import type { LinkGear } from "../journey/send-pay-link.ts";
import type { Answer } from "../journey/take-in.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import { aliyunCallbacks } from "./aliyun/callbacks.ts";
import { api } from "./api.ts";
import { authApi } from "./auth-api.ts";
import { callbacks } from "./callbacks.ts";
import { docs } from "./docs.ts";
import { health } from "./health.ts";
import type { Metrics, QueueDepth } from "./metrics.ts";
import { optOutLinks } from "./opt-out-links.ts";
import { answerPage, isScreen, page } from "./page.ts";
import { payLinks } from "./pay-links.ts";
import { HttpProblem, problem } from "./problem.ts";
import { queueConsole } from "./queue-console.ts";
import type { Installation } from "./settings-api.ts";
import { createStaffAuth } from "./staff-auth.ts";
import { twilioCallbacks } from "./twilio/callbacks.ts";
import { webhooks } from "./webhooks.ts";

export interface HttpDeps {
  readonly ctx: JourneyContext;
  /** Commits events in shared transactions and answers each. */
  readonly intake: GroupCommit<Inbound, Answer>;
  /** Jobs by queue and state, for `/metrics`. */
  readonly queueCounts: () => Promise<readonly QueueDepth[]>;
  /** Each queue, for the console of admins. */
  readonly shownQueues: () => readonly BaseAdapter[];
  readonly metrics: Metrics;
  /** `whsec_…` of every configured `http` provider: reports signed with any of them are taken. */
  readonly httpSecrets: readonly string[];
  /** What Twilio signs its callbacks with; null where it is no provider here: then none is taken. */
  readonly twilioAuthToken: string | null;
  /** What calls by Alibaba Cloud are marked with: reports of calls with any of these marks are taken. */
  readonly aliyunCallSecrets: readonly string[];
  /** What sends the message that a buyer asked for on the telephone. */
  readonly linkGear: LinkGear;
  /** Whether the database is there and migrated, and the queue is up. */
  readonly isReady: () => Promise<boolean>;
  readonly installation: () => Installation;
  /** Aborted when the service stops: what would go on for ever ends. */
  readonly closing: AbortSignal;
}

/** On every answer, where it says nothing else. Nothing that is served here may be framed, or run or load anything. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Every address of contract.md that programs and buyers call. */
export function createHttpApp(deps: HttpDeps): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    await next();
    c.res.headers.set("x-request-id", c.get("requestId"));
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  });
  app.route("/webhooks", webhooks(deps));
  app.route("/callbacks", callbacks(deps));
  app.route("/callbacks/aliyun", aliyunCallbacks(deps));
  app.route("/callbacks/twilio", twilioCallbacks(deps));
  app.route("/r", payLinks(deps));
  app.route("/u", optOutLinks(deps));
  const auth = createStaffAuth(deps.ctx);
  app.route("/api/v1", api({ ...deps, auth }));
  app.route("/api/auth", authApi({ ...deps, auth }));
  app.route("/queues", queueConsole({ ...deps, auth }));
  app.route("/api", docs());
  app.route("/", health(deps));
  app.route("/", page());
  app.notFound((c) =>
    isScreen(c) ? answerPage(c) : problem(c, 404, { detail: "There is nothing under this address" }),
  );
  app.onError((error, c) => answerError(deps.ctx, error, c));
  return app;
}

/** The one place where errors become answers: what nobody foresaw is logged and told as nothing but its request id. */
function answerError({ log }: JourneyContext, error: Error, c: Context): Response {
  if (error instanceof HttpProblem) return problem(c, error.status, error.told);
  const request = c.get("requestId");
  if (isDatabaseAway(error)) {
    log.warn({ err: error, request }, "the database is away");
    const detail = "The service can't reach its database: try again later";
    return problem(c, 503, { detail, headers: { "retry-after": "5" } });
  }
  log.error({ err: error, request, method: c.req.method }, "a request failed");
  return problem(c, 500, { detail: "Something went wrong; the request id finds it in the log" });
}
