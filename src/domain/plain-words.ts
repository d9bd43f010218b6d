/** A buyer's text as patterns look at it. */

/** Longer texts are letters; what a pattern costs is bounded by it. */
const LENGTH_READ = 1_000;

/** Traditional characters of the words that matter here, and their simplified forms. */
const TRADITIONAL =
  "貴價錢買賣換錯顏號碼單優惠貨運費郵現見覺還沒過買東點給頁網銀帳戶額轉帳紅禮樣實體評騙壞應復這個們態務員話電";
const SIMPLIFIED =
  "贵价钱买卖换错颜号码单优惠货运费邮现见觉还没过买东点给页网银账户额转账红礼样实体评骗坏应复这个们态务员话电";
const SIMPLE = new Map([...TRADITIONAL].map((character, at) => [character, [...SIMPLIFIED][at] ?? character]));

/**
 * Half-width, lower case, simplified, without symbols and apostrophes; what parts sentences becomes a line break, the
 * blank between Chinese characters too.
 */
export function plainWords(text: string): string {
  return text
    .slice(0, LENGTH_READ)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "")
    .replace(/(?<=[a-z])['’`´](?=[a-z])/g, "")
    .replace(/(?<=\d)[.,](?=\d)/g, "")
    .replace(/[.,!?;:~…、。，！？；：\r\n]+/g, "\n")
    .replace(/[^\p{L}\p{M}\p{N}\n]+/gu, " ")
    .replace(/(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu, "\n")
    .replace(/ *\n */g, "\n")
    .replace(/[\u4e00-\u9fff]/g, (character) => SIMPLE.get(character) ?? character)
    .trim();
}
