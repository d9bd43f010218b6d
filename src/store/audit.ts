import { and, desc, eq, gte, inArray, lt, or, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant, Interval } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { auditLog } from "./schema.ts";

/** A change that staff, a key's holder or the command line made. No personal data. */
export interface AuditEntry {
  /** Null where it concerns every shop. */
  readonly shopId: ShopId | null;
  /** Who: `key ck_…` by its first characters, `staff …`, `command line`. */
  readonly actor: string;
  /** What, as `policy.publish`. */
  readonly action: string;
  /** To which thing, by its own id; null where the action says it all. */
  readonly target: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export async function insertAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({ ...entry, detail: { ...entry.detail } });
}

/** Why versions of a shop's policy were published, by version, where somebody said so. */
export async function readChangeReasons(
  tx: Tx,
  shopId: ShopId,
  versions: readonly number[],
): Promise<Map<number, string>> {
  if (versions.length === 0) return new Map();
  const rows = await tx
    .select({ target: auditLog.target, detail: auditLog.detail })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.shopId, shopId),
        inArray(auditLog.action, ["policy.publish", "policy.restore"]),
        inArray(auditLog.target, versions.map(String)),
      ),
    );
  return new Map(
    rows.flatMap(({ target, detail: { reason } }): [number, string][] =>
      typeof reason === "string" ? [[Number(target), reason]] : [],
    ),
  );
}

/** A line of the log as it is read. */
export interface AuditLine extends AuditEntry {
  readonly id: number;
  readonly at: Instant;
}

export interface AuditFilter {
  /** Exactly this one, or those that begin with it and a dot. */
  readonly action: string | null;
  readonly actor: string | null;
  readonly span: Partial<Interval>;
  /** Lines that concern no shop, too. */
  readonly everyShop: boolean;
  readonly before: number | null;
  readonly limit: number;
}

/** Lines of the shops that the transaction may see, the newest first. */
export async function listAudit(tx: Tx, filter: AuditFilter): Promise<AuditLine[]> {
  const { action, actor, span, everyShop, before, limit } = filter;
  if (everyShop) await tx.execute(sql`SELECT set_config('app.every_shop', 'on', true)`);
  const { id, at, shopId, target, detail } = auditLog;
  const rows = await tx
    .select({ id, at, shopId, actor: auditLog.actor, action: auditLog.action, target, detail })
    .from(auditLog)
    .where(
      and(
        action === null
          ? undefined
          : or(eq(auditLog.action, action), sql`starts_with(${auditLog.action}, ${`${action}.`})`),
        actor === null ? undefined : eq(auditLog.actor, actor),
        span.start === undefined ? undefined : gte(at, span.start),
        span.end === undefined ? undefined : lt(at, span.end),
        before === null ? undefined : lt(id, before),
      ),
    )
    .orderBy(desc(id))
    .limit(limit);
  return rows.map((row) => ({ ...row, detail: detailOf(row.detail) }));
}

/** What is written is no deeper than this. */
const detailOf = (detail: Record<string, unknown>): AuditEntry["detail"] =>
  Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [key, isPlain(value) ? value : JSON.stringify(value)]),
  );

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
