import { Hono } from "hono";
import { z } from "zod";
import { callEnding, callMark, isCallMark, pressedKey } from "../../domain/aliyun-call.ts";
import { instant } from "../../domain/instant.ts";
import { findPlacedCall } from "../../journey/find-placed-call.ts";
import { pressKey } from "../../journey/press-key.ts";
import { recordReceipt } from "../../journey/record-receipt.ts";
import { parseJson } from "../../shops/json.ts";
import { readBody } from "../body.ts";
import { HttpProblem } from "../problem.ts";
import type { HttpDeps } from "../server.ts";

const REPORTS_LIMIT = 1_000;
/** 1 the pay link by text message, 2 a call by a person, 9 no more reminders. */
const ACTED_ON: readonly string[] = ["1", "2", "9"];

const report = z.looseObject({
  call_id: z.string().max(200).describe("Alibaba Cloud's id of the call"),
  out_id: z.string().max(200).describe("What we gave it with the call: the proof that this comes from it"),
  status_code: z.string().max(20).optional(),
  dtmf: z.string().max(200).nullish().describe("The keys that were pressed"),
});
export const callReports = z.array(report).max(REPORTS_LIMIT);
type CallReport = z.output<typeof report>;

/**
 * `POST /callbacks/aliyun/voice`: what Alibaba Cloud pushes of its calls, several at a time (VoiceReport and
 * VoiceCallReport, docs/channels.md). It signs nothing: each report carries the mark of its call, and those that don't
 * are left out. Where none does: 403.
 */
export function aliyunCallbacks({
  ctx,
  aliyunCallSecrets,
  linkGear,
}: Pick<HttpDeps, "ctx" | "aliyunCallSecrets" | "linkGear">): Hono {
  const take = async (secret: string, { call_id, out_id, status_code = "", dtmf }: CallReport): Promise<boolean> => {
    const call = { provider: "aliyun", providerId: call_id };
    const contactId = await findPlacedCall(ctx, call, (id) => callMark(secret, id) === out_id);
    if (contactId === null) return false;
    const at = ctx.clock.kind === "injected" ? ctx.clock.now() : instant(Math.floor(ctx.realTime.wall()));
    const key = pressedKey(dtmf ?? "");
    // First what the buyer asks for, then how the call ended. Any key is proof that a human answered.
    if (key !== null && ACTED_ON.includes(key)) await pressKey(ctx, linkGear, contactId, key);
    const told = callEnding(status_code) ?? ({ state: key === null ? "accepted" : "answered" } as const);
    return await recordReceipt(ctx, { contactId, at, text: null, providerId: call_id, ...told });
  };

  const app = new Hono();
  app.post("/voice", async (c) => {
    const parsed = parseJson(await readBody(c));
    const read = callReports.safeParse(parsed.ok ? parsed.value : null);
    const marked = (read.data ?? []).flatMap((one) => {
      const secret = aliyunCallSecrets.find((known) => isCallMark(known, one.out_id));
      return secret === undefined ? [] : [{ secret, one }];
    });
    if (marked.length === 0) throw new HttpProblem(403, { detail: "No report carries the mark of a call made here" });
    for (const { secret, one } of marked) {
      if (await take(secret, one)) continue;
      ctx.log.warn({ request: c.get("requestId"), unknown: "contact" }, "Alibaba Cloud told of an unknown call");
    }
    return c.json({ code: 0, msg: "OK" });
  });
  return app;
}
