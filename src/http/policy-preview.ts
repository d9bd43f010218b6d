import { Hono } from "hono";
import { z } from "zod";
import { calendarOf } from "../domain/calendar.ts";
import { type CalendarWarning, calendarWarnings } from "../domain/calendar-warnings.ts";
import type { Channel, ChannelName } from "../domain/channel.ts";
import { GRADES } from "../domain/event.ts";
import { toIso } from "../domain/instant.ts";
import { dayName, localTime } from "../domain/local-time.ts";
import { parseAmount, parseCurrency } from "../domain/money.ts";
import { type BuyerKind, completePolicy, type Policy } from "../domain/policy.ts";
import {
  type PreviewLine,
  type PreviewQuestion,
  type PreviewSetting,
  preview,
  previewDay,
  previewZone,
} from "../domain/preview.ts";
import { consentOn } from "../domain/reach.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { canonicalZone, zonesOfCountry } from "../domain/zone.ts";
import { readVersion } from "../store/policies.ts";
import type { Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

const text = z.string().max(200).optional();

/** What may be said of the order. */
export const previewQuestion = {
  placed_at: text,
  closes_at: text,
  timezone: text,
  country: text,
  grade: text,
  amount: text,
  currency: text,
  payment_method: text,
  kind: text,
  sku: text,
};

const bodySchema = z.strictObject({ ...previewQuestion, policy: z.unknown() });
const querySchema = z.object(previewQuestion);

const EXPECTED = {
  placed_at: "must be an RFC 3339 time with an offset",
  closes_at: "must be an RFC 3339 time with an offset, after placed_at",
  timezone: "must be an IANA time zone",
  country: "must be an ISO 3166-1 alpha-2 country code",
  grade: `must be one of ${GRADES.join(", ")}`,
  amount: 'must be a decimal text such as "199.00"',
  currency: "must be an ISO 4217 code, for instance CNY",
  payment_method: "must be a text",
  kind: "must be new or returning",
  sku: "must be a text",
  policy: "must be a policy",
} as const;

const KINDS: readonly BuyerKind[] = ["new", "returning"];

type Named = z.output<typeof querySchema>;

/** `policy/preview`: what the policy, or a draft of one, does for an order nobody placed yet, and for a day of them. */
export function policyPreview({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const parsed = querySchema.safeParse(c.req.query());
    return reply(c, await answer(c.get("caller").shop, parsed.success ? parsed.data : {}, undefined));
  });
  app.post("/", async (c) => {
    const { policy, ...question } = await readJsonBody(c, bodySchema, EXPECTED);
    return c.json(await answer(c.get("caller").shop, question, policy));
  });

  async function answer(shop: Shop, named: Named, draft: unknown) {
    const { now, published } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => ({
      now: await readClock(tx, ctx.clock),
      published: (await readVersion(tx, shop.id, shop.policyVersion)).policy,
    }));
    const policy = draft === undefined ? published : readDraft(draft);
    const question = readQuestion(named, shop, now);
    const setting = {
      policy,
      shop,
      channels: usableChannels(policy, ctx.channels),
      calendars: ctx.calendars ?? calendarOf,
    };
    const zone = previewZone(question, setting);
    const warnings: CalendarWarning[] = calendarWarnings(policy, shop.country, now, ctx.calendars ?? calendarOf);
    return {
      policy_version: draft === undefined ? shop.policyVersion : null,
      zone,
      placed_at: toIso(question.placedAt),
      reminders: preview(question, setting).map((line) => lineJson(line, zone)),
      day: dayJson(question, setting, zone),
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

function readQuestion(named: Named, shop: Shop, now: PreviewQuestion["placedAt"]): PreviewQuestion {
  const wrong: (keyof typeof EXPECTED)[] = [];
  const read = <T>(key: keyof Named, reader: (value: string) => T | null, otherwise: T): T => {
    const value = named[key];
    const found = value === undefined ? otherwise : reader(value);
    if (found === null && value !== undefined) wrong.push(key);
    return found ?? otherwise;
  };
  const currency = read("currency", parseCurrency, shop.currency);
  const usual = parseAmount("100", currency);
  const amount = read("amount", (value) => asAmount(parseAmount(value, currency)), asAmount(usual));
  const placedAt = read("placed_at", parseTimestamp, now);
  const closesAt = read<PreviewQuestion["closesAt"]>("closes_at", parseTimestamp, null);
  if (closesAt !== null && closesAt <= placedAt) wrong.push("closes_at");
  const question = {
    placedAt,
    closesAt,
    currency,
    paymentMethod: named.payment_method ?? null,
    flags: [],
    skus: named.sku === undefined ? [] : [named.sku],
    kind: read<BuyerKind>("kind", (value) => KINDS.find((kind) => kind === value) ?? null, "new"),
    grade: read("grade", (value) => GRADES.find((grade) => grade === value) ?? null, "C"),
    timezone: read<string | null>("timezone", canonicalZone, null),
    country: read<string | null>("country", (value) => (zonesOfCountry(value).length > 0 ? value : null), null),
  };
  if (wrong.length > 0 || amount === null) {
    throw unprocessable(wrong.map((key) => ({ pointer: `/${key}`, code: key, detail: EXPECTED[key] })));
  }
  return { ...question, amount };
}

const asAmount = (amount: ReturnType<typeof parseAmount>) => (typeof amount === "number" ? amount : null);

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

const dayJson = (question: PreviewQuestion, setting: PreviewSetting, zone: string) =>
  previewDay(question, setting).map(({ placedAt, first }) => ({
    placed_at: toIso(placedAt),
    ordered: localText(placedAt, zone).slice(11),
    first: first === null ? null : lineJson(first, zone),
  }));
