/** What a member of staff is there for; src/http/access.ts says what each may do. */
export const ROLES = ["admin", "editor", "agent", "analyst"] as const;
export type Role = (typeof ROLES)[number];
