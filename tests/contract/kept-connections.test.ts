/** The `http` channel sends over connections that rested a moment, and says honestly what came of it. */
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { httpChannel } from "#src/channels/http.ts";
import { sendRequest } from "#tests/support/channel-contract.ts";

const SECRET = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const ACCEPTED = { kind: "accepted", providerId: "m-1" };

let server: Server;
const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  server.close();
});

/** A gateway that counts connections; `onRequest` is told the request's number on its connection, from 1 on. */
async function gateway(onRequest: (socket: Socket, number: number) => void) {
  let connections = 0;
  let requests = 0;
  server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    let number = 0;
    let received = "";
    socket
      .on("error", () => undefined)
      .on("data", (chunk) => {
        received += chunk.toString();
        const end = received.indexOf("\r\n\r\n");
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
        if (end < 0 || Buffer.byteLength(received) < end + 4 + length) return;
        received = "";
        number += 1;
        requests += 1;
        onRequest(socket, number);
      });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const channel = httpChannel("sms", { provider: "http", url: `http://127.0.0.1:${port}/send`, secret: SECRET }, 2_000);
  const send = () => channel.send(sendRequest("sms"), new AbortController().signal);
  return { send, connections: () => connections, requests: () => requests };
}

const BODY = '{"id":"m-1"}';
const answer = (headers = "", version = "1.1") =>
  `HTTP/${version} 200 OK\r\ncontent-length: ${BODY.length}\r\n${headers}\r\n${BODY}`;

describe("connections that rested a moment", () => {
  test("carry one request after another, to a hundred each, and as many at once as are asked for", async () => {
    const { send, connections, requests } = await gateway((socket) => socket.write(answer()));
    for (let sent = 0; sent < 120; sent++) expect(await send()).toEqual(ACCEPTED);
    expect([connections(), requests()]).toEqual([2, 120]);
    expect(await Promise.all(Array.from({ length: 10 }, send))).toEqual(Array(10).fill(ACCEPTED));
    expect(connections()).toBe(11);
  });

  test.each([
    ["says that it closes", answer("connection: close\r\n")],
    ["will close at once", answer("keep-alive: timeout=1\r\n")],
    ["speaks HTTP/1.0", answer("connection: keep-alive\r\n", "1.0")],
  ])("are none where the server %s", async (_, text) => {
    const { send, connections } = await gateway((socket) => socket.write(text));
    for (let sent = 0; sent < 3; sent++) expect(await send()).toEqual(ACCEPTED);
    expect(connections()).toBe(3);
  });

  test.each([
    ["closed them meanwhile", (socket: Socket) => socket.end()],
    ["reset them meanwhile", (socket: Socket) => socket.resetAndDestroy()],
    ["said something unasked", (socket: Socket) => socket.write("HTTP/1.1 408 Request Timeout\r\n\r\n")],
  ])("are left where the server %s: the next message has its own", async (_, meanwhile) => {
    const { send, connections } = await gateway((socket) => {
      socket.write(answer(), () => setImmediate(meanwhile, socket));
    });
    for (let sent = 0; sent < 3; sent++) {
      expect(await send()).toEqual(ACCEPTED);
      await sleep(50);
    }
    expect(connections()).toBe(3);
  });

  test("are not used once they rested for a second", async () => {
    const { send, connections } = await gateway((socket) => socket.write(answer()));
    await send();
    await sleep(1_050);
    expect(await send()).toEqual(ACCEPTED);
    expect(connections()).toBe(2);
  });

  test.each(["end", "resetAndDestroy"] as const)(
    "that die with a request on them (%s): unknown, and nothing is sent again",
    async (die) => {
      const { send, requests } = await gateway((socket, number) => {
        if (number === 1) socket.write(answer());
        else socket[die]();
      });
      expect(await send()).toEqual(ACCEPTED);
      expect(await send()).toMatchObject({ kind: "unknown" });
      expect(requests()).toBe(2);
    },
  );

  test("outlive the time-out of the message that opened them", async () => {
    const { send, connections } = await gateway((socket) => setTimeout(() => socket.write(answer()), 400));
    for (let sent = 0; sent < 6; sent++) expect(await send()).toEqual(ACCEPTED);
    expect(connections()).toBe(1);
  });
});
