/** The settings in `config/cuifu.yaml` and in the file that replaces it (contract.md, "Configuration"). */
import { z } from "zod";

/** Providers a channel may have. `http` takes an address and a secret as well, `twilio-whatsapp` its templates. */
const PROVIDERS = {
  call: ["agent", "twilio", "aliyun", "console"],
  im: ["wecom", "console"],
  sms: ["twilio", "aliyun", "tencent", "console"],
  email: ["smtp", "console", "off"],
} as const;

/** Key bytes of a Standard Webhooks secret. */
const SECRET_BYTES = { min: 24, max: 64 };

const isSecret = (text: string): boolean => {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return false;
  const { length } = Buffer.from(encoded, "base64");
  return length >= SECRET_BYTES.min && length <= SECRET_BYTES.max;
};

/** An address that is called or shown: http or https. Also used for the environment. */
export const isHttpUrl = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

const isHost = (text: string): boolean => {
  if (!/^[^\s/?#@]+$/.test(text)) return false;
  const url = `https://${text}/`;
  return URL.canParse(url) && new URL(url).pathname === "/";
};

const expected = (what: string) => ({ error: `expected ${what}` });
const only = (keys: string) => ({ error: `expected a map with the keys ${keys}` });
const text = (check: (value: string) => boolean, what: string) =>
  z.string(expected(what)).refine(check, expected(what));

const http = z.strictObject(
  {
    provider: z.literal("http"),
    url: text(isHttpUrl, "an http or https address"),
    secret: text(isSecret, `"whsec_" and ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes in base64`),
  },
  only("provider, url, secret"),
);

const named = <const Name extends string>(names: readonly Name[]) =>
  z.strictObject({ provider: z.enum(names) }, only("provider (with http also url, secret)"));

/** Approved WhatsApp templates by locale (docs/channels.md, "WhatsApp"). */
const whatsApp = z.strictObject(
  {
    provider: z.literal("twilio-whatsapp"),
    content: z
      .record(
        text((tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag), "a locale such as zh-CN"),
        text((sid) => /^HX[0-9a-fA-F]{32}$/.test(sid), '"HX" and 32 hexadecimal digits'),
        expected("a map of locales to HX…"),
      )
      .default({}),
  },
  only("provider, content"),
);

const oneOf = (...names: string[]) => ({
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === "invalid_union" ? `expected one of ${names.join(", ")}` : "expected a map with the key provider",
});

function provider<const Name extends string>(names: readonly Name[], fallback: NoInfer<Name>) {
  const union = z.discriminatedUnion("provider", [http, named(names)], oneOf(...names, "http"));
  return z.preprocess((value) => withProvider(value, fallback), union);
}

const messengers = z.preprocess(
  (value) => withProvider(value, "console"),
  z.discriminatedUnion(
    "provider",
    [http, whatsApp, named(PROVIDERS.im)],
    oneOf("twilio-whatsapp", ...PROVIDERS.im, "http"),
  ),
);

/** A missing provider is the built-in one; `off` is a boolean in older YAML. */
function withProvider(value: unknown, fallback: string): unknown {
  if (value === undefined || value === null) return { provider: fallback };
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const { provider: name = fallback, ...rest }: { provider?: unknown } = value;
  return { provider: name === false ? "off" : name, ...rest };
}

const orEmpty = (value: unknown): unknown => value ?? {};

const channels = z.strictObject(
  {
    call: provider(PROVIDERS.call, "agent"),
    im: messengers,
    sms: provider(PROVIDERS.sms, "console"),
    email: provider(PROVIDERS.email, "off"),
  },
  only("call, im, sms, email"),
);

const outbound = z.strictObject(
  { allow: z.array(text(isHost, "a host, or host:port"), expected("a list of hosts")).default([]) },
  only("allow"),
);

/** The whole file, with built-in defaults for what is missing. */
export const fileSchema = z.preprocess(
  orEmpty,
  z.strictObject(
    { channels: z.preprocess(orEmpty, channels), outbound: z.preprocess(orEmpty, outbound) },
    only("channels, outbound"),
  ),
);

export type FileConfig = z.output<typeof fileSchema>;
