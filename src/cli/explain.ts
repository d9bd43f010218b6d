/**
 * What went wrong and what to do, in one line; never a statement, a secret or personal data. With `LOG_LEVEL=debug` the
 * stack follows.
 */
export async function explainFailure(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return "cuifu: failed for no reason it can name: run it again with LOG_LEVEL=debug";
  const line = `cuifu: ${describe(error).replaceAll(/\s*\n\s*/g, " ")}`;
  return (await wantsStack()) ? `${line}\n${framesOf(error)}` : line;
}

function describe(error: Error): string {
  const code = codeOf(error) ?? codeOf(error.cause);
  const address = "address" in error && "port" in error ? `${error.address}:${error.port}` : "the address";
  if (code === "EADDRINUSE") {
    return `${address} is taken by another program: stop that one, or set PORT to a free port (0 takes any)`;
  }
  if (code === "EACCES" && "port" in error) return `no right to listen on ${address}: set PORT to 1024 or more`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${"hostname" in error ? error.hostname : address} is no address of this machine: set HOST to one`;
  }
  // The database's own words quote statements and values.
  if (("query" in error && "params" in error) || ("severity" in error && "routine" in error)) {
    return `the database failed (${code ?? "no code"}): see its log, then run the command again`;
  }
  return error.message;
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

/** The first lines of a stack repeat the message. */
const framesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((frame) => /^\s+at /.test(frame))
    .join("\n");

async function wantsStack(): Promise<boolean> {
  try {
    const { loadConfig } = await import("../config.ts");
    return ["debug", "trace"].includes(loadConfig().logLevel);
  } catch {
    return false;
  }
}
