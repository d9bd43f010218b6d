/** Renders what staff wrote, in a thread that has no environment and may be killed at any moment (`thread.ts`). */
import { parentPort } from "node:worker_threads";
import type { Inspection } from "../domain/shop-template.ts";
import type { MessageValues, RenderResult, Template } from "../domain/template.ts";
import { inspectLiquid, renderLiquid } from "./liquid.ts";

/** What the thread is asked: to render a template, or to look at words. */
export type RenderTask =
  | { readonly kind: "render"; readonly template: Template; readonly values: MessageValues }
  | { readonly kind: "inspect"; readonly words: string };

export type RenderAnswer = RenderResult | Inspection;

parentPort?.on("message", ({ id, task }: { id: number; task: RenderTask }) => {
  parentPort?.postMessage({ id, result: answer(task) });
});
parentPort?.postMessage("ready");

function answer(task: RenderTask): RenderAnswer {
  switch (task.kind) {
    case "render":
      return renderLiquid(task.template, task.values);
    case "inspect":
      return inspectLiquid(task.words);
    default:
      return task satisfies never;
  }
}
