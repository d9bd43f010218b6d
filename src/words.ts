/** The texts of `config/templates/<locale>/<medium>.yaml`: what is sent where a shop has written nothing of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Template } from "./domain/template.ts";
import { loadWords } from "./render/load-words.ts";

const FOLDER = fileURLToPath(new URL("../config/templates/", import.meta.url));

/** Throws an error that names the file and the key where one is not as it should be. */
export function readWords(folder: string = FOLDER): readonly Template[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return loadWords(Object.fromEntries(names.sort().map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")])));
}
