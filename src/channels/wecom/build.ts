import type { Channel } from "../../domain/channel.ts";
import { wecomChannel } from "./customer-service.ts";

/** The settings as the configuration file has them. */
export interface WecomForm {
  readonly provider: "wecom";
  readonly corp_id: string;
  readonly secret: string;
  readonly open_kfid: string;
  readonly base_url?: string | undefined;
}

export const buildWecom = (form: WecomForm): Channel =>
  wecomChannel({
    corpId: form.corp_id,
    secret: form.secret,
    openKfId: form.open_kfid,
    baseUrl: form.base_url ?? null,
  });
