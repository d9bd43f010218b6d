/** Who of the staff is signed in: better-auth, of which nothing can be reached but what is called here. */
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { username } from "better-auth/plugins/username";
import type { StaffId } from "../domain/brand.ts";
import { foldUsername, isUsername, PASSWORD_LENGTH, USERNAME_MOST } from "../domain/credentials.ts";
import { type Instant, instant } from "../domain/instant.ts";
import type { JourneyContext } from "../journey/context.ts";
import { findActiveStaff } from "../store/staff.ts";
import { staffAdapter, trimSessions } from "../store/staff-sessions.ts";

/** Seconds after which a session ends, used or not: whoever works on has a new token every day. */
const SESSION_LASTS = 12 * 60 * 60;
/** Sessions one member of staff may have at a time: the oldest ends. */
const SESSIONS_EACH = 10;

/** A session that has been neither ended nor run out. */
export interface OpenSession {
  readonly id: string;
  readonly staffId: StaffId;
  readonly expiresAt: Instant;
}

/** Cookies come as values of `Set-Cookie`; `headers` are the request's, of which only the cookies count. */
export interface StaffAuth {
  /** @returns null where name and password don't belong together, or nobody may sign in with them. */
  signIn(
    credentials: { readonly username: string; readonly password: string },
    headers: Headers,
  ): Promise<{ readonly staffId: StaffId; readonly cookies: readonly string[] } | null>;
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Ends every other session, and goes on in a new one. @returns null where the current password is another. */
  changePassword(
    change: { readonly current: string; readonly next: string },
    headers: Headers,
  ): Promise<readonly string[] | null>;
  session(headers: Headers): Promise<OpenSession | null>;
}

export function createStaffAuth(ctx: Pick<JourneyContext, "db" | "vault" | "log" | "publicUrl">): StaffAuth {
  const { api } = configure(ctx);
  return {
    async signIn(credentials, headers) {
      const body = { username: foldUsername(credentials.username), password: credentials.password };
      const made = await unlessRefused(api.signInUsername({ body, headers, returnHeaders: true }));
      if (made === null) return null;
      const staffId = asStaffId(made.response.user.id);
      // Whoever signs in again in the same browser leaves no session behind that nobody can end.
      await api.signOut({ headers });
      await trimSessions(ctx.db, staffId, SESSIONS_EACH);
      return { staffId, cookies: made.headers.getSetCookie() };
    },
    async signOut(headers) {
      return (await api.signOut({ headers, returnHeaders: true })).headers.getSetCookie();
    },
    async changePassword({ current, next }, headers) {
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const made = await unlessRefused(api.changePassword({ body, headers, returnHeaders: true }));
      return made?.headers.getSetCookie() ?? null;
    },
    async session(headers) {
      const found = await api.getSession({ headers });
      if (found === null) return null;
      const { id, userId, expiresAt } = found.session;
      return { id, staffId: asStaffId(userId), expiresAt: instant(expiresAt.getTime()) };
    },
  };
}

function configure({ db, vault, log, publicUrl }: Parameters<typeof createStaffAuth>[0]) {
  return betterAuth({
    appName: "cuifu",
    baseURL: publicUrl,
    secret: Buffer.from(vault.hash("staff", "session cookies")).toString("base64url"),
    database: staffAdapter(db),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
    },
    session: { expiresIn: SESSION_LASTS, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: {
          async before({ userId }) {
            if ((await findActiveStaff(db, asStaffId(userId))) === null) throw new APIError("UNAUTHORIZED");
            // Where somebody sat, and at what, is not kept.
            return { data: { ipAddress: undefined, userAgent: undefined } };
          },
        },
      },
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: USERNAME_MOST,
        usernameValidator: isUsername,
        displayUsername: false,
      }),
    ],
    advanced: {
      cookiePrefix: "cuifu",
      useSecureCookies: publicUrl.startsWith("https:"),
      ipAddress: { disableIpTracking: true },
      database: { generateId: "uuid", validateSchema: false },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "error", log: (_, message) => log.warn({}, `staff session: ${message}`) },
  });
}

/** Ids that better-auth hands out stand in `staff`. */
const asStaffId = (id: string): StaffId => id as StaffId;

/** What the caller got wrong is no error here; what broke is. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return null;
    throw error;
  }
}
