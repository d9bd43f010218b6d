import type { Channel } from "../../domain/channel.ts";
import { lookUpCall } from "./look-up.ts";
import { numbersOf, outcomeOf } from "./outcome.ts";
import { callbackUrl, type TwilioAccount } from "./settings.ts";

/** Seconds it rings. Most networks send a caller to voice mail after 25 or so. */
const RING_SECONDS = 25;
/** Seconds a call may last, whatever happens: nobody's line is held by a loop. */
const LONGEST_CALL_SECONDS = 180;
/** Twilio's word that a call is over, or not yet in a state to be changed. */
const NOT_IN_PROGRESS = 21220;
const CANCEL_TIME_OUT = 5_000;

/**
 * Calls by a machine. What it says is fetched from us when somebody answers, after Twilio has listened whether that is
 * a machine: so the order is looked at again at that moment (faults.md, I5).
 */
export function twilioVoice(settings: TwilioAccount & { readonly from: string }, timeOut?: number): Channel {
  return {
    name: "call",
    provider: "twilio",
    caller: "machine",
    async send({ contactId, to }, signal) {
      const { openClient } = await import("./once-client.ts");
      const call = {
        to,
        from: settings.from,
        url: callbackUrl(settings, "voice", contactId),
        statusCallback: callbackUrl(settings, "status", contactId),
        statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
        machineDetection: "Enable",
        timeout: RING_SECONDS,
        timeLimit: LONGEST_CALL_SECONDS,
      };
      return await outcomeOf(openClient(settings, signal, timeOut).calls.create(call));
    },
    /** Ends a call that is queued or rings. One that was answered is sent to us again, and hears how the order stands. */
    async cancel({ contactId, providerId }) {
      if (providerId === null) return;
      const { openClient } = await import("./once-client.ts");
      const call = openClient(settings, AbortSignal.timeout(CANCEL_TIME_OUT)).calls(providerId);
      try {
        const { status } = await call.update({ status: "canceled" });
        if (status === "in-progress") await call.update({ url: callbackUrl(settings, "voice", contactId) });
      } catch (error) {
        const { code, status } = numbersOf(error);
        if (code === NOT_IN_PROGRESS || status === 404) return;
        // The SDK's own message quotes what Twilio said.
        throw new Error(`Twilio did not cancel the call: ${code ?? status ?? "no answer"}`);
      }
    },
    lookUp: (contact, signal) => lookUpCall(settings, contact, signal),
  };
}
