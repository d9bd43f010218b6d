import type { StaffId } from "../domain/brand.ts";
import type { Role } from "../domain/role.ts";
import type { Shop } from "../store/shops.ts";

/** Who of the staff makes a request. */
export interface StaffMember {
  readonly id: StaffId;
  readonly username: string;
  readonly role: Role;
}

/** Who makes a request of the API, and for which shop. */
export interface Caller {
  readonly shop: Shop;
  /** As the audit log names them. */
  readonly actor: string;
  /** Null where an API key calls: it may do all that is the shop's. */
  readonly staff: StaffMember | null;
}

declare module "hono" {
  /** What the layers of a request hand on. */
  interface ContextVariableMap {
    requestId: string;
    /** On every route that is about one shop. */
    caller: Caller;
  }
}
