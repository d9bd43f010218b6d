/** What the address of the matrix remembers. */
export const MEDIUMS = ["call", "call_script", "im", "sms", "email"] as const;
export type Medium = (typeof MEDIUMS)[number];

export interface TemplatesSearch {
  readonly channel?: Medium;
  readonly locale?: string;
  readonly purpose?: "thank_you";
}
