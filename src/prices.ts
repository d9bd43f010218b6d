/** The prices of messages and calls that statistics and simulations count with: `config/prices.yaml`. */
import { fileURLToPath } from "node:url";
import { ConfigError } from "./config.ts";
import { NO_PRICES, type PriceOf, readPrices } from "./domain/prices.ts";
import { readShippedYaml } from "./shipped-yaml.ts";

const FILE = fileURLToPath(new URL("../config/prices.yaml", import.meta.url));

/** Without the file, no price is known. @throws ConfigError where it says what it can't. */
export function loadPrices(file: string = FILE): PriceOf {
  const found = readShippedYaml(file, "config/prices.yaml");
  if (found === null) return NO_PRICES;
  const read = readPrices(found.document);
  if (read.ok) return read.priceOf;
  throw new ConfigError(
    read.errors.map(({ pointer, detail }) => `config/prices.yaml: ${pointer} ${detail}`).join("; "),
  );
}
