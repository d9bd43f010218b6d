import { countOverdue, tryKey } from "../store/diagnosis.ts";
import { readPauses } from "../store/pauses.ts";
import { createVault } from "../store/seal.ts";
import { allShops, readShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { type Check, type Finding, ok, warning, wrong } from "./check.ts";

/** Secrets of shops that are tried. */
const MOST_TRIED = 100;

/** The key opens what is sealed. */
export const secrets: Check = {
  name: "secret key",
  async look({ database, secretKey }) {
    if (secretKey === null) {
      return [wrong("CUIFU_SECRET_KEY is not set", "set it to the key that the service was first started with")];
    }
    if (database === null) return [];
    const { opened, tried } = await tryKey(database.db, createVault(secretKey), MOST_TRIED);
    if (tried === 0) return [warning("there is no shop yet", "run `cuifu shop create` (see its --help)")];
    if (opened === tried) return [ok(`opens what is sealed (${tried} secrets tried)`)];
    const text = `the key opens ${opened} of ${tried} secrets`;
    return [wrong(text, "start with the CUIFU_SECRET_KEY (or the secret.key) that this database was filled with")];
  },
};

const AFTER_RESTORE =
  "let shops send their orders' newest states again, then run `cuifu resume --after-restore` (docs/running.md)";

/** What is switched off, and how it is switched on again. */
export const sending: Check = {
  name: "sending",
  needsDatabase: true,
  async look({ database }) {
    if (database === null) return [];
    const shops = (await allShops(database.db)).map(({ id }) => id);
    const pauses = await inShops(database.db, { shops }, readPauses);
    const named = await readShops(database.db, shops);
    if (pauses.length === 0) return [ok("on")];
    return pauses.map(({ shopId, channel, reason }) => {
      const slug = shopId === null ? null : (named.get(shopId)?.slug ?? "?");
      const options = `${slug === null ? "" : ` --shop ${slug}`}${channel === null ? "" : ` --channel ${channel}`}`;
      if (reason === "restored") return warning("paused: the database was restored from a backup", AFTER_RESTORE);
      const what = [slug === null ? "every shop" : `shop ${slug}`, channel ?? "every channel"].join(", ");
      return warning(`paused: ${what} (${reason})`, `run \`cuifu resume${options}\` when that is over`);
    });
  },
};

/** Seconds. Where all roles run, nothing waits for so long. */
const OVERDUE = 120;

/** Nothing is silently stuck (faults.md, I18). */
export const reminders: Check = {
  name: "reminders",
  needsDatabase: true,
  async look({ database }) {
    if (database === null) return [];
    const shops = (await allShops(database.db)).map(({ id }) => id);
    const { unplanned, queued, claimed, unended, unknown } = await inShops(database.db, { shops }, (tx) =>
      countOverdue(tx, OVERDUE),
    );
    const scheduler = "see that a process with the role scheduler (or all) runs, and what it logs";
    const findings: Finding[] = [];
    if (unplanned > 0) findings.push(wrong(`${unplanned} are due for over ${OVERDUE} s and not queued`, scheduler));
    if (unended > 0) findings.push(wrong(`${unended} are over and have not ended`, scheduler));
    if (claimed > 0) findings.push(wrong(`${claimed} are claimed for over ${OVERDUE} s`, scheduler));
    if (queued > 0) {
      const mend = "see that a process with the role worker (or all) runs, and what it logs";
      findings.push(warning(`${queued} are in the queue for over ${OVERDUE} s`, mend));
    }
    if (unknown > 0) {
      const mend = "the provider's reports settle them; they are never sent again";
      findings.push(warning(`of ${unknown} contacts of the last day nobody knows whether they arrived`, mend));
    }
    return findings.length > 0 ? findings : [ok("none is stuck")];
  },
};
