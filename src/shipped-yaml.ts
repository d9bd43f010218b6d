/** The YAML files that lie in `config/` beside the service's settings. */
import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import { ConfigError } from "./config.ts";

/** The document in `file`; null where there is no such file. @throws ConfigError that goes by `name` where it is no YAML. */
export function readShippedYaml(file: string, name: string): { readonly document: unknown } | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  try {
    return { document: parseYaml(text) };
  } catch {
    throw new ConfigError(`${name}: expected YAML without doubled keys`);
  }
}
