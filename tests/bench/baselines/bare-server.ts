/** As little as Node can do: reads the body, keeps nothing, answers 202. Prints `ready http://host:port`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const ANSWER = JSON.stringify({ ok: true });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks);
    response
      .writeHead(202, { "content-type": "application/json", "content-length": Buffer.byteLength(ANSWER) })
      .end(ANSWER);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
