/** The log: JSON lines on stderr, never personal data, never a secret (faults.md, I15). */
import pino, { type DestinationStream, type Logger } from "pino";

/** Bytes kept while the reader of the pipe is slow; what is beyond is dropped. */
const MAX_BUFFERED = 1024 * 1024;

/** A last net, not a licence: nothing under these keys belongs in a log call. */
const PERSONAL_OR_SECRET = [
  ...["phone", "email", "im", "to", "buyer", "address", "text", "body", "raw", "payload", "note", "conversation"],
  ...["secret", "webhook_secret", "password", "token", "apiKey", "api_key", "authorization", "cookie", "signature"],
];

/**
 * A logger at `level`. Fields come first, then a fixed text: `log.warn({ err, queue }, "queue trouble")`. `stream` takes the place of stderr in tests. Stacks of
 * errors show at debug and below.
 */
export function createLog(level: string, stream: DestinationStream = standardError()): Logger {
  const withStacks = level === "debug" || level === "trace";
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: PERSONAL_OR_SECRET.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      serializers: { err: (error: unknown) => describeError(error, withStacks) },
      hooks: { logMethod: withSafeText },
    },
    stream,
  );
}

/** A closed or full pipe loses lines, never the process. */
function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: false, maxLength: MAX_BUFFERED });
  destination.on("error", () => undefined);
  return destination;
}

/** Left alone, pino takes an error's message for the text of the line. */
function withSafeText(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, text] = args;
  const bindings = first instanceof Error ? { err: first } : first;
  const hasError = typeof bindings === "object" && bindings !== null && "err" in bindings;
  if (hasError && text === undefined) method.call(this, bindings, "error");
  else method.apply(this, [bindings, ...args.slice(1)] as Parameters<pino.LogFn>);
}

interface ErrorLine {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorLine;
}

const MAX_CAUSES = 4;

/** Name, code and message. The database's own errors quote statements and values: of them only what is safe is told. */
function describeError(error: unknown, withStack: boolean, causes = MAX_CAUSES): ErrorLine {
  if (!(error instanceof Error)) return { name: typeof error, message: "not an error" };
  const code = "code" in error ? { code: String(error.code) } : {};
  const stack = withStack ? { stack: framesOf(error) } : {};
  const cause =
    error.cause !== undefined && causes > 0 ? { cause: describeError(error.cause, withStack, causes - 1) } : {};
  return { name: error.constructor.name, ...code, message: messageOf(error), ...stack, ...cause };
}

function messageOf(error: Error): string {
  if ("query" in error && "params" in error) return "a database query failed";
  if ("severity" in error && "routine" in error) {
    return ["database error", "constraint" in error ? error.constraint : null].filter(Boolean).join(" at ");
  }
  return error.message;
}

/** The stack without its first lines, which repeat the message. */
const framesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
