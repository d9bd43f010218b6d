/** Where a Redis is, read from `REDIS_URL`. */

/** A Redis, or the nodes of a Redis Cluster that are asked first. */
export interface RedisAddress {
  readonly kind: "single" | "cluster";
  /** At least one; a single Redis has exactly one. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | null;
  readonly password: string | null;
  /** Of a single Redis; a Cluster has no numbered databases. */
  readonly database: number;
  readonly tls: boolean;
}

/** What `REDIS_URL` must be, for people. */
export const REDIS_ADDRESS_FORM =
  "redis://host:port, rediss://… with TLS, or redis+cluster://host:port,host:port (rediss+cluster://…) for a Cluster";

const FORM = /^(redis|rediss)(\+cluster)?:\/\/(?:([^@/]*)@)?([^@/]+)(?:\/(\d{0,5}))?$/;
const DEFAULT_PORT = 6379;

/** Null where `text` is no such address. User and password are percent-encoded. */
export function parseRedisAddress(text: string): RedisAddress | null {
  const [, scheme, cluster, credentials = "", hosts = "", database = ""] = FORM.exec(text) ?? [];
  const nodes = hosts.split(",").map(parseNode);
  const colon = credentials.indexOf(":");
  const [user, password] = colon < 0 ? [credentials, ""] : [credentials.slice(0, colon), credentials.slice(colon + 1)];
  const known = nodes.filter((node) => node !== null);
  const isWrong =
    scheme === undefined || known.length < nodes.length || (cluster ? database !== "" : nodes.length !== 1);
  const [username, secret] = [decode(user), decode(password)];
  if (isWrong || username === null || secret === null) return null;
  return {
    kind: cluster ? "cluster" : "single",
    nodes: known,
    username: username === "" ? null : username,
    password: secret === "" ? null : secret,
    database: Number(database),
    tls: scheme === "rediss",
  };
}

function parseNode(text: string): RedisAddress["nodes"][number] | null {
  const [, six, host = six, port] = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:[\],]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || Number(port ?? DEFAULT_PORT) > 65_535) return null;
  return { host, port: Number(port ?? DEFAULT_PORT) };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
