/** Places where no request can arrive. */
import { createServer } from "node:net";

async function listening(onSocket: (socket: import("node:net").Socket) => void) {
  const server = createServer(onSocket).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<string> {
  const { server, port } = await listening(() => {});
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/** TLS spoken to a server that does not speak it (`plain`), or that never answers the handshake (`nothing`). */
export async function brokenTls(answer: "plain" | "nothing"): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  const { server, port } = await listening((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    if (answer === "plain") socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  return {
    url: `https://127.0.0.1:${port}/`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
