import { parseDocument } from "yaml";
import { z } from "zod";
import { PURPOSES } from "../domain/channel.ts";
import { MEDIUMS, type Template } from "../domain/template.ts";
import { parses } from "./liquid.ts";

const text = z.string().refine(parses, "expected words in Liquid that parse");
const plain = z.strictObject({ text });
const withSubject = z.strictObject({ subject: text, text });

/** purpose → reason → kind of buyer → words. */
const byPurpose = <Words extends z.ZodType>(words: Words) =>
  z.partialRecord(
    z.enum(PURPOSES),
    z.record(z.string().regex(/^[a-z_]+$/), z.partialRecord(z.enum(["new", "returning", "any"]), words)),
  );

const wordsFile = z.strictObject({
  locale: z.string().refine(isLocale, "expected a BCP 47 locale, for instance zh-CN"),
  version: z.int().min(1),
  call: byPurpose(plain),
  call_script: byPurpose(plain),
  im: byPurpose(plain),
  sms: byPurpose(plain),
  email: byPurpose(withSubject),
});

/**
 * The words that ship with cuifu, from the texts of `config/templates/*.yaml`, by file name. Throws an error that names
 * the file and the key where one is not as it should be.
 */
export function loadWords(files: Readonly<Record<string, string>>): readonly Template[] {
  return Object.entries(files).flatMap(([name, content]) => readFile(name, content));
}

function readFile(name: string, content: string): Template[] {
  const document = parseDocument(content);
  const [mistake] = document.errors;
  if (mistake) throw new Error(`${name}: ${mistake.message}`);
  const { error, data } = wordsFile.safeParse(document.toJS());
  if (error) {
    const [issue] = error.issues;
    throw new Error(`${name}: ${issue?.path.join(".") || "the file"}: ${issue?.message}`);
  }
  return MEDIUMS.flatMap((medium) =>
    Object.entries(data[medium]).flatMap(([purpose, reasons]) =>
      Object.entries(reasons).flatMap(([reason, kinds]) =>
        Object.entries(kinds).map(
          ([kind, words]): Template => ({
            id: purpose === "payment_reminder" ? `builtin.${medium}` : `builtin.${medium}.${purpose}`,
            version: data.version,
            source: "builtin",
            medium,
            purpose: purpose as Template["purpose"],
            locale: data.locale,
            reason,
            kind: kind as Template["kind"],
            subject: subjectOf(words),
            text: words.text,
          }),
        ),
      ),
    ),
  );
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

const subjectOf = (words: { text: string } | { subject: string; text: string }): string | null =>
  "subject" in words ? words.subject : null;
