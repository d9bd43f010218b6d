/** Sessions of staff: where better-auth keeps them, and what the service itself does with them. */
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { DBAdapter, DBTransactionAdapter } from "better-auth/types";
import { and, desc, eq, lt, notInArray, or, sql } from "drizzle-orm";
import type { StaffId } from "../domain/brand.ts";
import type { Db, Tx } from "./connect.ts";
import { sessions, staff, staffAccounts } from "./schema.ts";

type AdapterOf = ReturnType<typeof drizzleAdapter>;

/**
 * better-auth's view of the tables of staff. Only a hash of a session's token is written (`columns.ts`), so what is read
 * back gets the token that was asked with.
 */
export const staffAdapter =
  (db: Db): AdapterOf =>
  (options) => {
    const schema = { user: staff, account: staffAccounts, session: sessions };
    const adapter = drizzleAdapter(db, { provider: "pg", schema, transaction: true })(options);
    const { transaction } = adapter;
    return { ...withTokens(adapter), transaction: (work) => transaction((tx) => work(withTokens(tx))) };
  };

function withTokens<Adapter extends DBTransactionAdapter>(
  adapter: Adapter,
): Adapter & Pick<DBAdapter, "create" | "findOne"> {
  const create: DBAdapter["create"] = async (request) => {
    const { data } = request;
    return restore(await adapter.create(request), "token" in data ? data.token : undefined);
  };
  const findOne: DBAdapter["findOne"] = async (request) =>
    restore(await adapter.findOne(request), request.where.find(({ field }) => field === "token")?.value);
  return { ...adapter, create, findOne };
}

/** Puts the token into a row in the place of its hash. */
function restore<Row>(row: Row, token: unknown): Row {
  if (typeof token === "string" && typeof row === "object" && row !== null && "token" in row) row.token = token;
  return row;
}

/** Signs somebody out everywhere. */
export async function endSessions(db: Db | Tx, staffId: StaffId): Promise<void> {
  await db.delete(sessions).where(eq(sessions.userId, staffId));
}

/** Ends all but the newest sessions of somebody, and everybody's that have run out. */
export async function trimSessions(db: Db, staffId: StaffId, most: number): Promise<void> {
  const newest = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.userId, staffId))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(most);
  const tooMany = and(eq(sessions.userId, staffId), notInArray(sessions.id, newest));
  await db.delete(sessions).where(or(tooMany, lt(sessions.expiresAt, sql`clock_timestamp()`)));
}
