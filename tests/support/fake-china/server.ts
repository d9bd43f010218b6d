/** What the fakes of the providers in China have in common: a server that answers JSON, and fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenHere } from "#tests/support/local-server.ts";

/** What it does with a message that it would have taken: all but `throttle` and `refuse` may count as having taken it. */
export type Behaviour =
  | "accept"
  | "throttle"
  | "proxy"
  | "fail"
  | "hang"
  | "reset"
  | "reset_unread"
  | "garbage"
  | "no_id"
  | "cut"
  | "redirect";

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** As it came, without `?`. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly json: object;
  /** It took a message; the answer without its id is what `no_id` sends. */
  readonly withoutId?: object;
}

export interface FakeApi {
  readonly url: string;
  /** Requests that could send a message, whatever became of them. */
  requestCount(): number;
  /** Settles once the next whole request that could send is there. */
  nextRequest(): Promise<unknown>;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** @param sends whether a request could send a message: by its head alone, before anything is checked. */
export async function startFakeApi(
  sends: (asked: Pick<Asked, "path" | "headers">) => boolean,
  handle: (asked: Asked) => Answered,
): Promise<FakeApi> {
  let behaviour: Behaviour = "accept";
  let count = 0;
  let waiting = Promise.withResolvers<unknown>();
  const server = createServer(async (request, response) => {
    const [path = "", rawQuery = ""] = (request.url ?? "").split("?");
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const isSend = sends({ path, headers });
    if (isSend) count += 1;
    if (isSend && behaviour === "reset_unread") return request.socket.resetAndDestroy();
    const body = await bodyOf(request);
    if (isSend) waiting.resolve(body);
    if (isSend) waiting = Promise.withResolvers();
    if (isSend && behaviour === "throttle") return json(response, 429, {}, { "retry-after": "30" });
    if (isSend && behaviour === "proxy") return response.writeHead(403).end("<html>no</html>");
    const asked = { method: request.method ?? "", path, rawQuery, query: new URLSearchParams(rawQuery), headers, body };
    const answered = handle(asked);
    if (!answered.withoutId) return json(response, answered.status, answered.json);
    return misbehave(behaviour, request, response, { ...answered, withoutId: answered.withoutId });
  });
  const here = await listenHere(server);
  return {
    ...here,
    requestCount: () => count,
    nextRequest: () => waiting.promise,
    behave: (next) => {
      behaviour = next;
    },
  };
}

function misbehave(
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
  { status, json: whole, withoutId }: Required<Answered>,
): unknown {
  switch (behaviour) {
    case "accept":
    case "throttle":
    case "proxy":
      return json(response, status, whole);
    case "fail":
      return json(response, 500, { error: "internal" });
    case "hang":
      return undefined;
    case "reset":
    case "reset_unread":
      return request.socket.resetAndDestroy();
    case "garbage":
      return response.writeHead(200).end("<html>OK</html>");
    case "no_id":
      return json(response, status, withoutId);
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": 500 });
      return response.write('{"Code"', () => request.socket.destroy());
    case "redirect":
      return response.writeHead(307, { location: "/elsewhere" }).end();
    default:
      return behaviour satisfies never;
  }
}

const json = (response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}
