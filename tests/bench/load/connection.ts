import { connect, type Socket } from "node:net";

/** One kept connection that sends ready-made requests, one after another: it takes less of the machine than a library. */
export interface Connection {
  /** Sends a whole request. @returns the status of its answer, once all of that is here. */
  exchange(request: Uint8Array): Promise<number>;
  close(): void;
}

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: *(\d+)/i;

export async function openConnection({ hostname, port }: URL): Promise<Connection> {
  const socket: Socket = connect({ host: hostname, port: Number(port) });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let waiting = Promise.withResolvers<number>();
  let received = "";
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    const end = received.indexOf(HEAD_END);
    if (end < 0) return;
    const length = LENGTH.exec(received.slice(0, end));
    if (length === null) {
      waiting.reject(new Error("an answer without content-length"));
      return;
    }
    if (received.length < end + HEAD_END.length + Number(length[1])) return;
    const status = Number(received.slice(9, 12));
    received = "";
    waiting.resolve(status);
  });
  socket.on("close", () => waiting.reject(new Error("the server closed the connection")));
  socket.on("error", (error) => waiting.reject(error));
  return {
    async exchange(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return await waiting.promise;
    },
    close() {
      waiting.promise.catch(() => undefined);
      socket.destroy();
    },
  };
}
