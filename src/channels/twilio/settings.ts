/** What the channels of Twilio have in common (docs/channels.md, "Twilio"). */
export interface TwilioAccount {
  /** `AC…` */
  readonly accountSid: string;
  readonly authToken: string;
  /** In the place of `https://api.twilio.com`: a proxy or a fake; null for the real one. */
  readonly baseUrl: string | null;
  /** Where Twilio reaches this service, without a slash at the end. Known only once it listens, hence a function. */
  readonly publicUrl: () => string;
}

/** An address of ours that Twilio calls about one contact: the query string is ours and comes back as it is. */
export function callbackUrl({ publicUrl }: TwilioAccount, name: "status" | "voice", contactId: string): string {
  return `${publicUrl()}/callbacks/twilio/${name}?contact=${contactId}`;
}
