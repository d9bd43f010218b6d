/**
 * A real mail server (smtp-server) that keeps a ledger, synced to disk before it answers, of what it took, and that
 * refuses or breaks off where it is told to. Runs in the test's process (`startFakeMailServer`) or alone:
 * `node tests/support/fake-mail-server.ts --ledger FILE [--behaviour NAME]` prints `ready smtp://host:port`.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Socket } from "node:net";
import { parseArgs } from "node:util";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

const STAGES = ["connect", "auth", "mail", "rcpt", "data", "dot"] as const;
type Stage = (typeof STAGES)[number];

/** `accept`, or what it does at a stage: an answer's code, `cut` for breaking off, `hang` for silence. */
export type MailBehaviour = "accept" | `${Stage}:${number | "cut" | "hang"}`;

export interface TakenLetter {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly user: string | null;
}

export interface FakeMailServer {
  readonly port: number;
  readonly ledgerFile: string;
  /** How many messages were begun. */
  begun(): number;
  /** Settles once one is begun. */
  nextBegun(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeMailOptions {
  readonly ledgerFile: string;
  readonly behaviour?: MailBehaviour;
  /** With it TLS is spoken from the start. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly extensions?: "all" | "none";
}

export async function startFakeMailServer(options: FakeMailOptions): Promise<FakeMailServer> {
  const { behaviour = "accept", tls, extensions = "all" } = options;
  const ledger = openSync(options.ledgerFile, "a");
  const sockets = new Map<number, Socket>();
  let begun = 0;
  let waiting: (() => void)[] = [];
  const [wrongStage, wrong] = behaviour.split(":");

  /** Goes on, or does what is wrong at this stage. */
  const at = (stage: Stage, session: SMTPServerSession, done: (error?: Error | null) => void): void => {
    if (stage !== wrongStage) done();
    else if (wrong === "cut") sockets.get(session.remotePort)?.destroy();
    else if (wrong !== "hang") done(Object.assign(new Error("not here"), { responseCode: Number(wrong) }));
  };

  const server = new SMTPServer({
    ...(tls ? { secure: true, ...tls } : {}),
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    hidePIPELINING: extensions === "none",
    hideSMTPUTF8: extensions === "none",
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, done) => at("connect", session, done),
    onAuth: ({ username, password }, session, done) =>
      at("auth", session, (error) =>
        error || password !== "right" ? done(error ?? new Error("wrong")) : done(null, { user: username }),
      ),
    onMailFrom: (_, session, done) => at("mail", session, done),
    onRcptTo: (_, session, done) => at("rcpt", session, done),
    onData(stream, session, done) {
      stream.once("data", () => {
        begun += 1;
        for (const tell of waiting) tell();
        waiting = [];
        if (wrongStage === "data") at("data", session, done);
      });
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refuses = wrongStage === "dot" && Number(wrong) >= 400;
        if (!refuses) {
          const { mailFrom, rcptTo } = session.envelope;
          const letter: TakenLetter = {
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString("utf8"),
            user: session.user ?? null,
          };
          writeSync(ledger, `${JSON.stringify(letter)}\n`);
          fsyncSync(ledger);
        }
        at("dot", session, done);
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on(tls ? "secureConnection" : "connection", (socket: Socket) => {
    sockets.set(socket.remotePort ?? 0, socket);
    socket.on("close", () => sockets.delete(socket.remotePort ?? 0));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    ledgerFile: options.ledgerFile,
    begun: () => begun,
    nextBegun: () => (begun > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async close() {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(resolve));
      closeSync(ledger);
    },
  };
}

export const readLetters = (file: string): TakenLetter[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

if (import.meta.main) {
  const { values } = parseArgs({ options: { ledger: { type: "string" }, behaviour: { type: "string" } } });
  const { port } = await startFakeMailServer({
    ledgerFile: values.ledger ?? "",
    behaviour: (values.behaviour ?? "accept") as MailBehaviour,
  });
  process.stdout.write(`ready smtp://127.0.0.1:${port}\n`);
}
