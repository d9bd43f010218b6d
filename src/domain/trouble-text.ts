/** Troubles in plain words, and what to do about them. */
import type { ChannelName } from "./channel.ts";
import { toIso } from "./instant.ts";
import { clockText, say, type Telling } from "./plan-text.ts";
import { CHANNEL_WORDS, type Language } from "./reason-text.ts";
import type { ShopTrouble, TroubleKind } from "./trouble.ts";

export interface ToldTrouble {
  readonly severity: "error" | "warning";
  readonly text: string;
  readonly advice: string;
  /** What programs may go by. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** Of so many unknown outcomes on, something is wrong with the provider. */
const MANY_UNKNOWN = 10;

/** @param telling its zone is the shop's. */
export const tellTrouble = (trouble: ShopTrouble, telling: Telling): ToldTrouble => ({
  severity: severityOf(trouble),
  text: textOf(trouble, telling),
  advice: ADVICE[trouble.kind][telling.language],
  detail: detailOf(trouble),
});

function severityOf(trouble: ShopTrouble): ToldTrouble["severity"] {
  if (trouble.kind === "unknown_contacts") return trouble.contacts >= MANY_UNKNOWN ? "error" : "warning";
  return trouble.kind === "sending_paused" || trouble.kind === "queue_behind" ? "warning" : "error";
}

function textOf(trouble: ShopTrouble, telling: Telling): string {
  const name = (channel: ChannelName) => CHANNEL_WORDS[channel][telling.language];
  switch (trouble.kind) {
    case "provider_paused": {
      const { channel, provider } = trouble;
      const text = `The provider ${provider} (${name(channel)}) is in trouble; its reminders wait.`;
      return say(telling, text, `${name(channel)}服务商 ${provider} 出现故障，相关催付正在等待。`);
    }
    case "sending_paused": {
      const { everyShop, channel } = trouble;
      const which = channel === null ? "" : say(telling, ` (${name(channel)})`, `（${name(channel)}）`);
      const text = `Sending is paused${everyShop ? " for every shop" : ""}${which}.`;
      return say(telling, text, `${everyShop ? "所有店铺" : ""}已暂停发送${which}。`);
    }
    case "cap_reached":
      return say(
        telling,
        "The shop's cap of contacts is reached; sending is paused.",
        "联系次数已达店铺上限，已暂停发送。",
      );
    case "reminders_late": {
      const { reminders, channel } = trouble;
      const text = `${reminders} reminders (${name(channel)}) should have gone out already.`;
      return say(telling, text, `${reminders} 条${name(channel)}催付已超过应发时间。`);
    }
    case "queue_behind": {
      const text = `${trouble.reminders} reminders wait in the queue for over two minutes.`;
      return say(telling, text, `${trouble.reminders} 条催付在队列中等待超过两分钟。`);
    }
    case "reminders_failed":
      return say(telling, "Some reminders could not be made ready for sending.", "部分催付无法准备发送。");
    case "unknown_contacts": {
      const text = `Of ${trouble.contacts} messages or calls nobody knows whether they arrived.`;
      return say(telling, text, `有 ${trouble.contacts} 次联系结果未知。`);
    }
    case "shop_silent": {
      const last = clockText(trouble.since, telling);
      const text = `Nothing came from the shop since ${last}, though much does at these hours.`;
      return say(telling, text, `自 ${last} 起未收到店铺的任何消息，而平时这个时段消息很多。`);
    }
    case "quarantined":
      return say(telling, "Some of what the shop told could not be taken in.", "店铺发来的部分消息无法处理。");
    default:
      return trouble satisfies never;
  }
}

const ADVICE: Readonly<Record<TroubleKind, Readonly<Record<Language, string>>>> = {
  provider_paused: {
    en: "Nothing is lost: it is tried again by itself. If it stays so, look at the provider's account: balance, password, limits.",
    zh: "不会丢失，系统会自动重试。若长时间未恢复，请检查服务商账户：余额、密钥、限额。",
  },
  sending_paused: {
    en: "Resume sending when you are ready. Reminders whose time passes meanwhile are not sent later.",
    zh: "准备好后请恢复发送。暂停期间过了时限的催付不会补发。",
  },
  cap_reached: {
    en: "See whether so many orders are real; then resume sending, or raise caps.shop in the policy.",
    zh: "请先确认订单量是否正常，再恢复发送，或在策略中调高 caps.shop。",
  },
  reminders_late: {
    en: "See that the scheduler and a worker run (cuifu doctor tells), and whether the provider is in trouble.",
    zh: "请检查调度和发送进程是否在运行（可用 cuifu doctor），以及服务商是否正常。",
  },
  queue_behind: {
    en: "See that a worker runs; a slow provider may hold it up. If it stays so, start another worker.",
    zh: "请确认发送进程在运行；也可能是服务商较慢。若持续如此，请增加发送进程。",
  },
  reminders_failed: {
    en: "The service's log names them and says why. They expire if that stays so.",
    zh: "请查看服务日志了解原因。若一直如此，它们会过期不发。",
  },
  unknown_contacts: {
    en: "They are never sent again. The provider's reports settle them: see that its callbacks reach this service.",
    zh: "系统不会重发。服务商回执到达后会自动更新，请检查回调地址是否可达。",
  },
  shop_silent: {
    en: "See in the shop's backend whether its webhook is still there and what it was answered; the secret may have changed.",
    zh: "请到店铺后台检查 webhook 是否仍启用、返回了什么，以及密钥是否已更换。",
  },
  quarantined: {
    en: "The service's log says which and why. Orders that they told of may be missing here.",
    zh: "请查看服务日志了解原因。相关订单可能没有进入系统。",
  },
};

function detailOf(trouble: ShopTrouble): ToldTrouble["detail"] {
  switch (trouble.kind) {
    case "provider_paused": {
      const { channel, provider, until } = trouble;
      return { channel, provider, until: until === null ? null : toIso(until) };
    }
    case "sending_paused":
      return { every_shop: trouble.everyShop, channel: trouble.channel };
    case "reminders_late":
      return { channel: trouble.channel, reminders: trouble.reminders };
    case "queue_behind":
      return { reminders: trouble.reminders };
    case "reminders_failed":
    case "quarantined":
      return { alerts: trouble.alerts };
    case "unknown_contacts":
      return { contacts: trouble.contacts };
    case "cap_reached":
      return {};
    case "shop_silent":
      return { last_event_at: toIso(trouble.since) };
    default:
      return trouble satisfies never;
  }
}
