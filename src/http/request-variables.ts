import type { Shop } from "../store/shops.ts";

/** Who makes a request of the API, and for which shop. */
export interface Caller {
  readonly shop: Shop;
  /** As the audit log names them. */
  readonly actor: string;
}

declare module "hono" {
  /** What the layers of a request hand on. */
  interface ContextVariableMap {
    requestId: string;
    caller: Caller;
  }
}
