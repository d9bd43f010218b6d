import type { ContactId } from "../domain/brand.ts";
import type { Channel, SendRequest } from "../domain/channel.ts";
import { whenAborted } from "./deadline.ts";

/** The desk where staff find whom to call (domain.md, R11). */
export interface CallDesk {
  /** Opens a task. Doing it again for the same contact changes nothing. */
  openTask(request: SendRequest): Promise<void>;
  /** Closes the contact's task where it is still open. */
  closeTask(contactId: ContactId): Promise<void>;
}

/**
 * Calls by people: what is handed over is a task. Where the desk fails, the result is `unknown` and not `not_sent`: a
 * commit whose acknowledgement was lost may have stored the task, and an agent may be dialling; to plan another
 * contact then would call the buyer twice. What the agent writes down refines it later. `cancel` rejects where the
 * desk does, so that a task of a paid order is not thought closed.
 */
export function agentChannel(desk: CallDesk): Channel {
  return {
    name: "call",
    provider: "agent",
    caller: "person",
    async send(request, signal) {
      if (signal.aborted) return { kind: "not_sent", code: "time_out", retryAfterMs: null };
      using deadline = whenAborted(signal);
      try {
        await Promise.race([desk.openTask(request), deadline.aborted]);
        return { kind: "accepted", providerId: request.contactId };
      } catch {
        return { kind: "unknown", code: signal.aborted ? "time_out" : "call_desk" };
      }
    },
    cancel: ({ contactId }) => desk.closeTask(contactId),
  };
}
