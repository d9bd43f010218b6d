import { Hono } from "hono";
import { z } from "zod";
import { saveViews } from "../journey/save-views.ts";
import { readViews } from "../store/saved-views.ts";
import { readJsonBody } from "./json-body.ts";
import { reply, requireMatch } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

const MOST = 50;
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed());
const value = z.string().max(200);

export const viewsBody = z.strictObject({
  data: z
    .array(
      z.strictObject({
        name: line(60),
        screen: line(40),
        query: z.record(line(40), z.union([value, z.number(), z.boolean(), z.array(value).max(20)])),
      }),
    )
    .max(MOST),
});

const EXPECTED = { data: `must be a list of at most ${MOST} views, each {name, screen, query}` };

/** `views`: how a member of staff likes lists narrowed. */
export function viewsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => reply(c, { data: await readViews(ctx.db, ctx.vault, c.get("signedIn").staff.id) }));
  app.put("/", async (c) => {
    const { staff, actor } = c.get("signedIn");
    requireMatch(c, { data: await readViews(ctx.db, ctx.vault, staff.id) });
    const { data: views } = await readJsonBody(c, viewsBody, EXPECTED);
    await saveViews(ctx, { staffId: staff.id, views, by: actor });
    return c.json({ data: await readViews(ctx.db, ctx.vault, staff.id) });
  });
  return app;
}
