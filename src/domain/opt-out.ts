/** Whether a buyer asks to be left alone, in English or Chinese (faults.md, "replies"). */
import { CHINESE, ENGLISH, KEYWORDS, UNCLEAR_KEYWORDS } from "./opt-out-patterns.ts";

/** `unclear` suppresses as well, and goes to review by people: wrongly silent is mended, wrongly calling is not. */
export type OptOutVerdict = "opt_out" | "unclear" | "none";

/** Longer texts are letters, not answers; what a pattern costs is bounded by it. */
const LENGTH_READ = 2_000;

const TRADITIONAL: { readonly [character: string]: string } = {
  別: "别",
  聯: "联",
  繫: "系",
  絡: "络",
  訂: "订",
  話: "话",
  電: "电",
  擾: "扰",
  騷: "骚",
  發: "发",
  給: "给",
  來: "来",
  簡: "简",
  訊: "讯",
  請: "请",
  煩: "烦",
  報: "报",
  號: "号",
  碼: "码",
  刪: "删",
  許: "许",
  準: "准",
  關: "关",
  絕: "绝",
  點: "点",
  錯: "错",
};

/** Lines that a mail program quotes back, our own opt-out notice among them. */
const QUOTED_LINES = /^\s*>.*$/gm;

/** Half-width, lower case, simplified, words parted by single spaces, without punctuation, symbols and invisible marks. */
const normalised = (text: string): string =>
  text
    .slice(0, LENGTH_READ)
    .replace(QUOTED_LINES, " ")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "")
    .replace(/(?<=[a-z])['’`´](?=[a-z])/g, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .replace(/[\u4e00-\u9fff]/g, (character) => TRADITIONAL[character] ?? character)
    .trim();

/** Chinese is written without spaces: those between its characters part nothing. */
const closedUp = (text: string): string => text.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "");

/** Reads one message of a buyer. Patterns that excuse a text (a bus stop, a refund) are struck out before the others look. */
export const detectOptOut = (text: string): OptOutVerdict => {
  const words = closedUp(normalised(text));
  if (KEYWORDS.has(words) || KEYWORDS.has(words.replaceAll(" ", ""))) return "opt_out";
  if (UNCLEAR_KEYWORDS.has(words)) return "unclear";
  let verdict: OptOutVerdict = "none";
  for (const { excuses, optOut, unclear } of [ENGLISH, CHINESE]) {
    const read = excuses.reduce((rest, pattern) => rest.replace(pattern, " _ "), words);
    if (optOut.some((pattern) => pattern.test(read))) return "opt_out";
    if (unclear.some((pattern) => pattern.test(read))) verdict = "unclear";
  }
  return verdict;
};
