import type { LookUpResult, SentContact } from "../../domain/channel.ts";
import { type Instant, instant, MINUTE, SECOND } from "../../domain/instant.ts";
import { callState, messageState } from "../../domain/twilio.ts";
import { numbersOf, Unanswered } from "./outcome.ts";
import type { TwilioAccount } from "./settings.ts";

/** A request takes 10 s at most, Twilio tells times in whole seconds, and its clock is another. */
const BEFORE = 30 * SECOND;
const AFTER = MINUTE;
/** How many of the latest to one number are looked through. */
const LOOKED_THROUGH = 50;

interface Sender extends TwilioAccount {
  readonly from: string;
}

/** A message or call as Twilio lists it. It does not list the address that it reports to, by which we would know ours. */
interface Listed {
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly service?: string;
  readonly state: ReturnType<typeof messageState>;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

/** Asks Twilio what became of a message. */
export const lookUpMessage = (settings: Sender, sent: SentContact, signal: AbortSignal): Promise<LookUpResult> =>
  lookUp(settings, sent, async () => {
    const { openClient } = await import("./once-client.ts");
    const { messages } = openClient(settings, signal);
    const found =
      sent.providerId !== null
        ? [await messages(sent.providerId).fetch()]
        : await messages.list({ to: sent.to ?? "", limit: LOOKED_THROUGH, pageSize: LOOKED_THROUGH });
    return found.map((one) => ({
      sid: one.sid,
      to: one.to,
      from: one.from,
      service: one.messagingServiceSid,
      state: messageState(one.status),
      createdAt: one.dateCreated,
      updatedAt: one.dateUpdated,
    }));
  });

/** Asks Twilio what became of a call. */
export const lookUpCall = (settings: Sender, sent: SentContact, signal: AbortSignal): Promise<LookUpResult> =>
  lookUp(settings, sent, async () => {
    const { openClient } = await import("./once-client.ts");
    const { calls } = openClient(settings, signal);
    const found =
      sent.providerId !== null
        ? [await calls(sent.providerId).fetch()]
        : await calls.list({ to: sent.to ?? "", limit: LOOKED_THROUGH, pageSize: LOOKED_THROUGH });
    return found.map((one) => ({
      sid: one.sid,
      to: one.to,
      from: one.from,
      state: callState(one.status, one.answeredBy),
      createdAt: one.dateCreated,
      updatedAt: one.dateUpdated,
    }));
  });

/**
 * By its id where that is known. Without one it is found only if exactly one of the kind went from our sender to that
 * number around the time of the request: of two, nobody can tell which is meant.
 */
async function lookUp(
  { from }: Sender,
  { providerId, to, startedAt }: SentContact,
  list: () => Promise<readonly Listed[]>,
): Promise<LookUpResult> {
  if (providerId === null && to === null) return { kind: "not_found" };
  try {
    const listed = await list();
    const ours = providerId === null ? listed.filter((one) => isLike(one, from, startedAt)) : listed;
    const [found] = ours;
    if (!found || ours.length > 1 || found.state === null) return { kind: "not_found" };
    const at = instant((found.updatedAt ?? found.createdAt).getTime());
    return { kind: "found", state: found.state, providerId: found.sid, at };
  } catch (error) {
    if (error instanceof Unanswered) return { kind: "no_answer", code: codeOf(error) };
    const { status } = numbersOf(error);
    if (status === 404) return { kind: "not_found" };
    return { kind: "no_answer", code: status === null ? "unreadable" : `http_${status}` };
  }
}

const codeOf = ({ result }: Unanswered): string => (result.kind === "accepted" ? "unreadable" : result.code);

function isLike({ from, service, createdAt }: Listed, sender: string, startedAt: Instant): boolean {
  const at = createdAt.getTime();
  const isOurs = sender.startsWith("MG") ? service === sender : from === sender;
  return isOurs && at >= startedAt - BEFORE && at <= startedAt + AFTER;
}
