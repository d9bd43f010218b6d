import type { Channel } from "../../domain/channel.ts";
import type { ApprovedTemplates } from "../approved-template.ts";
import { aliyunSms } from "./sms.ts";

/** The settings of text messages as the configuration file has them. */
export interface AliyunSmsForm extends ApprovedTemplates {
  readonly provider: "aliyun";
  readonly access_key_id: string;
  readonly access_key_secret: string;
  readonly base_url?: string | undefined;
  readonly sign_name: string;
}

export const buildAliyunSms = (form: AliyunSmsForm): Channel =>
  aliyunSms({
    accessKeyId: form.access_key_id,
    accessKeySecret: form.access_key_secret,
    baseUrl: form.base_url ?? null,
    signName: form.sign_name,
    templates: form.templates,
    variables: form.variables,
  });
