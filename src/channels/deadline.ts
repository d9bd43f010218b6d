import { SECOND } from "../domain/instant.ts";

/** Milliseconds that a message's whole way to its provider may take (design.md, "The send permit"). */
export const SEND_TIME_OUT = 10 * SECOND;

/** A signal that fires after `milliseconds` of real time, or earlier with `signal`. */
export const withTimeOut = (signal: AbortSignal, milliseconds: number): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);

/**
 * The same for whoever sends a thousand messages a second: its timer and its listener go once it is disposed of, and it
 * takes some 25 µs less than a signal that is made of two others.
 */
export function timeLimit(signal: AbortSignal, milliseconds: number): { readonly signal: AbortSignal } & Disposable {
  const limit = new AbortController();
  const stop = () => limit.abort(signal.reason);
  const timer = setTimeout(() => limit.abort(new DOMException("Timed out", "TimeoutError")), milliseconds);
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return {
    signal: limit.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

/** Rejects when `signal` fires. For work that can't be interrupted itself: it goes on, unheard. */
export function whenAborted(signal: AbortSignal): { readonly aborted: Promise<never>; [Symbol.dispose](): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason);
  promise.catch(() => {});
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return { aborted: promise, [Symbol.dispose]: () => signal.removeEventListener("abort", listener) };
}
