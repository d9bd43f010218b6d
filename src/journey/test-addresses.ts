import { emailKey } from "../domain/email-address.ts";
import type { Policy, PolicyDocument } from "../domain/policy.ts";
import { HIDDEN_ADDRESS } from "../domain/policy-document.ts";
import type { Buyer } from "../store/buyers.ts";
import type { JourneyContext } from "./context.ts";

type HashContext = Pick<JourneyContext, "vault">;

/** A phone (E.164) or e-mail address as a policy keeps it: nobody can read it back. */
const hidden = ({ vault }: HashContext, address: string): string =>
  `hidden:${Buffer.from(vault.hash("test address", address.includes("@") ? emailKey(address) : address)).toString("base64url")}`;

/** A document with its test addresses hidden, as it is kept and shown: a policy holds no personal data. */
export function hideTestAddresses(ctx: HashContext, document: PolicyDocument): PolicyDocument {
  const { test_addresses: addresses } = document;
  if (addresses === undefined) return document;
  const kept = addresses.map((address) => (HIDDEN_ADDRESS.test(address) ? address : hidden(ctx, address)));
  return { ...document, test_addresses: [...new Set(kept)] };
}

/** Whether a buyer is one of the shop's own, who are contacted though the policy is not live. */
export function isTestBuyer(ctx: HashContext, { testAddresses }: Policy, { state }: Buyer): boolean {
  if (testAddresses.length === 0) return false;
  const { phone, email } = state.fields.values;
  return [phone, email].some((address) => typeof address === "string" && testAddresses.includes(hidden(ctx, address)));
}

/** Whether a phone (E.164) or e-mail address is one of those that the policy names for tests. */
export const isTestAddress = (ctx: HashContext, { testAddresses }: Policy, address: string): boolean =>
  testAddresses.includes(hidden(ctx, address));
