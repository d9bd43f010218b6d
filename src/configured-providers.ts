import type { Config } from "./config.ts";
import { CHANNELS, type ChannelName } from "./domain/channel.ts";

/** Each channel with its provider, and with the one that stands in for it. */
export const providersOf = (config: Config) =>
  CHANNELS.flatMap((channel: ChannelName) => {
    const { fallback, ...first } = config.channels[channel];
    return [
      { channel, settings: first, key: `channels.${channel}` },
      ...(fallback ? [{ channel, settings: fallback, key: `channels.${channel}.fallback` }] : []),
    ];
  });
