import { connectOnly } from "../channels/post-once.ts";
import { providersOf } from "../configured-providers.ts";
import { countByProvider } from "../store/diagnosis.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { ANSWER_WITHIN, type Check, type Finding, ok, warning, wrong } from "./check.ts";

/** Of the contacts of the last hour, from as many on: a share of trouble that is told. */
const TROUBLE = { share: 0.2, least: 10 };

/** Gateways of the kind http: whether the connection that a send would need can be made. Nothing is sent over it. */
export const gateways: Check = {
  name: "gateways",
  async look({ config }) {
    const looks = providersOf(config).flatMap(({ channel, settings, key }) =>
      settings.provider === "http" ? [lookAt(channel, key, new URL(settings.url))] : [],
    );
    return await Promise.all(looks);
  },
};

async function lookAt(channel: string, key: string, url: URL): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const at = `${channel}: ${host}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
  const trouble = await connectOnly(url, AbortSignal.timeout(ANSWER_WITHIN));
  if (trouble === null) return ok(`${at} can be connected to`);
  const wait = "reminders wait and are tried again";
  if (trouble === "enotfound")
    return wrong(`${at} is a name that nobody knows`, `check ${key}.url and the DNS; ${wait}`);
  if (trouble === "tls") {
    return wrong(`${at} can't be spoken to over TLS`, `its certificate must be valid for that name; ${wait}`);
  }
  return wrong(`${at} can't be connected to (${trouble})`, `check ${key}.url, the gateway and the network; ${wait}`);
}

/** What became of the contacts of the last hour. */
export const lastHour: Check = {
  name: "last hour",
  needsDatabase: true,
  async look({ database }) {
    if (database === null) return [];
    const shops = (await allShops(database.db)).map(({ id }) => id);
    const figures = await inShops(database.db, { shops }, countByProvider);
    if (figures.length === 0) return [ok("no contacts")];
    return figures.map(({ channel, provider, contacts, rejected, unknown }) => {
      const text = `${channel} by ${provider}: ${contacts} contacts, ${rejected} rejected, ${unknown} unknown`;
      const isTrouble = contacts >= TROUBLE.least && (rejected + unknown) / contacts > TROUBLE.share;
      const mend = "see the provider's own log; unknown ones are settled by its reports and are never sent again";
      return isTrouble ? warning(text, mend) : ok(text);
    });
  },
};
