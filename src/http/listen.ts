import { randomUUID } from "node:crypto";
import { createServer, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { PROBLEM_TYPE, type ProblemStatus, problemBody } from "./problem.ts";

/** A server that listens. */
export interface Listener {
  /** As it can be reached, without a slash at the end. */
  readonly url: string;
  /** Takes no more connections; those still open after `graceMs` are cut. */
  close(graceMs: number): Promise<void>;
}

/** Milliseconds of real time in which headers, and then the whole request, have to be here. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 20_000;
const KEEP_ALIVE_TIMEOUT = 65_000;
/** How often node looks for connections that are too slow. */
const CHECK_INTERVAL = 500;

/**
 * Serves `app`. A request that is not all here in time is answered 408 and cut.
 * @param at port 0 takes any free one; `requestTimeout` is 20 s unless it says otherwise, in milliseconds.
 * @throws where the address can't be had.
 */
export async function listen(
  app: Hono,
  at: { readonly host: string; readonly port: number; readonly requestTimeout?: number },
): Promise<Listener> {
  const requestTimeout = at.requestTimeout ?? REQUEST_TIMEOUT;
  const server = createServer(
    {
      headersTimeout: Math.min(HEADERS_TIMEOUT, requestTimeout),
      requestTimeout,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
      connectionsCheckingInterval: CHECK_INTERVAL,
    },
    getRequestListener(app.fetch),
  );
  server.on("clientError", answerClientError);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  return {
    url: `http://${host}:${address.port}`,
    close: (graceMs) =>
      new Promise((resolve, reject) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close((error) => {
          clearTimeout(cut);
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [ProblemStatus, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not come to its end in time"],
  HPE_HEADER_OVERFLOW: [431, "The headers are too large"],
};

/** What never became a request that the app could answer: too slow, or no HTTP. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, detail] = CLIENT_ERRORS[error.code ?? ""] ?? [400, "This is no valid HTTP request"];
  const requestId = randomUUID();
  const body = problemBody(status, { detail }, requestId);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
    () => socket.destroy(),
  );
}
