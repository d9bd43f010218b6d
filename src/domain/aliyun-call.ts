/** What Alibaba Cloud tells of a call (https://help.aliyun.com/document_detail/55085.html), and how it is known for ours. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { ContactId } from "./brand.ts";

/** It keeps 15 bytes of ours with a call: so many name the contact, the rest prove that the name is ours. */
const NAME = 8;
const PROOF = 7;

/**
 * What goes with a call and comes back with each report of it. Reports are not signed: whoever knows the mark of a call
 * is Alibaba Cloud. Without the account's secret it can be neither made nor guessed.
 */
export function callMark(secret: string, contactId: ContactId): string {
  const name = keyed(secret, `call ${contactId}`).slice(0, NAME);
  return name + proofOf(secret, name);
}

/** Whether a mark was made with this secret, whichever call's it is. */
export function isCallMark(secret: string, mark: string): boolean {
  if (mark.length !== NAME + PROOF || !/^[\w-]+$/.test(mark)) return false;
  return timingSafeEqual(Buffer.from(mark.slice(NAME)), Buffer.from(proofOf(secret, mark.slice(0, NAME))));
}

const proofOf = (secret: string, name: string): string => keyed(secret, `mark ${name}`).slice(0, PROOF);
const keyed = (secret: string, text: string): string => createHmac("sha256", secret).update(text).digest("base64url");

/** How a call ended; `code` says why it did not reach anybody. */
export interface CallEnding {
  readonly state: "answered" | "no_answer" | "busy" | "failed";
  readonly code?: string;
}

/** By `status_code` of a report or `state` of a look-up; null for what tells no ending, or nothing that we know. */
export function callEnding(status: string): CallEnding | null {
  switch (status) {
    case "200000":
    case "200001":
    // Answered, and no key was pressed.
    case "200008":
      return { state: "answered" };
    case "200002":
      return { state: "busy" };
    case "200003":
      return { state: "no_answer" };
    case "200004":
    case "200011":
      return { state: "failed", code: "bad_number" };
    case "200005":
    case "200007":
    case "200010":
      return { state: "failed", code: "unreachable" };
    case "200006":
      return { state: "failed", code: "template_mismatch" };
    case "200105":
    case "200118":
    case "200119":
      return { state: "failed", code: "recipient_limit" };
    default:
      return null;
  }
}

/** The key that counts of those that were pressed: 9 wherever it is among them. Null where there is none. */
export function pressedKey(dtmf: string): string | null {
  const keys = dtmf.replace(/[^\d]/g, "");
  if (keys === "") return null;
  return keys.includes("9") ? "9" : keys.charAt(0);
}
