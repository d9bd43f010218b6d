import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { failureCode } from "./failure-code.ts";
import type { KeptConnections } from "./kept-connections.ts";
import { isPublicAddress, lookupPublic, NOT_PUBLIC } from "./public-address.ts";

/** A request that is sent once, over a connection of its own or a kept one. */
export interface Post {
  readonly url: URL;
  /** POST where it is left out. */
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Most bytes of an answer that are read. */
  readonly answerLimit: number;
  /** Whether what a 4xx says is read as well; a refusal stays one though its reasons don't arrive. */
  readonly readsRefusals?: boolean;
  /** Whether nothing but a public address may be connected to; else the operator chose it, and it may be any. */
  readonly publicOnly?: boolean;
  /** Connections to the same address that may be used again; left out: each request has its own. */
  readonly kept?: KeptConnections;
}

/**
 * What came of it.
 * - `no_connection`: no byte of the request was written. `code` is the system's, in lower case (`econnrefused`), or `tls`.
 * - `answered`: the status and, of a 2xx, the whole body; no other body is waited for but that of a 4xx, where asked.
 * - `lost`: the request may have arrived, the answer has not, or not whole.
 */
export type PostResult =
  | { readonly kind: "no_connection"; readonly code: string }
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: string;
    }
  | { readonly kind: "lost"; readonly code: string };

/**
 * Asks, at most once, within `signal`'s time; never throws, follows no redirect, tries nothing again.
 *
 * The connection is made first, its TLS handshake finished and its certificate checked, and only then is the request
 * begun: so a failure before that point is proof that the provider saw no byte of it. One that rested a moment (`kept`)
 * may die just as it is used again; then nobody knows whether the request arrived, and it is `lost` like any other.
 */
export async function postOnce(post: Post, signal: AbortSignal): Promise<PostResult> {
  let socket: Socket;
  try {
    signal.throwIfAborted();
    socket = (await post.kept?.take()) ?? (await connect(post, signal));
  } catch (error) {
    return { kind: "no_connection", code: signal.aborted ? "time_out" : codeOf(error) };
  }
  if (signal.aborted) {
    socket.destroy();
    return { kind: "no_connection", code: "time_out" };
  }
  const giveUp = () => socket.destroy(new Error("aborted"));
  signal.addEventListener("abort", giveUp, { once: true });
  let restsOn: KeptConnections | undefined;
  try {
    const answer = await exchange(post, socket);
    const status = answer.statusCode ?? 0;
    const body = await bodyOf(answer, status, post);
    if (answer.complete && staysOpen(answer)) restsOn = post.kept;
    return { kind: "answered", status, retryAfter: answer.headers["retry-after"], body };
  } catch (error) {
    return { kind: "lost", code: signal.aborted ? "time_out" : codeOf(error) };
  } finally {
    signal.removeEventListener("abort", giveUp);
    if (restsOn) restsOn.rest(socket);
    else socket.destroy();
  }
}

/** Whether the server is ready for another request, and for some seconds, as far as it tells. */
function staysOpen({ httpVersionMajor, httpVersionMinor, headers }: IncomingMessage): boolean {
  const isNewer = httpVersionMajor === 1 && httpVersionMinor >= 1;
  const told = /timeout=(\d+)/i.exec(String(headers["keep-alive"] ?? ""))?.[1];
  return isNewer && !/close/i.test(headers.connection ?? "") && (told === undefined || Number(told) >= 2);
}

/** Makes the connection that a request would go over, and leaves. @returns why there is none, in `PostResult`'s words. */
export async function connectOnly(url: URL, signal: AbortSignal): Promise<string | null> {
  try {
    signal.throwIfAborted();
    (await connect({ url }, signal)).destroy();
    return null;
  } catch (error) {
    return signal.aborted ? "time_out" : codeOf(error);
  }
}

async function bodyOf(answer: IncomingMessage, status: number, post: Post): Promise<string> {
  if (status >= 200 && status < 300) return await readAll(answer, post.answerLimit);
  const isRefusal = status >= 400 && status < 500 && post.readsRefusals === true;
  return isRefusal ? await readAll(answer, post.answerLimit).catch(() => "") : "";
}

/** A connection over which nothing was written yet but the TLS handshake. */
function connect({ url, publicOnly = false }: Pick<Post, "url" | "publicOnly">, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const to = { host, port, ...(publicOnly ? { lookup: lookupPublic } : {}) };
  const socket = secure
    ? connectTls({ ...to, servername: /^[\d.]+$|:/.test(host) ? "" : host, ALPNProtocols: ["http/1.1"] })
    : connectTcp(to);
  const giveUp = () => socket.destroy(new Error("aborted"));
  // An address that stands in the URL is never looked up; and whoever is reached in the end is looked at once more.
  const mayBeCalled = () => !publicOnly || isPublicAddress(socket.remoteAddress ?? "");
  socket.once("connect", () => {
    if (!mayBeCalled()) socket.destroy(Object.assign(new Error("Not a public address"), { code: NOT_PUBLIC }));
  });
  signal.addEventListener("abort", giveUp);
  const settle = () => signal.removeEventListener("abort", giveUp);
  socket.once(secure ? "secureConnect" : "connect", () => {
    settle();
    if (mayBeCalled()) resolve(socket);
  });
  socket.once("close", () => {
    settle();
    reject(new Error("closed"));
  });
  // Kept for the life of the socket: an error nobody listens to would end the process.
  socket.on("error", reject);
  return promise;
}

/** Writes the request and waits for the head of the answer. The socket is destroyed when the time is up. */
function exchange({ url, method = "POST", headers, body, kept }: Post, socket: Socket): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = httpRequest({
    createConnection: () => socket,
    method,
    host: url.hostname,
    port: url.port,
    defaultPort: url.protocol === "https:" ? 443 : 80,
    path: `${url.pathname}${url.search}`,
    auth: url.username === "" ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
    headers: { ...headers, "content-length": body.byteLength, connection: kept ? "keep-alive" : "close" },
  });
  request.once("response", resolve);
  request.once("close", () => reject(new Error("closed")));
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** The whole body; throws where it is cut off or longer than `limit` bytes. */
async function readAll(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw Object.assign(new Error("Answer too long"), { code: "ANSWER_TOO_LONG" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const codeOf = (error: unknown): string => failureCode(error instanceof Error && "code" in error ? error.code : null);
