import { Worker } from "node:worker_threads";
import type { Inspection } from "../domain/shop-template.ts";
import type { MessageValues, RenderError, RenderResult, Template } from "../domain/template.ts";
import type { RenderAnswer, RenderTask } from "./thread-worker.ts";

/** Milliseconds of its processor a template may take before its thread is killed; a usual one takes less than 1. */
const TIME_OUT = 200;
/** How many times that may go by on the clock: a host that lets the thread wait is no fault of the words. */
const PATIENCE = 10;
/** Milliseconds a thread may take to start, on a machine under load. */
const START_TIME_OUT = 5_000;
/** Most renders that wait for the thread; beyond it they fail at once. */
const LONGEST_QUEUE = 1_000;
const MEMORY_MB = 64;

export interface RenderThread {
  /** Never throws. */
  render(template: Template, values: MessageValues, signal?: AbortSignal): Promise<RenderResult>;
  /** Never throws. */
  inspect(words: string): Promise<Inspection>;
  close(): Promise<void>;
}

interface Job {
  readonly task: RenderTask;
  readonly done: (answer: RenderAnswer) => void;
}

const failure = (error: RenderError) => ({ ok: false, error }) as const;

/**
 * A thread that renders one template after another and is killed where one takes `timeOut` milliseconds of processor
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

  async function run({ task }: Job): Promise<RenderAnswer> {
    if (closed) return failure("failed");
    try {
      thread ??= start();
      const worker = await thread;
      const result = await ask(worker, task, timeOut);
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

  /** Resolves with what the thread answers; at once where it can't be asked or the caller gives up. */
  function enqueue(task: RenderTask, signal?: AbortSignal): Promise<RenderAnswer> {
    if (signal?.aborted) return Promise.resolve(failure("aborted"));
    if (closed || queue.length >= LONGEST_QUEUE) return Promise.resolve(failure("failed"));
    const { promise, resolve } = Promise.withResolvers<RenderAnswer>();
    const abort = () => resolve(failure("aborted"));
    signal?.addEventListener("abort", abort, { once: true });
    const done = (answer: RenderAnswer) => {
      signal?.removeEventListener("abort", abort);
      resolve(answer);
    };
    queue.push({ task, done });
    void work();
    return promise;
  }

  return {
    async render(template, values, signal) {
      const answer = await enqueue({ kind: "render", template, values }, signal);
      return !answer.ok || "text" in answer ? answer : failure("failed");
    },
    async inspect(words) {
      const answer = await enqueue({ kind: "inspect", words });
      return !answer.ok || "unknown" in answer ? answer : failure("failed");
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
async function ask(worker: Worker, task: RenderTask, timeOut: number): Promise<RenderAnswer | null> {
  const { promise, resolve } = Promise.withResolvers<RenderAnswer | null>();
  const id = ++lastId;
  const answer = (message: { id: number; result: RenderAnswer }) => {
    if (message.id === id) resolve(message.result);
  };
  const died = () => resolve(null);
  worker.on("message", answer);
  worker.once("exit", died);
  const before = await worker.cpuUsage();
  worker.postMessage({ id, task });
  const clock = watch(worker, before, timeOut, died);
  return await promise.finally(() => {
    clock.stop();
    worker.off("message", answer);
    worker.off("exit", died);
  });
}

/** Calls `over` once the thread has used its time, looking each time the rest of it could have passed. */
function watch(worker: Worker, before: NodeJS.CpuUsage, timeOut: number, over: () => void): { stop(): void } {
  const end = performance.now() + timeOut * PATIENCE;
  let stopped = false;
  let timer = setTimeout(look, timeOut);
  async function look(): Promise<void> {
    // A thread that died can't be asked.
    const used = await worker.cpuUsage(before).catch(() => null);
    if (stopped) return;
    const left = used === null ? 0 : timeOut - (used.user + used.system) / 1_000;
    if (left <= 1 || performance.now() >= end) over();
    else timer = setTimeout(look, left);
  }
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
