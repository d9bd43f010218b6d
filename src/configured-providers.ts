import type { Config } from "../config.ts";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";

/** Each channel with its provider, and with the one that stands in for it. */
export const providersOf = (config: Config) =>
  CHANNELS.flatMap((channel: ChannelName) => {
    const { fallback, ...first } = config.channels[channel];
    return [
      { channel, settings: first, key: `channels.${channel}` },
      ...(fallback ? [{ channel, settings: fallback, key: `channels.${channel}.fallback` }] : []),
    ];
  });

/** Milliseconds that one question to a provider may take. */
export const ANSWER_WITHIN = 5_000;
