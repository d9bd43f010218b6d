/** The settings in `config/cuifu.yaml` and in the file that replaces it (contract.md, "Configuration"). */
import { z } from "zod";
import { aliyunCalls, aliyunSms, tencentSms, wecom } from "./config-china.ts";
import { byLocale, expected, isHttpUrl, only, rate, text } from "./config-form.ts";

/** Providers a channel may have whose settings, if any, stand in the environment. The others follow below. */
const PLAIN = {
  call: ["agent", "twilio", "console"],
  im: ["console"],
  sms: ["twilio", "console"],
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

const isHost = (text: string): boolean => {
  if (!/^[^\s/?#@]+$/.test(text)) return false;
  const url = `https://${text}/`;
  return URL.canParse(url) && new URL(url).pathname === "/";
};

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
    content: byLocale((sid) => /^HX[0-9a-fA-F]{32}$/.test(sid), '"HX" and 32 hexadecimal digits'),
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

function calls() {
  const error = oneOf("agent", "twilio", "aliyun", "console", "http");
  const plain = named(PLAIN.call);
  const fallback = second(z.discriminatedUnion("provider", [http, aliyunCalls, plain], error));
  const all = [http.extend({ fallback }), aliyunCalls.extend({ fallback }), plain.extend({ fallback })] as const;
  return first(z.discriminatedUnion("provider", all, error), "agent");
}

function messenger() {
  const error = oneOf("twilio-whatsapp", "wecom", ...PLAIN.im, "http");
  const plain = named(PLAIN.im);
  const fallback = second(z.discriminatedUnion("provider", [http, whatsApp, wecom, plain], error));
  const all = [
    http.extend({ fallback }),
    whatsApp.extend({ fallback }),
    wecom.extend({ fallback }),
    plain.extend({ fallback }),
  ] as const;
  return first(z.discriminatedUnion("provider", all, error), "console");
}

function textMessages() {
  const error = oneOf("twilio", "aliyun", "tencent", "console", "http");
  const plain = named(PLAIN.sms);
  const fallback = second(z.discriminatedUnion("provider", [http, aliyunSms, tencentSms, plain], error));
  const all = [
    http.extend({ fallback }),
    aliyunSms.extend({ fallback }),
    tencentSms.extend({ fallback }),
    plain.extend({ fallback }),
  ] as const;
  return first(z.discriminatedUnion("provider", all, error), "console");
}

function letters() {
  const error = oneOf(...PLAIN.email, "http");
  const plain = named(PLAIN.email);
  const fallback = second(z.discriminatedUnion("provider", [http, plain], error));
  const all = [http.extend({ fallback }), plain.extend({ fallback })] as const;
  return first(z.discriminatedUnion("provider", all, error), "off");
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
    call: calls(),
    im: messenger(),
    sms: textMessages(),
    email: letters(),
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
