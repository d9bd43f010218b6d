/** The prices of messages and calls that statistics and simulations count with: `config/prices.yaml`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { ConfigError } from "./config.ts";
import { NO_PRICES, type PriceOf, readPrices } from "./domain/prices.ts";

const FILE = fileURLToPath(new URL("../config/prices.yaml", import.meta.url));

/** Without the file, no price is known. @throws ConfigError where it says what it can't. */
export function loadPrices(file: string = FILE): PriceOf {
  const text = readText(file);
  if (text === null) return NO_PRICES;
  const read = readPrices(parseText(text));
  if (read.ok) return read.priceOf;
  throw new ConfigError(
    read.errors.map(({ pointer, detail }) => `config/prices.yaml: ${pointer} ${detail}`).join("; "),
  );
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parseText(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    throw new ConfigError("config/prices.yaml: expected YAML without doubled keys");
  }
}
