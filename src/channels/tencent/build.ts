import type { Channel } from "../../domain/channel.ts";
import type { ApprovedTemplates } from "../approved-template.ts";
import { tencentSms } from "./sms.ts";

/** The settings as the configuration file has them. */
export interface TencentForm extends ApprovedTemplates {
  readonly provider: "tencent";
  readonly secret_id: string;
  readonly secret_key: string;
  readonly base_url?: string | undefined;
  readonly region: string;
  readonly app_id: string;
  readonly sign_name: string;
}

export const buildTencent = (form: TencentForm): Channel =>
  tencentSms({
    secretId: form.secret_id,
    secretKey: form.secret_key,
    baseUrl: form.base_url ?? null,
    region: form.region,
    appId: form.app_id,
    signName: form.sign_name,
    templates: form.templates,
    variables: form.variables,
  });
