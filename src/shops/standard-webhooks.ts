import type { Instant } from "../domain/instant.ts";
import { verify } from "../domain/standard-webhooks.ts";
import type { InboundRequest, Reading } from "./adapter.ts";

/** One text for all causes: a stranger learns nothing of which check failed. */
export const BAD_SIGNATURE: Reading = {
  ok: false,
  status: 401,
  errors: [{ pointer: "", code: "signature", detail: "The request is not signed as Standard Webhooks requires" }],
};

/** The `webhook-id` of a request that is signed with one of `secrets` and fresh at `now` (real time); else null. */
export const verifiedId = (request: InboundRequest, secrets: readonly string[], now: Instant): string | null => {
  const id = request.header("webhook-id");
  const timestamp = request.header("webhook-timestamp");
  const signatures = request.header("webhook-signature");
  if (id === undefined || timestamp === undefined || signatures === undefined) return null;
  return verify(secrets, { id, timestamp, body: request.body }, signatures, now) ? id : null;
};
