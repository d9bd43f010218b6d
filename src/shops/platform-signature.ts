import type { Reading } from "./adapter.ts";

/** One text for all causes and platforms: a stranger learns nothing of which check failed. */
export const BAD_PLATFORM_SIGNATURE: Reading = {
  ok: false,
  status: 401,
  errors: [{ pointer: "", code: "signature", detail: "The request is not signed as the shop's platform signs" }],
};
