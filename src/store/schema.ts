/** The tables (design.md, "Main tables"). Personal data stands only in `bytes` columns, sealed by `seal.ts`. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  char,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Alert, AlertKind } from "../domain/alert.ts";
import type { BuyerId, ContactId, GroupId, OrderId, PersonId, ReminderId, ShopId, StaffId } from "../domain/brand.ts";
import type { CallOutcome } from "../domain/call-task.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import type { ComplaintState } from "../domain/complaint.ts";
import type { AttributionRule, AttributionWindows } from "../domain/conversion.ts";
import type { Grade, IntakeOutcome, OrderItem, OrderStatus } from "../domain/event.ts";
import type { Variant } from "../domain/experiment.ts";
import { type CurrencyCode, type Minor, minor as minorUnits } from "../domain/money.ts";
import type { Platform } from "../domain/platform.ts";
import type { Correction, Evidence, ReasonSource } from "../domain/reason.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import type { Role } from "../domain/role.ts";
import type { TemplateCell } from "../domain/shop-template.ts";
import type { ContactState, ReminderState, StopReason } from "../domain/states.ts";
import type { Medium } from "../domain/template.ts";
import { bytes, moment, tokenHash } from "./columns.ts";

const rowId = <Id extends number>(name: string) => bigint(name, { mode: "number" }).$type<Id>();
const identity = <Id extends number>() => rowId<Id>("id").primaryKey().generatedAlwaysAsIdentity();
const shopId = () => integer("shop_id").$type<ShopId>();
const minor = (name: string) => bigint(name, { mode: "number" }).$type<Minor>();
/** What statistics count of orders; sums in the currency's smallest unit, costs in millionths of its unit. */
const measures = () => {
  const count = (name: string) => bigint(name, { mode: "number" }).notNull();
  return {
    orders: count("orders"),
    planned: count("planned"),
    reminded: count("reminded"),
    delivered: count("delivered"),
    clicked: count("clicked"),
    recovered: count("recovered"),
    recoveredAmount: count("recovered_amount"),
    netAmount: count("net_amount"),
    couponCost: count("coupon_cost").default(0),
    costMicros: count("cost_micros"),
    /** Contacts whose cost is not known in the currency of the order. */
    unpriced: count("unpriced"),
  };
};
const createdAt = () => moment("created_at").notNull().default(sql`clock_timestamp()`);

/** Shops that share buyers, caps and suppressions. */
export const groups = pgTable("groups", {
  id: integer().$type<GroupId>().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  createdAt: createdAt(),
});

export const shops = pgTable("shops", {
  id: integer().$type<ShopId>().primaryKey().generatedAlwaysAsIdentity(),
  groupId: integer("group_id")
    .$type<GroupId>()
    .notNull()
    .references(() => groups.id),
  slug: text().notNull().unique(),
  name: text().notNull(),
  timezone: text().notNull(),
  country: char({ length: 2 }).notNull(),
  currency: char({ length: 3 }).$type<CurrencyCode>().notNull(),
  locale: text().notNull(),
  /** The version of `policy_versions` in force. */
  policyVersion: integer("policy_version").notNull().default(1),
  /** Counts the changes of what the shop's own words are: what was read for one number stays true. */
  wordsVersion: integer("words_version").notNull().default(1),
  createdAt: createdAt(),
});

/** Secrets shared with a shop, sealed. During a rotation two stand side by side until the older expires. */
export const shopSecrets = pgTable(
  "shop_secrets",
  {
    id: uuid().primaryKey(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    secret: bytes().notNull(),
    createdAt: createdAt(),
    expiresAt: moment("expires_at"),
  },
  (table) => [index("shop_secrets_shop").on(table.shopId)],
);

/** Sealed secrets that platforms sign a shop's webhooks with, where they are set apart (contract.md, "Webhooks in"). */
export const platformSecrets = pgTable(
  "platform_secrets",
  {
    id: uuid().primaryKey(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    platform: text().$type<Platform>().notNull(),
    secret: bytes().notNull(),
    createdAt: createdAt(),
    expiresAt: moment("expires_at"),
  },
  (table) => [index("platform_secrets_shop").on(table.shopId)],
);

/** API keys of shops: only the SHA-256 of the random key is kept. */
export const apiKeys = pgTable("api_keys", {
  id: uuid().primaryKey(),
  shopId: shopId()
    .notNull()
    .references(() => shops.id),
  /** The first characters, by which staff tell keys apart. */
  prefix: text().notNull(),
  hash: bytes().notNull().unique(),
  createdAt: createdAt(),
  /** To the minute. */
  lastUsedAt: moment("last_used_at"),
  revokedAt: moment("revoked_at"),
});

/** Who works with the page. Nobody is deleted: the audit log names them. */
export const staff = pgTable("staff", {
  id: uuid().$type<StaffId>().primaryKey(),
  /** Lower case. */
  username: text().notNull().unique(),
  name: text().notNull(),
  role: text().$type<Role>().notNull(),
  /** Every shop, those to come among them; else those of `staff_shops`. */
  everyShop: boolean("every_shop").notNull(),
  disabledAt: moment("disabled_at"),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
});

/** How each of the staff likes lists narrowed, sealed: what they look for may be a buyer. */
export const savedViews = pgTable("saved_views", {
  staffId: uuid("staff_id")
    .$type<StaffId>()
    .primaryKey()
    .references(() => staff.id),
  views: bytes().notNull(),
});

/** Which shops those of the staff work for who do not work for all. Read before a shop is named, as `shops` is. */
export const staffShops = pgTable(
  "staff_shops",
  {
    staffId: uuid("staff_id")
      .$type<StaffId>()
      .notNull()
      .references(() => staff.id),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.shopId] })],
);

/** Passwords, as better-auth keeps them: its scrypt, salted. Whoever has yet to choose one has no row. */
export const staffAccounts = pgTable("staff_accounts", {
  id: uuid().primaryKey(),
  userId: uuid("staff_id")
    .$type<StaffId>()
    .notNull()
    .unique()
    .references(() => staff.id),
  /** `credential`, the only kind there is. */
  providerId: text("provider_id").notNull(),
  /** The same as `staff_id`. */
  accountId: text("account_id").notNull(),
  password: text().notNull(),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
});

/** Who is signed in. What the browser holds is not here: only its SHA-256. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid("staff_id")
      .$type<StaffId>()
      .notNull()
      .references(() => staff.id),
    token: tokenHash("token_hash").notNull().unique(),
    expiresAt: moment("expires_at").notNull(),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [index("sessions_staff").on(table.userId), index("sessions_expiry").on(table.expiresAt)],
);

/** Links that work once: to make the first admin, or to choose a password. The link holds what is not kept here. */
export const staffLinks = pgTable(
  "staff_links",
  {
    id: uuid().primaryKey(),
    /** Null: makes the first admin. There is one such link at most, and one for each of the staff. */
    staffId: uuid("staff_id")
      .$type<StaffId>()
      .references(() => staff.id),
    createdAt: createdAt(),
    /** Null: while it is not used. */
    expiresAt: moment("expires_at"),
  },
  (table) => [unique("staff_links_staff").on(table.staffId).nullsNotDistinct()],
);

/** Tries to sign in, by keyed hash of the name or of the address they came from. */
export const signInTries = pgTable("sign_in_tries", {
  key: bytes().primaryKey(),
  count: integer().notNull(),
  /** When the first of them was counted. */
  since: moment().notNull(),
});

/** What is switched off: null stands for every shop, every channel. */
export const sendingPauses = pgTable(
  "sending_pauses",
  {
    id: identity(),
    shopId: shopId().references(() => shops.id),
    channel: text().$type<ChannelName>(),
    reason: text().notNull(),
    pausedAt: moment("paused_at").notNull().default(sql`clock_timestamp()`),
  },
  (table) => [unique("sending_pauses_scope").on(table.shopId, table.channel).nullsNotDistinct()],
);

/** Immutable: a change of policy is a new version. */
export const policyVersions = pgTable(
  "policy_versions",
  {
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    version: integer().notNull(),
    /** The whole document with every default filled (contract.md, "The policy document"). */
    document: jsonb().$type<unknown>().notNull(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.version] })],
);

/** A shop's own words for one cell of the matrix of scripts: its versions, and which of them buyers get. */
export const templates = pgTable(
  "templates",
  {
    id: text().primaryKey(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    medium: text().$type<Medium>().notNull(),
    purpose: text().$type<Purpose>().notNull(),
    locale: text().notNull(),
    reason: text().$type<TemplateCell["reason"]>().notNull(),
    kind: text().$type<TemplateCell["kind"]>().notNull(),
    grade: text().$type<TemplateCell["grade"]>().notNull(),
    /** Counts every change, for `If-Match`. */
    revision: integer().notNull().default(1),
    latest: integer().notNull().default(1),
    /** Null: buyers get what the fallback gives. */
    published: integer(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("templates_cell").on(
      table.shopId,
      table.medium,
      table.purpose,
      table.locale,
      table.reason,
      table.kind,
      table.grade,
    ),
  ],
);

/** Immutable: other words are another version. */
export const templateVersions = pgTable(
  "template_versions",
  {
    templateId: text("template_id")
      .notNull()
      .references(() => templates.id),
    version: integer().notNull(),
    shopId: shopId().notNull(),
    subject: text(),
    text: text().notNull(),
    /** Ids of the same text at providers that send only what they approved, by provider. */
    providerTemplates: jsonb("provider_templates").$type<Readonly<Record<string, string>>>().notNull().default({}),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    approvedAt: moment("approved_at"),
    approvedBy: text("approved_by"),
  },
  (table) => [primaryKey({ columns: [table.templateId, table.version] })],
);

/** Versions of a template tried against each other: one at a time for each template. */
export const experiments = pgTable(
  "experiments",
  {
    id: text().primaryKey(),
    shopId: shopId().notNull(),
    templateId: text("template_id")
      .notNull()
      .references(() => templates.id),
    name: text().notNull(),
    variants: jsonb().$type<readonly Variant[]>().notNull(),
    startedAt: moment("started_at").notNull(),
    startedBy: text("started_by").notNull(),
    /** Null while it runs. */
    stoppedAt: moment("stopped_at"),
  },
  (table) => [
    uniqueIndex("experiments_running").on(table.templateId).where(sql`stopped_at IS NULL`),
    index("experiments_list").on(table.shopId, table.startedAt, table.id),
  ],
);

/** One address of a human within a group, known by its keyed hash. Caps and suppressions hang on it. */
export const people = pgTable(
  "people",
  {
    id: identity<PersonId>(),
    groupId: integer("group_id").$type<GroupId>().notNull(),
    kind: text().$type<"phone" | "email" | "im" | "buyer_id">().notNull(),
    addressHash: bytes("address_hash").notNull(),
    /** The latest opt-in a shop reported: an older opt-out of a shop's that comes later is lifted at once. */
    optedInAt: moment("opted_in_at"),
    /** When contacts were claimed, oldest first, within the longest window a cap may look back. */
    contactedAt: moment("contacted_at").array().notNull().default(sql`'{}'`),
  },
  (table) => [unique("people_address").on(table.groupId, table.kind, table.addressHash)],
);

/** Who said no. Lifted only as design.md, "Events" allows. */
export const suppressions = pgTable(
  "suppressions",
  {
    id: identity(),
    groupId: integer("group_id").$type<GroupId>().notNull(),
    shopId: shopId().notNull(),
    personId: rowId<PersonId>("person_id")
      .notNull()
      .references(() => people.id),
    reason: text().notNull(),
    source: text().$type<"stop" | "complaint" | "shop" | "staff" | "provider" | "erased">().notNull(),
    /** Sealed; null once the buyer was erased. */
    address: bytes(),
    at: moment().notNull(),
    liftedAt: moment("lifted_at"),
  },
  (table) => [
    index("suppressions_person").on(table.personId),
    index("suppressions_list").on(table.shopId, table.id),
    uniqueIndex("suppressions_standing").on(table.personId, table.source).where(sql`lifted_at IS NULL`),
  ],
);

export const buyers = pgTable(
  "buyers",
  {
    id: uuid().$type<BuyerId>().primaryKey(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    /** Keyed hash of the shop's buyer id, else phone, else e-mail, else messenger account. */
    identityHash: bytes("identity_hash").notNull(),
    /** Sealed JSON of the buyer's registers (`domain/buyer.ts`): id, name, phone, e-mail, messenger accounts, consents. */
    profile: bytes().notNull(),
    locale: text(),
    timezone: text(),
    country: text(),
    grade: text().$type<Grade>(),
    paidOrders: integer("paid_orders"),
    /** Rows of `people`, one an address. */
    people: bigint({ mode: "number" }).array().$type<PersonId[]>().notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [unique("buyers_identity").on(table.shopId, table.identityHash)],
);

/**
 * `buyers.people`, turned round: who is known by an address. A table, because row level security keeps every index on
 * the array from being used.
 */
export const buyerPeople = pgTable(
  "buyer_people",
  {
    personId: rowId<PersonId>("person_id").notNull(),
    buyerId: uuid("buyer_id").$type<BuyerId>().notNull(),
    shopId: shopId().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.buyerId] })],
);

export const orders = pgTable(
  "orders",
  {
    id: identity<OrderId>(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    externalId: text("external_id").notNull(),
    buyerId: uuid("buyer_id").$type<BuyerId>(),
    status: text().$type<OrderStatus>().notNull(),
    /** Whether any event said the order was open: what statistics count. */
    wasUnpaid: boolean("was_unpaid").notNull(),
    placedAt: moment("placed_at"),
    closesAt: moment("closes_at"),
    paidAt: moment("paid_at"),
    amount: minor("amount"),
    currency: char({ length: 3 }).$type<CurrencyCode>(),
    refunded: minor("refunded").notNull(),
    items: jsonb().$type<readonly OrderItem[]>().notNull().default([]),
    paymentMethod: text("payment_method"),
    paymentErrorCode: text("payment_error_code"),
    flags: text().array().notNull().default(sql`'{}'`),
    shipsAt: moment("ships_at"),
    /** The buyer's, as told with this order; null where none of its events told. */
    buyerGrade: text("buyer_grade").$type<Grade>(),
    buyerPaidOrders: integer("buyer_paid_orders"),
    /** Sealed JSON of the join: every register with its stamp (`domain/order.ts`), note and pay link among them. */
    registers: bytes().notNull(),
    /** When cuifu first heard of it: nothing is planned before. */
    firstSeenAt: moment("first_seen_at").notNull(),
    /** When the paid event became durable, by the database's own clock. */
    paidSeenAt: moment("paid_seen_at"),
    arm: text().$type<"treated" | "held_out">(),
    /** Passed the filters at planning, whether contacted or not; null while it was never planned. */
    eligible: boolean(),
    /** Whether any reminder was ever planned. */
    planned: boolean().notNull().default(false),
    stoppedAt: moment("stopped_at"),
    /** Why it is unpaid, as far as that is known: follows from the two columns below (`domain/reason.ts`). */
    reasonCode: text("reason_code").$type<ReasonCode>().notNull().default("unknown"),
    reasonConfidence: real("reason_confidence").notNull().default(0),
    reasonSource: text("reason_source").$type<ReasonSource>(),
    reasonAt: moment("reason_at"),
    /** Kinds of phrases and codes, no words of anybody's. */
    reasonEvidence: jsonb("reason_evidence").$type<readonly Evidence[]>().notNull().default([]),
    reasonCorrection: jsonb("reason_correction").$type<Correction>(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [
    unique("orders_external").on(table.shopId, table.externalId),
    index("orders_placed").on(table.shopId, table.placedAt, table.id),
    index("orders_buyer").on(table.buyerId),
    // For lists (`order-search.ts`): what few orders have is found here, what many have by walking `orders_placed`.
    index("orders_prefix").on(table.shopId, table.externalId.op("text_pattern_ops")),
    index("orders_status").on(table.shopId, table.status),
    index("orders_reason").on(table.shopId, table.reasonCode),
  ],
);

/**
 * What staff said the reason was, and what had been inferred: labels, by which inference is judged and a model may be
 * taught. Append-only, and nothing personal: the words themselves stand sealed in `messages` and `receipts`.
 */
export const reasonLabels = pgTable(
  "reason_labels",
  {
    id: identity(),
    shopId: shopId().notNull(),
    orderId: rowId<OrderId>("order_id")
      .notNull()
      .references(() => orders.id),
    at: moment().notNull(),
    by: text().notNull(),
    code: text().$type<ReasonCode>().notNull(),
    inferredCode: text("inferred_code").$type<ReasonCode>().notNull(),
    inferredConfidence: real("inferred_confidence").notNull(),
    inferredSource: text("inferred_source").$type<ReasonSource>(),
    evidence: jsonb().$type<readonly Evidence[]>().notNull(),
  },
  (table) => [index("reason_labels_order").on(table.orderId, table.id)],
);

/** The inbox: every event taken in, once. */
export const events = pgTable(
  "events",
  {
    shopId: shopId().notNull(),
    eventId: text("event_id").notNull(),
    type: text().notNull(),
    externalId: text("external_id"),
    /** Keyed hash of the buyer it told of, as in `buyers.identity_hash`. */
    buyerHash: bytes("buyer_hash"),
    bodyHash: bytes("body_hash").notNull(),
    outcome: text().$type<IntakeOutcome>().notNull(),
    /** Sealed raw body; null once the buyer was erased. */
    raw: bytes(),
    receivedAt: moment("received_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.shopId, table.eventId] }),
    index("events_order").on(table.shopId, table.externalId).where(sql`external_id IS NOT NULL`),
    index("events_buyer").on(table.shopId, table.buyerHash).where(sql`buyer_hash IS NOT NULL`),
    index("events_received").on(table.shopId, table.receivedAt),
  ],
);

/** What buyer and shop wrote to each other, sealed; a set, so that repetition adds nothing. */
export const messages = pgTable(
  "messages",
  {
    id: identity(),
    shopId: shopId().notNull(),
    orderId: rowId<OrderId>("order_id"),
    buyerId: uuid("buyer_id").$type<BuyerId>(),
    sender: text().$type<"buyer" | "shop">().notNull(),
    at: moment().notNull(),
    text: bytes().notNull(),
    /** Keyed hash of who, when and what. */
    digest: bytes().notNull(),
  },
  (table) => [
    unique("messages_digest").on(table.shopId, table.digest),
    index("messages_order").on(table.orderId),
    index("messages_buyer").on(table.buyerId),
  ],
);

/** The plan: one row per order, purpose and channel. */
export const reminders = pgTable(
  "reminders",
  {
    id: identity<ReminderId>(),
    shopId: shopId().notNull(),
    orderId: rowId<OrderId>("order_id")
      .notNull()
      .references(() => orders.id),
    purpose: text().$type<Purpose>().notNull(),
    channel: text().$type<ChannelName>().notNull(),
    step: smallint().notNull(),
    state: text().$type<ReminderState>().notNull(),
    reason: text().$type<StopReason>(),
    dueAt: moment("due_at"),
    notAfter: moment("not_after"),
    /** The slot rule it came from, by the hours of ordering it covers, or `closing_soon`. */
    rule: text(),
    policyVersion: integer("policy_version").notNull(),
    contactId: uuid("contact_id").$type<ContactId>(),
    /** The job that carries it while it is queued, so that a lost one is enqueued again under the same id. */
    jobId: text("job_id"),
    /** Real time, by the database's clock. */
    queuedAt: moment("queued_at"),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [
    unique("reminders_order").on(table.orderId, table.purpose, table.channel),
    // Thanked at most once, on whichever channel.
    uniqueIndex("reminders_thanks").on(table.orderId).where(sql`purpose = 'thank_you'`),
    // With the shop, so that what is due of a shop that is paused is passed over within the index.
    index("reminders_due").on(table.channel, table.dueAt, table.id, table.shopId).where(sql`state = 'planned'`),
    index("reminders_overdue").on(table.notAfter).where(sql`state IN ('planned', 'queued')`),
    index("reminders_queued").on(table.channel, table.queuedAt).where(sql`state = 'queued'`),
    index("reminders_claimed").on(table.id).where(sql`state = 'claimed'`),
    index("reminders_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
    index("reminders_of_shop").on(table.shopId, table.channel, table.state),
  ],
);

/** One per message or call. */
export const contacts = pgTable(
  "contacts",
  {
    id: uuid().$type<ContactId>().primaryKey(),
    shopId: shopId().notNull(),
    buyerId: uuid("buyer_id").$type<BuyerId>().notNull(),
    channel: text().$type<ChannelName>().notNull(),
    purpose: text().$type<Purpose>().notNull(),
    provider: text().notNull(),
    state: text().$type<ContactState>().notNull(),
    providerId: text("provider_id"),
    /** The provider's or our own word for what went wrong. */
    code: text(),
    /** By the domain's clock. */
    claimedAt: moment("claimed_at").notNull(),
    /** Real time after which a claim without an outcome becomes `unknown`. */
    leaseUntil: moment("lease_until").notNull(),
    /**
     * When the provider was called, by the domain's clock: the time of the claim, at most 10 s before the request
     * (faults.md, I6). Null without evidence that it was.
     */
    sentAt: moment("sent_at"),
    stateAt: moment("state_at").notNull(),
    rule: text(),
    templateId: text("template_id"),
    templateVersion: integer("template_version"),
    templateLocale: text("template_locale"),
    templateReason: text("template_reason"),
    /** Whose variant the template's version was. */
    experimentId: text("experiment_id"),
    /** Staff number of whoever called. */
    agent: text(),
    /** Parts of a text message; 1 for whatever is not paid by length. Null before it was rendered. */
    segments: smallint(),
    /** Millionths of the unit of `cost_currency`, by the price of the moment of sending; null where none is known. */
    costMicros: bigint("cost_micros", { mode: "number" }),
    costCurrency: char("cost_currency", { length: 3 }).$type<CurrencyCode>(),
  },
  (table) => [
    index("contacts_claimed_at").on(table.shopId, table.claimedAt),
    index("contacts_lease").on(table.leaseUntil).where(sql`state = 'claimed'`),
    index("contacts_unknown").on(table.id).where(sql`state = 'unknown'`),
    index("contacts_buyer").on(table.buyerId),
    index("contacts_experiment").on(table.experimentId).where(sql`experiment_id IS NOT NULL`),
  ],
);

/** The send permit: at most one contact per order, purpose and channel, for ever (design.md, "The send permit"). */
export const contactOrders = pgTable(
  "contact_orders",
  {
    orderId: rowId<OrderId>("order_id")
      .notNull()
      .references(() => orders.id),
    purpose: text().$type<Purpose>().notNull(),
    channel: text().$type<ChannelName>().notNull(),
    contactId: uuid("contact_id")
      .$type<ContactId>()
      .notNull()
      .references(() => contacts.id),
    shopId: shopId().notNull(),
    /** Left out of a second attempt because it was paid, closed or stopped since the first. */
    dropped: boolean().notNull().default(false),
    /** Code of its `/r/` link. */
    linkCode: text("link_code").notNull().unique("contact_orders_link"),
    /** First click by a human. */
    clickedAt: moment("clicked_at"),
  },
  (table) => [
    unique("contact_orders_permit").on(table.orderId, table.purpose, table.channel),
    uniqueIndex("contact_orders_thanks").on(table.orderId).where(sql`purpose = 'thank_you'`),
    index("contact_orders_contact").on(table.contactId),
  ],
);

/** One per provider request. Times are real. */
export const attempts = pgTable(
  "attempts",
  {
    contactId: uuid("contact_id")
      .$type<ContactId>()
      .notNull()
      .references(() => contacts.id),
    number: smallint().notNull(),
    shopId: shopId().notNull(),
    provider: text().notNull(),
    state: text().$type<"claimed" | "accepted" | "rejected" | "not_sent" | "unknown">().notNull(),
    code: text(),
    startedAt: moment("started_at").notNull(),
    finishedAt: moment("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.contactId, table.number] })],
);

/** How fast each provider's account and sender may be asked: one token bucket a key, over all processes. */
export const sendRates = pgTable("send_rates", {
  key: text().primaryKey(),
  /** Milliseconds since the epoch, real time, with fractions (`domain/rate.ts`). */
  bucket: doublePrecision().notNull(),
});

/** Providers that are left alone or tried one send at a time; a row goes when its trouble is over (`domain/breaker.ts`). */
export const providerTroubles = pgTable("provider_troubles", {
  key: text().primaryKey(),
  kind: text().$type<"throttled" | "open" | "probing">().notNull(),
  /** By the domain's clock. */
  until: moment(),
  pauses: smallint().notNull(),
  /** Real time until which somebody is trying it. */
  probedUntil: moment("probed_until"),
});

/** What the operator is told of; of no shop, or of all of them, where `shop_id` is null. Times are real. */
export const alerts = pgTable(
  "alerts",
  {
    id: uuid().primaryKey(),
    shopId: shopId(),
    kind: text().$type<AlertKind>().notNull(),
    detail: jsonb().$type<Alert["detail"]>().notNull(),
    once: text().notNull(),
    raisedAt: moment("raised_at").notNull().default(sql`clock_timestamp()`),
    tries: smallint().notNull().default(0),
    /** Null: delivered, or given up. */
    nextAt: moment("next_at").default(sql`clock_timestamp()`),
    deliveredAt: moment("delivered_at"),
  },
  (table) => [
    unique("alerts_once").on(table.kind, table.once),
    index("alerts_due").on(table.nextAt).where(sql`next_at IS NOT NULL`),
  ],
);

/** Contacts whose provider is still to be asked what became of them. Times are real. */
export const lookUps = pgTable(
  "look_ups",
  {
    contactId: uuid("contact_id")
      .$type<ContactId>()
      .primaryKey()
      .references(() => contacts.id),
    shopId: shopId().notNull(),
    /** How often it was asked about. */
    asked: smallint().notNull().default(0),
    nextAt: moment("next_at").notNull(),
  },
  (table) => [index("look_ups_next").on(table.nextAt)],
);

/** What providers reported back, sealed where it holds the buyer's words. */
export const receipts = pgTable(
  "receipts",
  {
    id: identity(),
    shopId: shopId().notNull(),
    contactId: uuid("contact_id")
      .$type<ContactId>()
      .notNull()
      .references(() => contacts.id),
    state: text().$type<ContactState>().notNull(),
    at: moment().notNull(),
    text: bytes(),
    /** The provider's id of what the buyer wrote, so that it counts once however often it is told. */
    ref: text(),
    receivedAt: moment("received_at").notNull(),
  },
  (table) => [
    unique("receipts_once").on(table.contactId, table.state, table.at),
    unique("receipts_ref").on(table.contactId, table.ref),
  ],
);

/** Calls for people to make; each ends with its order. */
export const callTasks = pgTable(
  "call_tasks",
  {
    /** In the order they were opened: what pages of a list go by. */
    number: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    contactId: uuid("contact_id")
      .$type<ContactId>()
      .primaryKey()
      .references(() => contacts.id),
    shopId: shopId().notNull(),
    state: text().$type<"open" | "done" | "cancelled">().notNull(),
    openedAt: moment("opened_at").notNull(),
    closedAt: moment("closed_at"),
    /** Until when it may be made, by the domain's clock; null: as long as its orders are open. */
    notAfter: moment("not_after"),
    /** Staff number of whoever has it, or had it last. */
    leasedBy: text("leased_by"),
    /** By the domain's clock: the time of the call, as far as it is known. */
    leasedAt: moment("leased_at"),
    /** Real time, by the database's clock. */
    leasedUntil: moment("leased_until"),
    outcome: text().$type<CallOutcome>(),
    /** When the buyer said they would pay. */
    promisedAt: moment("promised_at"),
    /** What the agent reads from, sealed; null where there is none, or the buyer was erased. */
    sheet: bytes(),
  },
  (table) => [
    index("call_tasks_open").on(table.shopId, table.openedAt).where(sql`state = 'open'`),
    index("call_tasks_overdue").on(table.notAfter).where(sql`state = 'open' AND not_after IS NOT NULL`),
    index("call_tasks_closed").on(table.shopId, table.number).where(sql`state <> 'open'`),
    index("call_tasks_made").on(table.shopId, table.leasedAt).where(sql`outcome IS NOT NULL`),
  ],
);

/** Who complained of being reminded, and what was done about it (domain.md, R12). What they said is sealed. */
export const complaints = pgTable(
  "complaints",
  {
    id: identity(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
    orderId: rowId<OrderId>("order_id").references(() => orders.id),
    /** Whose it is: of whom they are, the address that was named first. */
    personId: rowId<PersonId>("person_id")
      .notNull()
      .references(() => people.id),
    at: moment().notNull(),
    by: text().notNull(),
    state: text().$type<ComplaintState>().notNull(),
    /** Counts the changes. */
    revision: integer().notNull().default(1),
    updatedAt: moment("updated_at").notNull(),
    resolvedAt: moment("resolved_at"),
    /** Sealed JSON: the address, what was said, and what was done since; null once the buyer was erased. */
    content: bytes(),
  },
  (table) => [index("complaints_list").on(table.shopId, table.id), index("complaints_person").on(table.personId)],
);

/** Why, or why not: append-only. No personal data in `inputs`. */
export const decisions = pgTable(
  "decisions",
  {
    id: identity(),
    shopId: shopId().notNull(),
    orderId: rowId<OrderId>("order_id").notNull(),
    at: moment().notNull(),
    what: text().notNull(),
    rule: text(),
    reason: text(),
    policyVersion: integer("policy_version"),
    inputs: jsonb().$type<Record<string, string | number | boolean | null>>().notNull().default({}),
  },
  (table) => [index("decisions_order").on(table.orderId, table.id)],
);

/**
 * The one code an order may get from its shop. The row stands before the shop is asked, so that whoever asks again asks
 * with the same key.
 */
export const coupons = pgTable(
  "coupons",
  {
    orderId: rowId<OrderId>("order_id")
      .primaryKey()
      .references(() => orders.id),
    shopId: shopId().notNull(),
    /** The contact it was first asked for, by which the shop knows a repeated question. */
    key: uuid().$type<ContactId>().notNull(),
    state: text().$type<"open" | "given" | "refused">().notNull(),
    /** Somebody is asking until then. Real time. */
    askingUntil: moment("asking_until"),
    /** Sealed; null while there is none, and once the buyer was erased. */
    code: bytes(),
    /** Keyed hash of the code: none is given to two orders. */
    codeHash: bytes("code_hash"),
    amount: minor("amount"),
    currency: char({ length: 3 }).$type<CurrencyCode>(),
    /** What the order came to when the code was given. */
    orderAmount: minor("order_amount"),
    givenAt: moment("given_at"),
    expiresAt: moment("expires_at"),
    /** Contacts whose message names it, sent or not. */
    namedIn: uuid("named_in").array().$type<ContactId[]>().notNull().default(sql`'{}'`),
  },
  (table) => [unique("coupons_code").on(table.shopId, table.codeHash)],
);

/** The verdict on a paid order (domain.md, R15). */
export const conversions = pgTable(
  "conversions",
  {
    orderId: rowId<OrderId>("order_id")
      .primaryKey()
      .references(() => orders.id),
    shopId: shopId().notNull(),
    recovered: boolean().notNull(),
    contactId: uuid("contact_id").$type<ContactId>(),
    channel: text().$type<ChannelName>(),
    agent: text(),
    amount: minor("amount").notNull(),
    netAmount: minor("net_amount").notNull(),
    /** What a coupon cost: off `net_amount` already (`domain/coupon.ts`). */
    couponCost: minor("coupon_cost").notNull().default(minorUnits(0)),
    currency: char({ length: 3 }).$type<CurrencyCode>().notNull(),
    creditedAt: moment("credited_at").notNull(),
    /** Which wording of the rule gave the verdict, and with which windows: what comes later is judged by the same. */
    ruleVersion: smallint("rule_version").$type<AttributionRule>().notNull(),
    windows: jsonb().$type<AttributionWindows>().notNull(),
  },
  (table) => [
    index("conversions_contact").on(table.contactId),
    index("conversions_credited").on(table.shopId, table.creditedAt).where(sql`recovered`),
    // All that agents' wins ask for: read without the table.
    index("conversions_agents")
      .on(table.shopId, table.creditedAt, table.currency, table.agent, table.amount, table.netAmount)
      .where(sql`recovered AND agent IS NOT NULL`),
  ],
);

/** Orders whose statistics must be counted again. Filled by triggers (0001), emptied by `refresh-stats`. */
export const statsDirty = pgTable(
  "stats_dirty",
  {
    shopId: shopId().notNull(),
    id: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    orderId: rowId<OrderId>("order_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.id] })],
);

/** How often an order counts where; every order that was once unpaid has one row. Keys are `none` where nothing is known. */
export const statsOrders = pgTable(
  "stats_orders",
  {
    orderId: rowId<OrderId>("order_id").primaryKey(),
    shopId: shopId().notNull(),
    /** Of placing, in the shop's zone. */
    day: date().notNull(),
    currency: char({ length: 3 }).$type<CurrencyCode>().notNull(),
    channel: text().notNull(),
    template: text().notNull(),
    slot: text().notNull(),
    reason: text().notNull(),
    agent: text().notNull(),
    buyer: text().notNull(),
    grade: text().notNull(),
    hour: text().notNull(),
    outcome: text().notNull(),
    paidWithin: text("paid_within").notNull(),
    /** Counted as such from the migration on that added them. */
    templateVersion: text("template_version").notNull().default("none"),
    hours: text().notNull().default("none"),
    ...measures(),
    buyerId: uuid("buyer_id").$type<BuyerId>(),
    arm: text().$type<"treated" | "held_out">(),
    eligible: boolean().notNull(),
    paid: smallint().notNull(),
    /** Of a paid order, what was kept of it after refunds; 0 of any other, and in a currency that is not the shop's. */
    kept: minor("kept").notNull(),
  },
  (table) => [
    index("stats_orders_day").on(table.shopId, table.day),
    // For the orders behind a row of statistics that few orders count in.
    index("stats_orders_channel").on(table.shopId, table.channel),
    index("stats_orders_template").on(table.shopId, table.template),
    index("stats_orders_slot").on(table.shopId, table.slot),
    index("stats_orders_agent").on(table.shopId, table.agent),
    index("stats_orders_grade").on(table.shopId, table.grade),
    index("stats_orders_recovered").on(table.shopId, table.orderId).where(sql`recovered = 1`),
  ],
);

/** Sums of `stats_orders` by day and by each cut by itself; a finished day changes only when something late arrives. */
export const statsDaily = pgTable(
  "stats_daily",
  {
    shopId: shopId().notNull(),
    cut: text().notNull(),
    currency: char({ length: 3 }).$type<CurrencyCode>().notNull(),
    day: date().notNull(),
    key: text().notNull(),
    ...measures(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.cut, table.currency, table.day, table.key] })],
);

/** Eligible orders of a buyer in one arm: the clusters of lift. */
export const statsBuyers = pgTable(
  "stats_buyers",
  {
    shopId: shopId().notNull(),
    buyerId: uuid("buyer_id").$type<BuyerId>().notNull(),
    arm: text().$type<"treated" | "held_out">().notNull(),
    orders: bigint({ mode: "number" }).notNull(),
    paid: bigint({ mode: "number" }).notNull(),
    kept: minor("kept").notNull(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.buyerId, table.arm] })],
);

/** How each call of staff counts: what `stats_agents` are the sums of. */
export const statsCalls = pgTable("stats_calls", {
  contactId: uuid("contact_id").$type<ContactId>().primaryKey(),
  shopId: shopId().notNull(),
  /** Of the call, in the shop's zone. */
  day: date().notNull(),
  agent: text().notNull(),
  reached: integer().notNull(),
  promised: integer().notNull(),
  kept: integer().notNull(),
});

/** Calls by the day they were made and by agent. */
export const statsAgents = pgTable(
  "stats_agents",
  {
    shopId: shopId().notNull(),
    day: date().notNull(),
    agent: text().notNull(),
    calls: bigint({ mode: "number" }).notNull(),
    reached: bigint({ mode: "number" }).notNull(),
    promised: bigint({ mode: "number" }).notNull(),
    kept: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.day, table.agent] })],
);

/** Sums and sums of squares over `stats_buyers`, from which lift and its interval follow. */
export const statsArms = pgTable(
  "stats_arms",
  {
    shopId: shopId().notNull(),
    arm: text().$type<"treated" | "held_out">().notNull(),
    buyers: bigint({ mode: "number" }).notNull(),
    orders: bigint({ mode: "number" }).notNull(),
    paid: bigint({ mode: "number" }).notNull(),
    kept: numeric().notNull(),
    ordersOrders: numeric("orders_orders").notNull(),
    paidPaid: numeric("paid_paid").notNull(),
    keptKept: numeric("kept_kept").notNull(),
    ordersPaid: numeric("orders_paid").notNull(),
    ordersKept: numeric("orders_kept").notNull(),
  },
  (table) => [primaryKey({ columns: [table.shopId, table.arm] })],
);

/** Which shops a database login of the analysts' role may read (docs/data.md). Kept by the database's owner. */
export const analystShops = pgTable(
  "analyst_shops",
  {
    login: text().notNull(),
    shopId: shopId()
      .notNull()
      .references(() => shops.id),
  },
  (table) => [primaryKey({ columns: [table.login, table.shopId] })],
);

/** Every change made by staff or the command line: append-only. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: identity(),
    shopId: shopId(),
    at: moment().notNull().default(sql`clock_timestamp()`),
    actor: text().notNull(),
    action: text().notNull(),
    target: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index("audit_log_shop").on(table.shopId, table.id)],
);
