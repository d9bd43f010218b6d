import type { Channel, SendResult } from "../../domain/channel.ts";
import { NO_MESSAGE } from "../approved-template.ts";
import { SEND_TIME_OUT } from "../deadline.ts";
import { NO_ID } from "../meaning.ts";
import { type WecomAccount, WecomClient } from "./client.ts";

export interface WecomSettings extends WecomAccount {
  /** The account of 微信客服 that writes, `wk…` */
  readonly openKfId: string;
}

/** Bytes of a text that WeCom takes. */
const LONGEST_TEXT = 2_048;

/**
 * WeChat, by the customer service of WeCom (微信客服): one message to one customer, at once, within 48 hours of the
 * customer's last message to that account. Why not by 企业群发, which a member of staff sends some time later:
 * docs/decisions/0017. It takes nothing back, and can't be asked.
 */
export function wecomChannel(settings: WecomSettings, timeOut: number = SEND_TIME_OUT): Channel {
  const client = new WecomClient(settings);
  return {
    name: "im",
    provider: "wecom",
    caller: "machine",
    messenger: { account: "wecom", isPhone: false },
    async send({ contactId, to, text }, signal) {
      if (Buffer.byteLength(text) > LONGEST_TEXT) return NO_MESSAGE;
      if (signal.aborted) return { kind: "not_sent", code: "time_out", retryAfterMs: null };
      const message = {
        touser: to,
        open_kfid: settings.openKfId,
        // Ours, at most 32 characters: known although the answer never came.
        msgid: contactId.replaceAll("-", ""),
        msgtype: "text",
        text: { content: text },
      };
      const answer = await client.post("/cgi-bin/kf/send_msg", message, signal, timeOut);
      return answer.kind === "ok" ? outcomeOf(answer.body) : answer.result;
    },
    async cancel() {},
  };
}

function outcomeOf(body: object): SendResult {
  const id: unknown = "msgid" in body ? body.msgid : null;
  return typeof id === "string" && /^[\w-]{1,64}$/.test(id) ? { kind: "accepted", providerId: id } : NO_ID;
}
