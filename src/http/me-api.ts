import { Hono } from "hono";
import { allowedTo } from "./access.ts";
import { reply } from "./reply.ts";
import { shopJson } from "./shop-json.ts";
import { memberJson } from "./staff-json.ts";

/** `me`: who is signed in, for which shops, and what they may do. */
export function meApi(): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const { staff, shops } = c.get("signedIn");
    return reply(c, {
      staff: memberJson(staff),
      shops: shops.map(shopJson),
      may: allowedTo(staff.role),
    });
  });
  return app;
}
