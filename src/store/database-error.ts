/** The SQLSTATE or system code behind an error of the driver or of Drizzle, which wraps it; null where there is none. */
export function databaseErrorCode(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return null;
}

/** Whether a row was refused because another one has its key. */
export const isUniqueViolation = (error: unknown): boolean => databaseErrorCode(error) === "23505";

/** Class 08, 53, 57 and lost sockets: the database is away or out of room, not the statement's fault. */
export function isDatabaseAway(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code === null) return isLostConnection(error);
  return /^(08|53|57P|58)/.test(code) || /^E[A-Z]+$/.test(code);
}

/** node-postgres reports a connection that ended under a query, or could not be had in time, without a code. */
function isLostConnection(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (
      /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|pool after calling end/i.test(
        at.message,
      )
    )
      return true;
  }
  return false;
}
