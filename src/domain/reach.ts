import type { ChannelName, Messenger } from "./channel.ts";
import type { Consent } from "./event.ts";
import type { PhoneType } from "./phone.ts";
import type { ConsentRule } from "./policy.ts";

/** What a buyer can be reached by, as far as a plan must know. Personal. */
export interface Reach {
  /** E.164. */
  readonly phone: string | null;
  readonly phoneType: PhoneType;
  readonly email: string | null;
  /** Account by messenger. */
  readonly im: Readonly<Record<string, string>>;
}

/**
 * The address a channel uses; null where there is none. A landline takes calls, not messages.
 * @param messenger the provider's, where it writes to one messenger alone.
 */
export function addressOn(channel: ChannelName, reach: Reach, messenger?: Messenger): string | null {
  switch (channel) {
    case "call":
      return reach.phone;
    case "sms":
      return mobile(reach);
    case "email":
      return reach.email;
    case "im":
      if (messenger) return reach.im[messenger.account] ?? (messenger.isPhone ? mobile(reach) : null);
      return Object.entries(reach.im).sort(([a], [b]) => (a < b ? -1 : 1))[0]?.[1] ?? null;
    default:
      return channel satisfies never;
  }
}

const mobile = ({ phone, phoneType }: Reach): string | null => (phoneType === "fixed" ? null : phone);

/**
 * Whether the policy's consent rule for a channel is met. `machine` asks for consent unless a person calls; a call by
 * a machine always needs one (faults.md, "Contact policy").
 */
export function consentOn(
  rule: ConsentRule,
  channel: ChannelName,
  caller: "machine" | "person",
  consent: Consent | undefined,
): "given" | "not_required" | "missing" {
  if (consent?.given === true) return "given";
  // A "no" that was recorded counts even where nobody had to ask.
  if (consent?.given === false) return "missing";
  const machineCall = channel === "call" && caller === "machine";
  const required = rule === "required" || (rule === "machine" && caller === "machine") || machineCall;
  return required ? "missing" : "not_required";
}
