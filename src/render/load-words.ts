import { parseDocument } from "yaml";
import { z } from "zod";
import { PURPOSES, type Purpose } from "../domain/channel.ts";
import { MEDIUMS, type Template } from "../domain/template.ts";
import { composeTexts, type Frame, frameSchema, frameWithSubjectSchema } from "./compose-words.ts";
import { parses } from "./liquid.ts";

const fileOf = <Words extends z.ZodType>(frame: Words) => ({
  locale: z.string().refine(isLocale, "expected a BCP 47 locale, for instance zh-CN"),
  version: z.int().min(1),
  ...({ payment_reminder: frame.optional(), thank_you: frame.optional() } satisfies Record<Purpose, z.ZodType>),
});

/** One file is one language's words for one medium. */
const wordsFile = z.discriminatedUnion("medium", [
  z.strictObject({ medium: z.enum(MEDIUMS).exclude(["email"]), ...fileOf(frameSchema) }),
  z.strictObject({ medium: z.literal("email"), ...fileOf(frameWithSubjectSchema) }),
]);

/**
 * The words that ship with cuifu, from the texts of `config/templates/`, by file name. Throws an error that names the
 * file and the key where one is not as it should be.
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
  const { medium, locale, version } = data;
  return PURPOSES.flatMap((purpose) => {
    const frame = data[purpose];
    if (frame === undefined) return [];
    return readFrame(`${name}: ${purpose}`, frame).map(
      (text): Template => ({
        id: purpose === "payment_reminder" ? `builtin.${medium}` : `builtin.${medium}.${purpose}`,
        version,
        source: "builtin",
        medium,
        purpose,
        locale,
        ...text,
      }),
    );
  });
}

/** @param place where it stands, for whoever mends it. */
function readFrame(place: string, frame: Frame) {
  const cells = (): ReturnType<typeof composeTexts> => {
    try {
      return composeTexts(frame);
    } catch (error) {
      throw new Error(`${place}: ${error instanceof Error ? error.message : "can't be put together"}`);
    }
  };
  return cells().map((cell) => {
    if (parses(cell.text) && (cell.subject === null || parses(cell.subject))) return cell;
    throw new Error(`${place}.words.${cell.reason}.${cell.kind}: expected words in Liquid that parse`);
  });
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
