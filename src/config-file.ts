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

const RATE = { min: 0.001, max: 10_000 };

/** How fast the provider's account and sender may be asked, by all processes together. */
const rate = z
  .strictObject(
    {
      per_second: z
        .number(expected("a number"))
        .min(RATE.min, expected(`at least ${RATE.min}`))
        .max(RATE.max, expected(`at most ${RATE.max}`)),
    },
    only("per_second"),
  )
  .transform(({ per_second }) => ({ perSecond: per_second }))
  .optional();

const http = z.strictObject(
  {
    provider: z.literal("http"),
    url: text(isHttpUrl, "an http or https address"),
    secret: text(isSecret, `"whsec_" and ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes in base64`),
    rate,
  },
  only("provider, url, secret, rate, fallback"),
);

const named = <const Name extends string>(names: readonly Name[]) =>
  z.strictObject({ provider: z.enum(names), rate }, only("provider (with http also url, secret), rate, fallback"));

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
    rate,
  },
  only("provider, content, rate, fallback"),
);

const oneOf = (...names: string[]) => ({
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === "invalid_union" ? `expected one of ${names.join(", ")}` : "expected a map with the key provider",
});

/** The first provider of a channel; a missing one is the built-in one. */
const first = <Union extends z.ZodType<Chosen>>(union: Union, builtIn: string) =>
  z.preprocess(
    (value) => withProvider(value, builtIn),
    union.refine(isAnother, {
      path: ["fallback"],
      error: "expected another provider than the one it stands in for, and neither of them off",
    }),
  );

/** The one that stands in for it. */
const second = <Union extends z.ZodType>(union: Union) =>
  z.preprocess((value) => (value === undefined ? undefined : withProvider(value, undefined)), union.optional());

type Chosen = { readonly provider: string; readonly fallback?: { readonly provider: string } | undefined };

/** Two that are named by their provider alone would be asked with one account: no second provider. */
const isAnother = ({ provider: name, fallback }: Chosen): boolean =>
  fallback === undefined ||
  (name !== "off" && fallback.provider !== "off" && (name === "http" || fallback.provider !== name));

function provider<const Name extends string>(names: readonly Name[], builtIn: NoInfer<Name>) {
  const error = oneOf(...names, "http");
  const kind = named(names);
  const fallback = second(z.discriminatedUnion("provider", [http, kind], error));
  return first(
    z.discriminatedUnion("provider", [http.extend({ fallback }), kind.extend({ fallback })], error),
    builtIn,
  );
}

function messenger() {
  const error = oneOf("twilio-whatsapp", ...PROVIDERS.im, "http");
  const kind = named(PROVIDERS.im);
  const fallback = second(z.discriminatedUnion("provider", [http, whatsApp, kind], error));
  const all = [http.extend({ fallback }), whatsApp.extend({ fallback }), kind.extend({ fallback })] as const;
  return first(z.discriminatedUnion("provider", all, error), "console");
}

/** A missing provider is the built-in one; `off` is a boolean in older YAML. */
function withProvider(value: unknown, builtIn: string | undefined): unknown {
  if (value === undefined || value === null) return { provider: builtIn };
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const { provider: name = builtIn, ...rest }: { provider?: unknown } = value;
  return { provider: name === false ? "off" : name, ...rest };
}

const orEmpty = (value: unknown): unknown => value ?? {};

const channels = z.strictObject(
  {
    call: provider(PROVIDERS.call, "agent"),
    im: messenger(),
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
