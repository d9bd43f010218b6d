/** Nominal types: a value that only its own parser or the database can hand out. */
declare const brand: unique symbol;

/** `T` with a name that keeps it from being mixed up with another `T`. No run-time cost. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Row id of a group of shops that share buyers, caps and suppressions. */
export type GroupId = Brand<number, "GroupId">;
/** Row id of a shop. */
export type ShopId = Brand<number, "ShopId">;
/** Row id of a person: one address (phone, e-mail, IM account or shop's buyer id) within a group. */
export type PersonId = Brand<number, "PersonId">;
/** UUID of a buyer of one shop. */
export type BuyerId = Brand<string, "BuyerId">;
/** Row id of an order. The shop's own id is `externalId`. */
export type OrderId = Brand<number, "OrderId">;
/** Row id of a reminder: one line of an order's plan. */
export type ReminderId = Brand<number, "ReminderId">;
/** UUID of a contact: one message or call. Providers see it. */
export type ContactId = Brand<string, "ContactId">;
/** UUID of a member of staff. */
export type StaffId = Brand<string, "StaffId">;
