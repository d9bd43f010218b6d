import { parseEmailAddress } from "../domain/email-address.ts";
import type { BuyerFields } from "../domain/event.ts";
import { parsePhone } from "../domain/phone.ts";
import { parseCountry } from "./fields.ts";
import type { Look } from "./look.ts";
import { cut } from "./look.ts";

const NAME_LIMIT = 500;

/** An ISO 3166-1 code, in capitals or not. */
export const readCountry = (text: string): string | null => parseCountry(text.trim().toUpperCase());

/** The first of `phones` that can be dialled; else what is wrong with the first; null where there is none. */
export function phoneIn(phones: readonly Look[], country: string): Pick<BuyerFields, "phone" | "phoneProblem"> {
  const read = phones.flatMap(({ text }) => (text === null ? [] : [parsePhone(text, country)]));
  const good = read.find(({ ok }) => ok);
  if (good?.ok) return { phone: good.e164 };
  const [first] = read;
  return first === undefined || first.ok ? { phone: null } : { phone: null, phoneProblem: first.problem };
}

/** The first of `emails` that is one. */
export const emailIn = (emails: readonly Look[]): string | null => {
  for (const email of emails) {
    const address = email.as(parseEmailAddress);
    if (address !== null) return address;
  }
  return null;
};

const HAN = /^\p{Script=Han}+$/u;

/** A name from its parts, the family's first and unspaced where it is written in Chinese; null where all are blank. */
export function nameOf(given: Look, family?: Look): string | null {
  const parts = [given.text?.trim() ?? "", family?.text?.trim() ?? ""].filter((part) => part !== "");
  const name = parts.every((part) => HAN.test(part)) ? parts.toReversed().join("") : parts.join(" ");
  return name === "" ? null : cut(name, NAME_LIMIT);
}
