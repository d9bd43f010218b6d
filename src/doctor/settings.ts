import { CHANNELS } from "../domain/channel.ts";
import { type Check, type Finding, ok, warning } from "./check.ts";

/** Names and addresses that only this machine or its network can reach. */
const PRIVATE_HOST =
  /^(localhost|.*\.localhost|.*\.local|.*\.internal|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|0\.0\.0\.0|\[(::1?|f[cd].*|fe80.*)\])$/i;

/** Where buyers' links lead. */
export const publicAddress: Check = {
  name: "public address",
  async look({ config }) {
    const { publicUrl } = config;
    const mend = "set PUBLIC_URL to the https address that buyers and providers reach the role api by";
    if (publicUrl === null)
      return [warning("PUBLIC_URL is not set: links in messages lead to where this listens", mend)];
    const { protocol, hostname } = new URL(publicUrl);
    const findings: Finding[] = [];
    if (PRIVATE_HOST.test(hostname)) findings.push(warning("PUBLIC_URL is an address that buyers can't reach", mend));
    if (protocol !== "https:")
      findings.push(warning("PUBLIC_URL is not https: links can be read and changed on the way", mend));
    return findings.length > 0 ? findings : [ok(`links lead to ${hostname}`)];
  },
};

/** Through whom messages go. */
export const channels: Check = {
  name: "channels",
  async look({ config }) {
    const providers = CHANNELS.map((channel) => ({ channel, provider: config.channels[channel].provider }));
    const on = providers.filter(({ provider }) => provider !== "off");
    const printed = on.filter(({ provider }) => provider === "console").map(({ channel }) => channel);
    const real = on.filter(({ provider }) => provider !== "console");
    return [
      ...(real.length > 0 ? [ok(real.map(({ channel, provider }) => `${channel} by ${provider}`).join(", "))] : []),
      ...(printed.length > 0
        ? [
            warning(
              `${printed.join(", ")}: messages are only printed, and count as sent`,
              "give the channel a provider in the file that CUIFU_CONFIG names (docs/channels.md)",
            ),
          ]
        : []),
    ];
  },
};
