import { Worker } from "node:worker_threads";
import type { MessageValues, RenderError, RenderResult, Template } from "../domain/template.ts";
import type { RenderTask } from "./thread-worker.ts";

/** Milliseconds a template may take before its thread is killed; a usual one takes less than 1. */
const TIME_OUT = 200;
/** Milliseconds a thread may take to start, on a machine under load. */
const START_TIME_OUT = 5_000;
/** Most renders that wait for the thread; beyond it they fail at once. */
const LONGEST_QUEUE = 1_000;
const MEMORY_MB = 64;

export interface RenderThread {
  /** Never throws. */
  render(template: Template, values: MessageValues, signal?: AbortSignal): Promise<RenderResult>;
  close(): Promise<void>;
}

interface Job {
  readonly template: Template;
  readonly values: MessageValues;
  readonly done: (result: RenderResult) => void;
}

const failure = (error: RenderError): RenderResult => ({ ok: false, error });

/**
 * A thread that renders one template after another and is killed where one takes longer than `timeOut` milliseconds
 * or fills its memory: liquidjs' own limits have been got round before. It starts with the first template and again
 * after being killed; it doesn't keep the process alive.
 */
export function renderThread(timeOut: number = TIME_OUT): RenderThread {
  const queue: Job[] = [];
  let thread: Promise<Worker> | null = null;
  let busy = false;
  let closed = false;

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let job = queue.shift(); job; job = queue.shift()) job.done(await run(job));
    busy = false;
  }

  async function run({ template, values }: Job): Promise<RenderResult> {
    if (closed) return failure("failed");
    try {
      thread ??= start();
      const worker = await thread;
      const result = await ask(worker, template, values, timeOut);
      if (result) return result;
      thread = null;
      // Not waited for: V8 can't break off one long call of its own (a search in a string), the next thread can start.
      void worker.terminate();
      return failure("limit");
    } catch {
      thread = null;
      return failure("failed");
    }
  }

  return {
    render(template, values, signal) {
      if (signal?.aborted) return Promise.resolve(failure("aborted"));
      if (closed || queue.length >= LONGEST_QUEUE) return Promise.resolve(failure("failed"));
      const { promise, resolve } = Promise.withResolvers<RenderResult>();
      const abort = () => resolve(failure("aborted"));
      signal?.addEventListener("abort", abort, { once: true });
      const done = (result: RenderResult) => {
        signal?.removeEventListener("abort", abort);
        resolve(result);
      };
      queue.push({ template, values, done });
      void work();
      return promise;
    },
    async close() {
      closed = true;
      await (await thread?.catch(() => null))?.terminate();
    },
  };
}

/** A thread that has loaded what it needs. Rejects where it can't be had. */
function start(): Promise<Worker> {
  const { promise, resolve, reject } = Promise.withResolvers<Worker>();
  const worker = new Worker(new URL("./thread-worker.ts", import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16 },
  });
  worker.unref();
  const timer = setTimeout(() => {
    void worker.terminate();
    reject(new Error("The rendering thread did not start in time"));
  }, START_TIME_OUT);
  const settle = () => clearTimeout(timer);
  worker.once("message", () => {
    settle();
    resolve(worker);
  });
  // Kept for the life of the thread: an error nobody listens to (out of memory) would end the process.
  worker.on("error", (error) => {
    settle();
    reject(error);
  });
  return promise;
}

let lastId = 0;

/** What the thread made of it, or null where it took too long or died. */
function ask(worker: Worker, template: Template, values: MessageValues, timeOut: number): Promise<RenderResult | null> {
  const { promise, resolve } = Promise.withResolvers<RenderResult | null>();
  const id = ++lastId;
  const answer = (message: { id: number; result: RenderResult }) => {
    if (message.id === id) resolve(message.result);
  };
  const died = () => resolve(null);
  const timer = setTimeout(died, timeOut);
  worker.on("message", answer);
  worker.once("exit", died);
  worker.postMessage({ id, template, values } satisfies RenderTask);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off("message", answer);
    worker.off("exit", died);
  });
}
