/** The settings of the providers in China, as docs/channels.md has them. */
import { z } from "zod";
import { TEMPLATE_VARIABLES } from "./channels/approved-template.ts";
import { byLocale, expected, isHttpUrl, only, rate, text } from "./config-form.ts";

const key = text((value) => /^[\w-]{8,128}$/.test(value), "a key as the vendor's console shows it");
const base_url = text(
  (value) => isHttpUrl(value) && !/[?#]/.test(value),
  "an http or https address without ? and #",
).optional();
const sign_name = text((name) => /^[^【】\r\n]{2,20}$/u.test(name), "an approved signature (签名), without 【】");

/** What every template takes, in its order. */
const variablesOf = <const Name extends string>(names: readonly Name[]) =>
  z
    .array(z.enum(names, expected(`one of ${names.join(", ")}`)), expected(`a list of ${names.join(", ")}`))
    .refine((listed) => new Set(listed).size === listed.length, expected("each variable once"))
    .default([...names]);
const variables = variablesOf(TEMPLATE_VARIABLES);

export const aliyunSms = z.strictObject(
  {
    provider: z.literal("aliyun"),
    access_key_id: key,
    access_key_secret: key,
    base_url,
    sign_name,
    templates: byLocale((id) => /^SMS_\d{1,20}$/.test(id), "SMS_ and digits"),
    variables,
    rate,
  },
  only("provider, access_key_id, access_key_secret, sign_name, templates, variables, base_url, rate, fallback"),
);

const ttsTemplate = (id: string): boolean => /^TTS_\d{1,20}$/.test(id);
const TTS = "TTS_ and digits";

/** What is heard after each key. 9 is how somebody who is called says no: without it there are no calls. */
const keys = z.strictObject(
  {
    9: text(ttsTemplate, `${TTS}: what is heard by whoever presses 9 to get no more`),
    1: text(ttsTemplate, TTS).optional(),
    2: text(ttsTemplate, TTS).optional(),
  },
  only("9, and 1 and 2 where they are offered"),
);

export const aliyunCalls = z.strictObject(
  {
    provider: z.literal("aliyun"),
    access_key_id: key,
    access_key_secret: key,
    base_url,
    show_number: text((number) => /^\d{5,15}$/.test(number), 'a number that was bought (真实号), as in "057100000000"'),
    templates: byLocale(ttsTemplate, TTS),
    variables: variablesOf(["shop", "order", "amount"]),
    keys,
    rate,
  },
  only("provider, access_key_id, access_key_secret, show_number, templates, variables, keys, base_url, rate, fallback"),
);

export const tencentSms = z.strictObject(
  {
    provider: z.literal("tencent"),
    secret_id: key,
    secret_key: key,
    base_url,
    region: text((name) => /^[a-z]{2,4}(-[a-z0-9]+)+$/.test(name), "a region").default("ap-guangzhou"),
    app_id: text((id) => /^\d{5,20}$/.test(id), 'the SmsSdkAppId in quotes, as in "1400006666"'),
    sign_name,
    templates: byLocale((id) => /^\d{1,20}$/.test(id), 'a number in quotes, as in "1234567"'),
    variables,
    rate,
  },
  only("provider, secret_id, secret_key, app_id, sign_name, templates, variables, region, base_url, rate, fallback"),
);

export const wecom = z.strictObject(
  {
    provider: z.literal("wecom"),
    corp_id: text((id) => /^ww[\w-]{6,64}$/.test(id), "the id of the enterprise (企业ID), ww…"),
    secret: key,
    open_kfid: text((id) => /^wk[\w-]{4,62}$/.test(id), "an account of 微信客服, wk…"),
    base_url,
    rate,
  },
  only("provider, corp_id, secret, open_kfid, base_url, rate, fallback"),
);
