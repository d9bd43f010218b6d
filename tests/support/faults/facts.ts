/** Reads what stands in the database, as its owner, and moves what waits for a time. */
import pg from "pg";
import { type Jobs, postgresJobs } from "./jobs.ts";
import type { ContactFact, Findings, PermitFact, ReminderFact } from "./oracle.ts";

export interface Facts {
  /** Runs a statement as the owner, who sees every shop's rows; again where it met a deadlock or a lost connection. */
  query<T>(statement: string): Promise<T[]>;
  read(): Promise<Pick<Findings, "reminders" | "permits" | "contacts" | "events" | "paidOrders">>;
  /** Reminders that have not ended, contacts still claimed, and jobs. */
  openWork(): Promise<number>;
  /** Contacts whose outcome is not known. */
  unknown(): Promise<number>;
  /** How many reminders stand in which state, for an error message. */
  summary(): Promise<string>;
  /**
   * As if a minute passed: leases run out, retries become due, reminders count as queued for too long, and the jobs of
   * workers that are gone are given up.
   */
  letTimePass(): Promise<void>;
  /** As if queued reminders had been so for too long: their jobs are enqueued again. */
  forgetQueued(): Promise<void>;
  /** What stands in the queue. */
  readonly jobs: Jobs;
  /** Cuts every other connection to this database. @returns how many. */
  cutConnections(): Promise<number>;
  close(): Promise<void>;
}

const TRIES = 50;
const AGAIN_MS = 200;

/** @param outside the queue's jobs, where they are not kept in this database. */
export function createFacts(url: string, outside: Jobs | null): Facts {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: "cuifu test" });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  const query = async <T>(statement: string): Promise<T[]> => {
    for (let tries = 1; ; tries++) {
      try {
        return (await pool.query(statement)).rows;
      } catch (error) {
        if (tries === TRIES || !mayPass(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  };
  const jobs = outside ?? postgresJobs(query);
  const later = (column: string) => `${column} = ${column} - interval '61 seconds'`;
  const forgetQueued = async () =>
    void (await query(`UPDATE reminders SET ${later("queued_at")} WHERE state = 'queued'`));
  const count = async (statement: string): Promise<number> => Number((await query<{ n: string }>(statement))[0]?.n);

  return {
    query,
    async read() {
      const ids = async (statement: string) => new Set((await query<{ id: string }>(statement)).map(({ id }) => id));
      return {
        reminders: await query<ReminderFact>(
          `SELECT o.external_id AS "order", r.channel, r.state, r.reason, r.contact_id AS contact
           FROM reminders r JOIN orders o ON o.id = r.order_id`,
        ),
        permits: await query<PermitFact>(
          `SELECT o.external_id AS "order", p.channel, p.contact_id AS contact, p.dropped
           FROM contact_orders p JOIN orders o ON o.id = p.order_id`,
        ),
        contacts: await query<ContactFact>(
          `SELECT c.id, c.state, coalesce((SELECT jsonb_agg(jsonb_build_object('state', a.state,
             'startedAt', floor(extract(epoch FROM a.started_at) * 1000)) ORDER BY a.number)
             FROM attempts a WHERE a.contact_id = c.id), '[]') AS attempts FROM contacts c`,
        ),
        events: await ids("SELECT event_id AS id FROM events"),
        paidOrders: await ids("SELECT external_id AS id FROM orders WHERE status = 'paid'"),
      };
    },
    openWork: async () =>
      (await count(`SELECT (SELECT count(*) FROM reminders WHERE state IN ('planned', 'queued', 'claimed'))
        + (SELECT count(*) FROM contacts WHERE state = 'claimed') AS n`)) + (await jobs.count()),
    unknown: () => count("SELECT count(*) AS n FROM contacts WHERE state = 'unknown'"),
    async summary() {
      const rows = await query<{ what: string; n: string }>(
        `SELECT 'reminder ' || state AS what, count(*) AS n FROM reminders GROUP BY 1
         UNION ALL SELECT 'contact ' || state, count(*) FROM contacts GROUP BY 1 ORDER BY 1`,
      );
      return [...rows.map(({ what, n }) => `${what}: ${n}`), await jobs.summary()].join(", ");
    },
    async letTimePass() {
      await query(`UPDATE reminders SET ${later("due_at")} WHERE state = 'planned'`);
      await forgetQueued();
      await query(`UPDATE contacts SET ${later("lease_until")} WHERE state = 'claimed'`);
      await jobs.giveUpActive();
    },
    forgetQueued,
    jobs,
    cutConnections: () =>
      count(`SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`),
    close: () => pool.end(),
  };
}

/** A deadlock, or the database being away for a moment. */
function mayPass(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    code === "40P01" || /^(08|57P|E[A-Z]{4})/.test(code) || (error instanceof Error && /terminated/.test(error.message))
  );
}
