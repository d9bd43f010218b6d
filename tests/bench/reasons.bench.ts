/** How well buyers' sentences are read: the confusion matrix, and the F1 that counts every reason the same. */

import type { ReasonClassifier } from "#src/domain/reason-classifier.ts";
import type { ReasonCode } from "#src/domain/reason-code.ts";
import { loadReasons } from "#src/reasons.ts";
import { confusionTable, readSentences, SETS, score } from "#tests/support/sentences.ts";
import type { Benchmark } from "./benchmark.ts";
import type { Figure } from "./figure.ts";
import type { Machine } from "./machine.ts";

/** What a shop's own developer would write in an hour: a few words for each reason, the first that occurs wins. */
const KEYWORDS: readonly (readonly [Exclude<ReasonCode, "unknown">, RegExp])[] = [
  ["wrong_item", /拍错|换|改地址|wrong|change/i],
  ["payment_trouble", /付不了|支付失败|余额|declined|can't pay|payment/i],
  ["price", /贵|便宜|优惠|包邮|expensive|discount|price/i],
  ["gifts", /赠品|送|礼|gift|free/i],
  ["found_better", /别家|elsewhere|cheaper/i],
  ["service", /态度|客服|没人|service|reply/i],
  ["forgot", /忘|等下|forgot|later/i],
  ["other", /不要|考虑|changed my mind|think/i],
];

const keywords: Pick<ReasonClassifier, "readWords"> = {
  readWords(text) {
    const found = KEYWORDS.find(([, pattern]) => pattern.test(text));
    return found === undefined ? null : { code: found[0], confidence: 1, cue: "keyword" };
  },
};

async function run(machine: Machine): Promise<Figure[]> {
  const reasons = loadReasons();
  return SETS.map((set) => {
    const sentences = readSentences(set);
    const scores = score(reasons, sentences);
    machine.tell(`${set}, ${sentences.length} sentences\n${confusionTable(scores)}\n`);
    return {
      what: `macro-F1, ${set} sentences`,
      value: scores.macroF1,
      unit: "",
      baseline: { what: "a list of keywords", value: score(keywords, sentences).macroF1 },
      target: set === "held-out" ? { of: "value", is: "at least", limit: 0.85 } : null,
    };
  });
}

export default { about: "reasons read in buyers' sentences", run } satisfies Benchmark;
