/** A signal that fires after `milliseconds` of real time, or earlier with `signal`. */
export const withTimeOut = (signal: AbortSignal, milliseconds: number): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);

/** Rejects when `signal` fires. For work that can't be interrupted itself: it goes on, unheard. */
export function whenAborted(signal: AbortSignal): { readonly aborted: Promise<never>; [Symbol.dispose](): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason);
  promise.catch(() => {});
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return { aborted: promise, [Symbol.dispose]: () => signal.removeEventListener("abort", listener) };
}
