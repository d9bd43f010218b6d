import type { Context } from "hono";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { readBody } from "../body.ts";
import { HttpProblem } from "../problem.ts";

/** The fields of a form, of which Twilio sends each once. */
export type SignedForm = URLSearchParams;

/**
 * The form that Twilio posted, checked by its own library (https://www.twilio.com/docs/usage/security). The address is
 * built from `publicUrl`, because that is what Twilio called, whatever a proxy makes of it; the query string is ours.
 * @throws HttpProblem 403 where it is not signed with the account's token.
 */
export async function readSignedForm(c: Context, publicUrl: string, authToken: string | null): Promise<SignedForm> {
  const form = new URLSearchParams(Buffer.from(await readBody(c)).toString("utf8"));
  const { pathname, search } = new URL(c.req.url);
  const signature = c.req.header("x-twilio-signature") ?? "";
  const isSigned =
    authToken !== null && validateRequest(authToken, signature, `${publicUrl}${pathname}${search}`, fieldsOf(form));
  if (!isSigned)
    throw new HttpProblem(403, { detail: "The callback is not signed with the token of Twilio's account" });
  return form;
}

/** Each name with its value, or all of them. */
const fieldsOf = (form: SignedForm): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
