import { connect } from "node:net";
import { CHANNELS } from "../domain/channel.ts";
import { countByProvider } from "../store/diagnosis.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { type Check, type Finding, ok, warning, wrong } from "./check.ts";

const CONNECT_WITHIN = 5_000;
/** Of the contacts of the last hour, from as many on: a share of trouble that is told. */
const TROUBLE = { share: 0.2, least: 10 };

/** Gateways of the kind http: whether something listens there. Nothing is sent. */
export const gateways: Check = {
  name: "gateways",
  async look({ config }) {
    const looks = CHANNELS.flatMap((channel) => {
      const settings = config.channels[channel];
      return settings.provider === "http" ? [lookAt(channel, new URL(settings.url))] : [];
    });
    return await Promise.all(looks);
  },
};

async function lookAt(channel: string, { hostname, port, protocol }: URL): Promise<Finding> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const at = Number(port || (protocol === "https:" ? 443 : 80));
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: at, timeout: CONNECT_WITHIN });
    const end = (heard: boolean) => {
      socket.destroy();
      resolve(heard);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
  if (answers) return ok(`${channel}: ${host}:${at} can be connected to`);
  const mend = `check channels.${channel}.url, the gateway and the network; reminders wait and are tried again`;
  return wrong(`${channel}: ${host}:${at} can't be connected to`, mend);
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
