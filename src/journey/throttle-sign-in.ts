import { MINUTE } from "../domain/instant.ts";
import { countTry, forgetTries, forgiveTry } from "../store/sign-in-tries.ts";
import type { JourneyContext } from "./context.ts";

/** Tries within which a name, and an address, must come to the right password. */
const MOST = { name: 10, address: 30 } as const;
const WINDOW = 15 * MINUTE;

type ThrottleContext = Pick<JourneyContext, "db" | "vault">;

interface Try {
  /** As it was typed, folded; whether there is anybody of that name makes no difference. */
  readonly username: string;
  /** Where it came from. */
  readonly address: string;
}

/**
 * Counts a try to sign in, in the database, whichever process it came to.
 * @returns null where it may be made; else the milliseconds after which to try again.
 */
export async function throttleSignIn(
  { db, vault }: ThrottleContext,
  { username, address }: Try,
): Promise<number | null> {
  const byName = await countTry(db, vault.hash("sign in name", username), WINDOW);
  const byAddress = await countTry(db, vault.hash("sign in address", address), WINDOW);
  const waits = [
    ...(byName.count > MOST.name ? [byName.forgottenIn] : []),
    ...(byAddress.count > MOST.address ? [byAddress.forgottenIn] : []),
  ];
  return waits.length === 0 ? null : Math.max(...waits);
}

/** After the right password: the name begins anew, and the address is not charged. */
export async function forgiveSignIn({ db, vault }: ThrottleContext, { username, address }: Try): Promise<void> {
  await forgetTries(db, vault.hash("sign in name", username), WINDOW);
  await forgiveTry(db, vault.hash("sign in address", address));
}
