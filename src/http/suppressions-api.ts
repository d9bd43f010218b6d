import { Hono } from "hono";
import { z } from "zod";
import { CHANNELS } from "../domain/channel.ts";
import { parseEmailAddress } from "../domain/email-address.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { maskAddress } from "../domain/mask.ts";
import { parsePhone } from "../domain/phone.ts";
import { addSuppression, type SuppressionRequest } from "../journey/add-suppression.ts";
import { listSuppressions } from "../store/suppression-list.ts";
import { inShops } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { page, readCursor, readLimit } from "./paging.ts";
import { unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

const REASON_LIMIT = 200;

export const suppressionRequest = z.strictObject({
  phone: z.string().nullish(),
  email: z.string().nullish(),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_LIMIT)
    .refine((text) => !/\p{Cc}/u.test(text)),
});

const EXPECTED = {
  phone: "must be one phone number",
  email: "must be one e-mail address",
  reason: `must be a text of 1 to ${REASON_LIMIT} characters on one line`,
};

/** `suppressions`: who is not to be contacted. One "no" counts on every channel and in every shop of the group. */
export function suppressionsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [after = null] = readCursor(c, 1) ?? [];
    const rows = await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, (tx) =>
      listSuppressions(tx, ctx.vault, { shop, after, limit: limit + 1 }),
    );
    return reply(
      c,
      page(rows, limit, suppressionJson, ({ id }) => [id]),
    );
  });
  app.post("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const { phone, email, reason } = await readJsonBody(c, suppressionRequest, EXPECTED);
    const address = addressOf(phone ?? null, email ?? null, shop.country);
    const at = await addSuppression(ctx, { shop, address, reason, by: actor });
    return c.json(suppressionJson({ address: address.value, reason, source: "staff", at }), 201);
  });
  return app;
}

/** One phone number or one e-mail address, as the store keeps it. @throws HttpProblem 422. */
export function addressOf(phone: string | null, email: string | null, country: string): SuppressionRequest["address"] {
  if ((phone === null) === (email === null)) {
    throw unprocessable([{ pointer: "", code: "address", detail: "must hold either phone or email" }]);
  }
  if (email !== null) {
    const value = parseEmailAddress(email);
    if (value === null) throw unprocessable([{ pointer: "/email", code: "email", detail: EXPECTED.email }]);
    return { kind: "email", value };
  }
  const parsed = parsePhone(phone ?? "", country);
  if (!parsed.ok) throw unprocessable([{ pointer: "/phone", code: parsed.problem, detail: EXPECTED.phone }]);
  return { kind: "phone", value: parsed.e164 };
}

const suppressionJson = (row: { address: string | null; reason: string; source: string; at: Instant }) => ({
  address: row.address === null ? null : maskAddress(row.address),
  channels: CHANNELS,
  reason: row.reason,
  source: row.source,
  at: toIso(row.at),
});
