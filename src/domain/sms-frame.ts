import { plainMarks } from "./sms-length.ts";

/** Where a text message goes, and who sends it. */
export interface SmsScene {
  readonly shopName: string;
  /** The language of the words, BCP 47. */
  readonly locale: string;
  /** Whether it goes to a number of mainland China, where both parts are the law. */
  readonly isMainland: boolean;
}

/** Whether an address is a number of mainland China. Hong Kong, Macao and Taiwan have codes of their own. */
export const isMainland = (address: string): boolean => address.startsWith("+86");

const OPT_OUT_CHINESE = "拒收请回复R";
const OPT_OUT_ENGLISH = "Reply STOP to opt out";

/** How a text may say already which answer ends the messages. */
const TELLS_CHINESE =
  /(?:拒收|退订|不想再?收).{0,12}(?:回|发)|(?:回复?|发送?)[\s“”"「」]*(?:TD|T|R|N|拒收|退订)(?![a-z])/i;
const TELLS_ENGLISH =
  /\b(?:reply|text|send|answer|respond)\b.{0,20}\b(?:stop|unsubscribe|quit|end)\b|\bstop to (?:opt out|end|cancel|unsubscribe)\b/i;

/**
 * A text message as it goes out: who it is from in front, how to get no more at the end. The engine puts both, so that
 * no text of a shop's can forget them; where the text has one already it is not doubled. Marks become plain where that
 * makes it cheaper.
 */
export function frameSms(written: string, scene: SmsScene): string {
  const text = plainMarks(written);
  const isChinese = scene.isMainland || /^zh\b/i.test(scene.locale);
  const signed = isChinese ? signChinese(text, scene.shopName) : signEnglish(text, scene.shopName);
  if (TELLS_CHINESE.test(signed) || TELLS_ENGLISH.test(signed)) return signed;
  if (!isChinese) return `${signed}${signed.includes("\n") ? "\n" : " "}${OPT_OUT_ENGLISH}`;
  // A link or a number would run into what follows it.
  return `${signed}${/[\x21-\x7e]$/.test(signed) ? " " : ""}${OPT_OUT_CHINESE}`;
}

/** `【shop】` first, or last as gateways allow too. */
function signChinese(text: string, shopName: string): string {
  const mark = `【${shopName}】`;
  return text.startsWith(mark) || text.endsWith(mark) ? text : `${mark}${text}`;
}

const signEnglish = (text: string, shopName: string): string =>
  text.includes(shopName) ? text : `${shopName}: ${text}`;
