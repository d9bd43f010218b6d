/** One colour a channel, wherever it is drawn; seen on light and dark, and told apart by those who see no red or green. */
export const CHANNEL_COLOURS = { call: "#0f8a78", im: "#4a8fe0", sms: "#e0912f", email: "#a06cc9" } as const;
export type ColouredChannel = keyof typeof CHANNEL_COLOURS;
export const CHANNEL_ORDER: readonly ColouredChannel[] = ["call", "im", "sms", "email"];
