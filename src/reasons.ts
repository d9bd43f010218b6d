/** Reads `config/reasons/`: every lexicon in it, the shop's own beside those that come with cuifu, and the payment errors. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import type { z } from "zod";
import { ConfigError } from "./config.ts";
import { lexiconClassifier } from "./domain/lexicon.ts";
import { lexiconSchema, paymentErrorsSchema } from "./domain/lexicon-document.ts";
import type { ReasonClassifier } from "./domain/reason-classifier.ts";

const FOLDER = fileURLToPath(new URL("../config/reasons/", import.meta.url));
const PAYMENT_ERRORS = "payment-errors.yaml";

/** Compiles them, once. @throws ConfigError that names the file and the place where one says what it can't. */
export function loadReasons(folder: string = FOLDER): ReasonClassifier {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml") && name !== PAYMENT_ERRORS)
    .sort();
  const lexicons = names.map((name) => [name, readDocument(folder, name, lexiconSchema)] as const);
  const errors = readDocument(folder, PAYMENT_ERRORS, paymentErrorsSchema);
  try {
    return lexiconClassifier(Object.fromEntries(lexicons), errors);
  } catch (error) {
    throw new ConfigError(`config/reasons/${error instanceof Error ? error.message : "can't be read"}`);
  }
}

function readDocument<Schema extends z.ZodType>(folder: string, name: string, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(parseText(name, readFileSync(`${folder}/${name}`, "utf8")));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConfigError(`config/reasons/${name}: ${issue?.path.join(".") || "the file"}: ${issue?.message}`);
}

function parseText(name: string, text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    throw new ConfigError(`config/reasons/${name}: expected YAML without doubled keys`);
  }
}
