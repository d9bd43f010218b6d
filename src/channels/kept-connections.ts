import type { Socket } from "node:net";

/** Milliseconds a connection may rest before it is used again; servers close theirs after 5 s or more. */
const KEPT_MS = 1_000;
/** Requests over one connection: it gives way before servers and balancers that count say so. */
const MOST_USES = 100;
/** Connections that rest; whoever comes back beyond that is closed. */
const MOST_RESTING = 256;

/** Connections to one address that are used again at once while much is sent (docs/decisions/0018). */
export interface KeptConnections {
  /** The one that rested last, known to be alive a moment ago; null where there is none. */
  take(): Promise<Socket | null>;
  /** Puts one back whose answer is read to its end. */
  rest(socket: Socket): void;
}

interface Resting {
  readonly socket: Socket;
  readonly since: number;
  /** Stops watching it. */
  readonly wake: () => void;
}

export function keepConnections(): KeptConnections {
  const resting: Resting[] = [];
  const uses = new WeakMap<Socket, number>();
  let isSweeping = false;

  /** Closes those that rested too long: the first are the oldest. */
  const closeOld = (): void => {
    const oldest = performance.now() - KEPT_MS;
    for (let first = resting[0]; first && first.since <= oldest; first = resting[0]) {
      resting.shift();
      first.wake();
      first.socket.destroy();
    }
    isSweeping = false;
    if (resting.length > 0) sweepLater();
  };
  const sweepLater = (): void => {
    if (isSweeping) return;
    isSweeping = true;
    setTimeout(closeOld, KEPT_MS).unref();
  };

  /** Whatever comes from a server that was asked nothing means that the connection is over. */
  const watch = (socket: Socket): (() => void) => {
    const over = () => socket.destroy();
    socket.on("data", over).on("end", over).unref();
    return () => {
      socket.off("data", over).off("end", over).ref();
    };
  };

  return {
    async take() {
      // What the system has heard of the connections by now is let in first: one that the server closed is gone then.
      if (resting.length > 0) await new Promise((resolve) => setImmediate(resolve));
      for (let last = resting.pop(); last; last = resting.pop()) {
        const { socket, since, wake } = last;
        wake();
        if (!socket.destroyed && socket.writable && performance.now() - since < KEPT_MS) return socket;
        socket.destroy();
      }
      return null;
    },
    rest(socket) {
      const used = (uses.get(socket) ?? 0) + 1;
      uses.set(socket, used);
      if (socket.destroyed || !socket.writable || used >= MOST_USES || resting.length >= MOST_RESTING) {
        socket.destroy();
        return;
      }
      resting.push({ socket, since: performance.now(), wake: watch(socket) });
      sweepLater();
    },
  };
}
