/** Who works with the page, and what they did. */
import { change, read } from "./request.ts";
import type { StaffRole } from "./session.ts";

export interface Member {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: StaffRole;
  /** Slugs; empty for an admin: every shop. */
  readonly shops: readonly string[];
  readonly disabled: boolean;
  readonly last_seen_at?: string | null;
}

export interface NewMember {
  readonly username: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly shops: readonly string[];
}

export interface MemberChange {
  readonly name?: string;
  readonly role?: StaffRole;
  readonly shops?: readonly string[];
  readonly disabled?: boolean;
}

export interface AuditRow {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  /** Null: it concerns every shop. */
  readonly shop: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditFilter {
  readonly action?: string;
  readonly actor?: string;
  /** Dates, inclusive. */
  readonly from?: string;
  readonly to?: string;
}

export const STAFF = ["staff"] as const;

export const readStaff = (): Promise<{ data: readonly Member[] }> => read("/api/v1/staff", { limit: 200 });
/** Without a password the answer has a one-time link, by which they choose one. */
export const createMember = (member: NewMember): Promise<{ link?: string }> =>
  change("/api/v1/staff", { method: "POST", body: member });
export const changeMember = (id: string, to: MemberChange): Promise<Member> =>
  change(`/api/v1/staff/${encodeURIComponent(id)}`, { method: "PATCH", body: to });
export const resetPassword = (id: string): Promise<{ link: string }> =>
  change(`/api/v1/staff/${encodeURIComponent(id)}/reset`, { method: "POST", body: {} });

export const readAudit = (
  filter: AuditFilter,
  cursor: string | null,
): Promise<{ data: readonly AuditRow[]; next: string | null }> =>
  read("/api/v1/audit", { ...filter, cursor, limit: 50 });
