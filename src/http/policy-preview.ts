import { type Context, Hono } from "hono";
import { calendarOf } from "../domain/calendar.ts";
import { CHANNELS, type Channel, type ChannelName } from "../domain/channel.ts";
import { MINUTE, toIso } from "../domain/instant.ts";
import { dayName, localTime } from "../domain/local-time.ts";
import { completePolicy, type Policy } from "../domain/policy.ts";
import { openHours } from "../domain/policy-warnings.ts";
import {
  type PreviewLine,
  type PreviewQuestion,
  type PreviewSetting,
  preview,
  previewDay,
  previewHolidays,
  previewZone,
} from "../domain/preview.ts";
import { consentOn } from "../domain/reach.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { readVersion } from "../store/policies.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { readLocale } from "./locale.ts";
import {
  bodySchema,
  DEFAULT_DAY_STEP,
  EXPECTED,
  type Named,
  querySchema,
  readQuestion,
  refused,
} from "./preview-question.ts";
import { unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `policy/preview`: what the policy, or a draft of one, does for an order nobody placed yet, and for a day of them. */
export function policyPreview({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const parsed = querySchema.safeParse(c.req.query());
    if (!parsed.success) throw refused(parsed.error.issues.map(({ path }) => String(path[0])));
    return reply(c, await answer(c, parsed.data, undefined));
  });
  app.post("/", async (c) => {
    const { policy, ...question } = await readJsonBody(c, bodySchema, EXPECTED);
    return c.json(await answer(c, question, policy));
  });

  async function answer(c: Context, named: Named, draft: unknown) {
    const { shop } = c.get("caller");
    const locale = readLocale(c, shop);
    const { now, published } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => ({
      now: await readClock(tx, ctx.clock),
      published: (await readVersion(tx, shop.id, shop.policyVersion)).policy,
    }));
    const policy = draft === undefined ? published : readDraft(draft);
    const question = readQuestion(named, shop, now);
    const setting = {
      policy,
      shop,
      locale,
      channels: usableChannels(policy, ctx.channels),
      calendars: ctx.calendars ?? calendarOf,
    };
    const zone = previewZone(question, setting);
    const warnings = warnOfPolicy(ctx, shop, policy, now);
    return {
      policy_version: draft === undefined ? shop.policyVersion : null,
      zone,
      placed_at: toIso(question.placedAt),
      reminders: preview(question, setting).map((line) => lineJson(line, zone)),
      day: dayJson(question, setting, zone, Number(named.day_step ?? DEFAULT_DAY_STEP) * MINUTE),
      hours: hoursJson(policy, question.country ?? shop.country),
      holidays: previewHolidays(question, setting),
      warnings,
    };
  }
  return app;
}

function readDraft(draft: unknown): Policy {
  const completed = completePolicy(draft);
  if (completed.ok) return completed.policy;
  throw unprocessable(completed.errors.map((error) => ({ ...error, pointer: `/policy${error.pointer}` })));
}

/** A buyer with every address, who was never asked for a consent. */
function usableChannels(policy: Policy, channels: ReadonlyMap<ChannelName, Channel>): PreviewSetting["channels"] {
  const usable = (name: ChannelName) => {
    const channel = channels.get(name);
    if (!channel) return "off";
    return consentOn(policy.consent[name], name, channel.caller, undefined) === "missing" ? "no_consent" : "ready";
  };
  return { call: usable("call"), im: usable("im"), sms: usable("sms"), email: usable("email") };
}

const hoursJson = (policy: Policy, country: string) =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, openHours(policy, channel, country)]));

/** A time as the buyer's clock shows it. */
function localText(at: PreviewQuestion["placedAt"], zone: string): string {
  const { day, time } = localTime(zone, at);
  return `${dayName(day)} ${new Date(time).toISOString().slice(11, 16)}`;
}

const lineJson = ({ channel, state, dueAt, window, rule, reason, text: sentence }: PreviewLine, zone: string) => ({
  channel,
  state,
  due_at: dueAt === null ? null : toIso(dueAt),
  local: dueAt === null ? null : localText(dueAt, zone),
  window: window === null ? null : { from: toIso(window.start), to: toIso(window.end) },
  rule,
  reason,
  text: sentence,
});

const dayJson = (question: PreviewQuestion, setting: PreviewSetting, zone: string, step: number) =>
  previewDay(question, setting, step).map(({ placedAt, first, lines }) => ({
    placed_at: toIso(placedAt),
    ordered: localText(placedAt, zone).slice(11),
    first: first === null ? null : lineJson(first, zone),
    reminders: lines.map((one) => {
      const { channel, due_at, local, window, reason } = lineJson(one, zone);
      return { channel, due_at, local, window, reason };
    }),
  }));
