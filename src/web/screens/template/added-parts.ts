/** What the engine adds to a text message: who it is from, and how to get no more (docs/templates.md, "Text messages"). */
const WAYS_OUT = ["拒收请回复R", "Reply STOP to opt out"];

export interface AddedParts {
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

/** @param source the words in Liquid: what stands in them was not added. */
export function addedParts(text: string, source: string, shopName: string): AddedParts {
  const mark =
    [`【${shopName}】`, `${shopName}: `].find((one) => text.startsWith(one) && !source.startsWith(one)) ?? "";
  const way = WAYS_OUT.find((one) => text.endsWith(one) && !source.includes(one)) ?? "";
  return { before: mark, words: text.slice(mark.length, text.length - way.length), after: way };
}
