/**
 * The sheet an agent reads from, taken apart at its headings (`config/templates/*\/call_script.yaml`): `【开场】…` or
 * `OPEN: …` at the start of a line. A shop's own script without headings is shown as it is.
 */
import type { ReasonCode } from "./reason-code.ts";

/** How to talk about one reason. */
export interface CallBranch {
  readonly reason: ReasonCode;
  readonly text: string;
}

export interface CallSheet {
  /** The whole sheet, as it was rendered. */
  readonly text: string;
  readonly opening: string | null;
  /** What the call is about: the orders, what is due. */
  readonly about: string | null;
  /** What is known of the reason, in words. */
  readonly known: string | null;
  /** How to talk about the reason it was chosen for. */
  readonly branches: readonly CallBranch[];
  /** What buyers say, and an answer. */
  readonly objections: readonly { readonly says: string; readonly answer: string }[];
  readonly closing: string | null;
  /** What to do where the buyer would rather not be called. */
  readonly refusal: string | null;
  /** The orders with their pay links. */
  readonly orders: string | null;
}

type Part = "opening" | "about" | "known" | "talk" | "objections" | "closing" | "refusal";

const HEADINGS: Readonly<Record<string, Part>> = {
  开场: "opening",
  说明: "about",
  已知原因: "known",
  怎么谈: "talk",
  对方可能会说: "objections",
  结束: "closing",
  不愿被打扰: "refusal",
  OPEN: "opening",
  TELL: "about",
  "WHAT WE HAVE HEARD": "known",
  TALK: "talk",
  "IF THEY SAY": "objections",
  CLOSE: "closing",
  "IF THEY WOULD RATHER NOT BE CALLED": "refusal",
};

/** A heading, and what follows it on its line. The colon may be missing where nothing follows. */
const HEADING = /^(?:【([^】]{1,20})】|([A-Z][A-Z ]{2,40})(?::|$))\s*(.*)$/u;
/** What stands before the orders. */
const RULE = /^(?:——|--)$/u;
/** `· “忘了”：没关系…`, `· "I forgot": No problem…` */
const OBJECTION = /^·\s*[“"]([^”"]{1,80})[”"][：:]\s*(.+)$/u;

/** @param reason what the sheet's words were chosen for. */
export function readSheet(text: string, reason: ReasonCode): CallSheet {
  const [head = "", orders = null] = splitAtRule(text);
  const parts = partsOf(head);
  const talk = parts.get("talk") ?? null;
  return {
    text,
    opening: parts.get("opening") ?? null,
    about: parts.get("about") ?? null,
    known: parts.get("known") ?? null,
    branches: talk === null ? [] : [{ reason, text: talk }],
    objections: (parts.get("objections") ?? "").split("\n").flatMap((line) => {
      const [, says, answer] = OBJECTION.exec(line.trim()) ?? [];
      return says === undefined || answer === undefined ? [] : [{ says, answer }];
    }),
    closing: parts.get("closing") ?? null,
    refusal: parts.get("refusal") ?? null,
    orders,
  };
}

function splitAtRule(text: string): readonly [string, string | null] {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => RULE.test(line.trim()));
  if (at === -1) return [text, null];
  return [
    lines.slice(0, at).join("\n"),
    lines
      .slice(at + 1)
      .join("\n")
      .trim() || null,
  ];
}

function partsOf(text: string): ReadonlyMap<Part, string> {
  const parts = new Map<Part, string[]>();
  let current: string[] | null = null;
  for (const line of text.split("\n")) {
    const [, chinese, english, rest = ""] = HEADING.exec(line.trim()) ?? [];
    const part = HEADINGS[chinese ?? english ?? ""];
    if (part === undefined) {
      current?.push(line);
      continue;
    }
    current = [rest];
    parts.set(part, current);
  }
  return new Map([...parts].map(([part, lines]) => [part, lines.join("\n").trim()]));
}
