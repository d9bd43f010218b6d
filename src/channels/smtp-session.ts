import { Readable } from "node:stream";
import SMTPConnection, { type SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { whenAborted } from "./deadline.ts";

/** Where the mail server is and who we are to it. */
export interface SmtpServer {
  readonly options: SMTPConnectionOptions;
  readonly login: { readonly user: string; readonly pass: string } | null;
}

export interface Letter {
  readonly from: string;
  readonly to: string;
  /** The whole message as it goes over the wire, without the final dot. */
  readonly raw: Buffer;
}

/**
 * What came of one session. `handedOver` tells whether the server let us begin the message: before that, nothing can
 * have been accepted. `error` is null where the server took the message.
 */
export interface SmtpOutcome {
  readonly handedOver: boolean;
  readonly error: SmtpFailure | null;
}

export interface SmtpFailure {
  /** The library's word for it, or the system's. */
  readonly code: unknown;
  readonly command: string | null;
  /** Of the server's own answer; null where it gave none. */
  readonly status: number | null;
}

/**
 * Sends one letter over a connection of its own, once, within `signal`'s time; never throws. The library's transport
 * is not used: it doesn't tell whether the message was begun, which decides between "not sent" and "nobody knows".
 */
export async function deliver(server: SmtpServer, letter: Letter, signal: AbortSignal): Promise<SmtpOutcome> {
  let handedOver = false;
  // Read only once the server has answered DATA with its go-ahead.
  const message = new Readable({
    read() {
      handedOver = true;
      this.push(letter.raw);
      this.push(null);
    },
  });
  const { from, to, raw } = letter;
  const error = await session(server, signal, (connection) =>
    settled((done) => connection.send({ from, to: [to], size: raw.length }, message, done)),
  );
  return { handedOver, error };
}

/** Connects, speaks TLS where it must, logs in and leaves. @returns what failed; null where nothing did. */
export const logIn = (server: SmtpServer, signal: AbortSignal): Promise<SmtpFailure | null> =>
  session(server, signal, async () => undefined);

/** A connection of its own that is logged in for `work`; never throws. */
async function session(
  server: SmtpServer,
  signal: AbortSignal,
  work: (connection: SMTPConnection) => Promise<void>,
): Promise<SmtpFailure | null> {
  const connection = new SMTPConnection(server.options);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  // Kept for the life of the connection: an error nobody listens to would end the process.
  connection.on("error", failed.reject);
  connection.once("end", () => failed.reject(new Error("closed")));
  using deadline = whenAborted(signal);
  const step = <T>(one: Promise<T>): Promise<T> => Promise.race([one, failed.promise, deadline.aborted]);
  try {
    signal.throwIfAborted();
    await step(settled((done) => connection.connect(done)));
    const { login } = server;
    if (login) await step(settled((done) => connection.login({ ...login, credentials: login }, done)));
    await step(work(connection));
    connection.quit();
    return null;
  } catch (error) {
    connection.close();
    return failureOf(error, signal);
  }
}

function settled(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => {});
  begin((error) => (error ? reject(error) : resolve()));
  return promise;
}

function failureOf(error: unknown, signal: AbortSignal): SmtpFailure {
  if (signal.aborted) return { code: "TIME_OUT", command: null, status: null };
  const told = typeof error === "object" && error !== null ? error : {};
  const system = "originalCode" in told ? told.originalCode : undefined;
  const code = "code" in told ? told.code : null;
  return {
    code: system ?? code,
    command: "command" in told && typeof told.command === "string" ? told.command : null,
    status: "responseCode" in told && typeof told.responseCode === "number" ? told.responseCode : null,
  };
}
