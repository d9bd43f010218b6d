import type { Shop } from "../store/shops.ts";
import type { Staff } from "../store/staff.ts";
import type { OpenSession } from "./staff-auth.ts";

/** Who makes a request of the API, and for which shop. */
export interface Caller {
  readonly shop: Shop;
  /** As the audit log names them. */
  readonly actor: string;
  /** Null where an API key calls: it may do all that is the shop's. */
  readonly staff: Pick<Staff, "id" | "username" | "role"> | null;
}

/** A member of staff who makes a request. */
export interface SignedIn {
  readonly staff: Staff;
  readonly session: OpenSession;
  /** Those they work for. */
  readonly shops: readonly Shop[];
  /** As the audit log names them. */
  readonly actor: string;
}

/** What a request that may be about several shops is about. */
export interface Scope {
  readonly shops: readonly Shop[];
  /** Whether it is about all there are, and what concerns none of them. */
  readonly everyShop: boolean;
}

declare module "hono" {
  /** What the layers of a request hand on. */
  interface ContextVariableMap {
    requestId: string;
    /** On every route that is about one shop (access.ts). */
    caller: Caller;
    /** On every route that may be about several. */
    scope: Scope;
    /** On every route that is for staff alone; undefined where an API key calls one that is not. */
    signedIn: SignedIn;
  }
}
