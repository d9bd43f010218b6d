/** Renders what staff wrote, in a thread that has no environment and may be killed at any moment (`thread.ts`). */
import { parentPort } from "node:worker_threads";
import type { MessageValues, Template } from "../domain/template.ts";
import { renderLiquid } from "./liquid.ts";

export interface RenderTask {
  readonly id: number;
  readonly template: Template;
  readonly values: MessageValues;
}

parentPort?.on("message", ({ id, template, values }: RenderTask) => {
  parentPort?.postMessage({ id, result: renderLiquid(template, values) });
});
parentPort?.postMessage("ready");
