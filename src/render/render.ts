import type { Render } from "../domain/template.ts";
import { renderLiquid } from "./liquid.ts";
import type { RenderThread } from "./thread.ts";

/** Our own words render on the spot, everyone else's in the thread. */
export const createRender =
  (thread: RenderThread): Render =>
  async (template, values, signal) => {
    if (signal?.aborted) return { ok: false, error: "aborted" };
    switch (template.source) {
      case "builtin":
        return renderLiquid(template, values);
      case "staff":
        return thread.render(template, values, signal);
      default:
        return template.source satisfies never;
    }
  };
