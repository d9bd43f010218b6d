/** What a name to sign in with, and a password, may be. */

/** Characters. */
export const USERNAME_MOST = 64;
const USERNAME = /^[a-z0-9][a-z0-9._@-]*$/;

/** Names are the same in capitals. */
export const foldUsername = (text: string): string => text.trim().toLowerCase();

/** @param folded as `foldUsername` gives it: a-z, 0-9 and . _ @ -, beginning with a letter or digit. */
export const isUsername = (folded: string): boolean => folded.length <= USERNAME_MOST && USERNAME.test(folded);

/** Characters. */
export const PASSWORD_LENGTH = { least: 8, most: 128 } as const;

export const isPassword = (text: string): boolean =>
  text.length >= PASSWORD_LENGTH.least && text.length <= PASSWORD_LENGTH.most;
