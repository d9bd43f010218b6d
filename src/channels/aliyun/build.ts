import type { Channel } from "../../domain/channel.ts";
import type { ApprovedTemplates } from "../approved-template.ts";
import { aliyunSms } from "./sms.ts";
import { aliyunVoice } from "./voice.ts";

interface AliyunForm extends ApprovedTemplates {
  readonly provider: "aliyun";
  readonly access_key_id: string;
  readonly access_key_secret: string;
  readonly base_url?: string | undefined;
}

/** The settings of text messages as the configuration file has them. */
export interface AliyunSmsForm extends AliyunForm {
  readonly sign_name: string;
}

/** The settings of calls. */
export interface AliyunCallsForm extends AliyunForm {
  readonly show_number: string;
  /** The template that is heard after each key. */
  readonly keys: { readonly 9: string; readonly 1?: string | undefined; readonly 2?: string | undefined };
}

export function buildAliyun(form: AliyunSmsForm | AliyunCallsForm): Channel {
  const settings = {
    accessKeyId: form.access_key_id,
    accessKeySecret: form.access_key_secret,
    baseUrl: form.base_url ?? null,
    templates: form.templates,
    variables: form.variables,
  };
  if ("sign_name" in form) return aliyunSms({ ...settings, signName: form.sign_name });
  const keys = Object.entries(form.keys).flatMap(([key, template]) =>
    template === undefined ? [] : [[key, template]],
  );
  return aliyunVoice({ ...settings, showNumber: form.show_number, keys: Object.fromEntries(keys) });
}
