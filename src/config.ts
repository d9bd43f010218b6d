/** Configuration in two steps: read the environment, then parse it and the file into one frozen object. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LineCounter, parse as parseYaml } from "yaml";
import { z } from "zod";
import { type FileConfig, fileSchema } from "./config-file.ts";
import { isHttpUrl } from "./config-form.ts";
import { parseRedisAddress, REDIS_ADDRESS_FORM, type RedisAddress } from "./redis-address.ts";

const DEFAULT_FILE = fileURLToPath(new URL("../config/cuifu.yaml", import.meta.url));

const expected = (what: string) => ({ error: `expected ${what}` });
const text = (check: (value: string) => boolean, what: string) => z.string().refine(check, expected(what)).optional();
const anyText = z.string().optional();
const httpUrl = text(isHttpUrl, "an http or https address");
const urlOf = (...schemes: string[]) =>
  text(
    (value) => schemes.some((s) => value.startsWith(`${s}://`)) && URL.canParse(value),
    `a ${schemes[0]}:// address`,
  );

const isSmtpUrl = (value: string): boolean => /^smtps?:\/\/[^/?#]+\/?$/.test(value) && URL.canParse(value);

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every variable that is read, as contract.md names it. An empty one counts as not set. */
const environmentSchema = z.object({
  NODE_ENV: anyText,
  PORT: text((value) => /^\d{1,5}$/.test(value) && Number(value) < 65_536, "a whole number from 0 to 65535"),
  HOST: text((value) => /^[^\s/]+$/.test(value), "a host name or an IP address"),
  PUBLIC_URL: text((value) => isHttpUrl(value) && !/[?#]/.test(value), "an http or https address without ? and #"),
  DATABASE_URL: urlOf("postgres", "postgresql"),
  REDIS_URL: text((value) => parseRedisAddress(value) !== null, REDIS_ADDRESS_FORM),
  CUIFU_CONFIG: anyText,
  CUIFU_DATA_DIR: anyText,
  CUIFU_SECRET_KEY: text((value) => /^[A-Za-z0-9+/]{43}=$/.test(value), "32 bytes in base64 (openssl rand -base64 32)"),
  CUIFU_FAILPOINT: text((value) => /^[a-z_]+:[a-z_]+$/.test(value), "a moment and a fault, as in after_claim:kill"),
  LOG_LEVEL: z.enum(LOG_LEVELS, expected(`one of ${LOG_LEVELS.join(", ")}`)).optional(),
  TWILIO_ACCOUNT_SID: anyText,
  TWILIO_AUTH_TOKEN: anyText,
  TWILIO_SMS_FROM: anyText,
  TWILIO_VOICE_FROM: anyText,
  TWILIO_WHATSAPP_FROM: anyText,
  TWILIO_BASE_URL: httpUrl,
  SMTP_URL: text(isSmtpUrl, "smtp://user:password@host:port or smtps://…, without a path and ?"),
  MAIL_FROM: text((value) => /^[^\r\n]*[^\s@]@[^\s@]+$/.test(value), "an e-mail address"),
  ALERT_WEBHOOK_URL: httpUrl,
});

/** The variables that concern cuifu, as text. */
export type Environment = { readonly [Name in keyof z.input<typeof environmentSchema>]?: string };

/** Something in the configuration is wrong. The message names each key and what was expected, never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface Config extends FileConfig {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Without a slash at its end; null: as the service listens. */
  readonly publicUrl: string | null;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: the queue is kept in PostgreSQL. */
  readonly redis: RedisAddress | null;
  readonly dataDir: string;
  /** 32 bytes; null where it is not given: in embedded mode the data folder keeps it. */
  readonly secretKey: Uint8Array | null;
  readonly logLevel: LogLevel;
  readonly twilio: {
    readonly accountSid: string | null;
    readonly authToken: string | null;
    readonly smsFrom: string | null;
    readonly voiceFrom: string | null;
    readonly whatsappFrom: string | null;
    readonly baseUrl: string | null;
  };
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  readonly alertWebhookUrl: string | null;
  /** A fault to provoke, for tests alone (faults.md, "Faults"). */
  readonly failpoint: string | null;
}

/** Picks what concerns cuifu. Throws `ConfigError` where a variable starts with `CUIFU_` and is not known. */
export function readEnv(environment: NodeJS.ProcessEnv): Environment {
  const known = Object.keys(environmentSchema.shape);
  const unknown = Object.keys(environment).filter((name) => name.startsWith("CUIFU_") && !known.includes(name));
  if (unknown.length > 0) {
    const names = known.filter((name) => name.startsWith("CUIFU_")).join(", ");
    throw new ConfigError(unknown.map((name) => `${name}: unknown variable, expected one of ${names}`).join("; "));
  }
  return Object.fromEntries(known.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/** The configuration of this process. Throws `ConfigError`. */
export function loadConfig(): Config {
  const environment = readEnv(process.env);
  return parseConfig(environment, readFile(environment.CUIFU_CONFIG));
}

function readFile(named: string | undefined): string {
  try {
    return readFileSync(named ?? DEFAULT_FILE, "utf8");
  } catch {
    throw new ConfigError(`${named ? "CUIFU_CONFIG" : DEFAULT_FILE}: expected a file that can be read`);
  }
}

/** Parses the environment and the text of the file (null: built-in defaults). Throws `ConfigError`. */
export function parseConfig(environment: Environment, fileText: string | null): Config {
  const env = check(environmentSchema, environment);
  const file = check(fileSchema, fileText === null ? null : readYaml(fileText));
  if (env.CUIFU_FAILPOINT !== undefined && env.NODE_ENV !== "test") {
    throw new ConfigError("CUIFU_FAILPOINT: expected only with NODE_ENV=test");
  }
  return deepFreeze({
    ...file,
    port: Number(env.PORT ?? 8080),
    host: env.HOST ?? "127.0.0.1",
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    redis: env.REDIS_URL === undefined ? null : parseRedisAddress(env.REDIS_URL),
    dataDir: env.CUIFU_DATA_DIR ?? "data",
    secretKey: env.CUIFU_SECRET_KEY === undefined ? null : new Uint8Array(Buffer.from(env.CUIFU_SECRET_KEY, "base64")),
    logLevel: env.LOG_LEVEL ?? "info",
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID ?? null,
      authToken: env.TWILIO_AUTH_TOKEN ?? null,
      smsFrom: env.TWILIO_SMS_FROM ?? null,
      voiceFrom: env.TWILIO_VOICE_FROM ?? null,
      whatsappFrom: env.TWILIO_WHATSAPP_FROM ?? null,
      baseUrl: env.TWILIO_BASE_URL ?? null,
    },
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? null,
    alertWebhookUrl: env.ALERT_WEBHOOK_URL ?? null,
    failpoint: env.CUIFU_FAILPOINT ?? null,
  });
}

/** The key that a service on a database of one's own needs. Throws `ConfigError` where it is not given. */
export function requireSecretKey(config: Config): Uint8Array {
  if (config.secretKey !== null) return config.secretKey;
  throw new ConfigError("CUIFU_SECRET_KEY: expected with DATABASE_URL: 32 bytes in base64 (openssl rand -base64 32)");
}

/** The parser's own messages quote the file, and it may hold secrets: only the line's number is told. */
function readYaml(fileText: string): unknown {
  const lines = new LineCounter();
  try {
    return parseYaml(fileText, { lineCounter: lines, prettyErrors: false });
  } catch (error) {
    const offset = error instanceof Error && "pos" in error && Array.isArray(error.pos) ? Number(error.pos[0]) : 0;
    throw new ConfigError(`the configuration file, line ${lines.linePos(offset).line}: expected valid YAML`);
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.flatMap(linesOf).join("; "));
}

function linesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${[...issue.path, key].join(".")}: unknown key, ${issue.message}`);
  }
  return [`${issue.path.join(".") || "the configuration file"}: ${issue.message}`];
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === "object" && part !== null && !ArrayBuffer.isView(part)) deepFreeze(part);
  }
  return Object.freeze(value);
}
