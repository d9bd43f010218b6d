CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer,
	"kind" text NOT NULL,
	"detail" jsonb NOT NULL,
	"once" text NOT NULL,
	"raised_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT clock_timestamp(),
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "alerts_once" UNIQUE("kind","once")
);
--> statement-breakpoint
CREATE TABLE "analyst_shops" (
	"login" text NOT NULL,
	"shop_id" integer NOT NULL,
	CONSTRAINT "analyst_shops_login_shop_id_pk" PRIMARY KEY("login","shop_id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"contact_id" uuid NOT NULL,
	"number" smallint NOT NULL,
	"shop_id" integer NOT NULL,
	"provider" text NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "attempts_contact_id_number_pk" PRIMARY KEY("contact_id","number")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer,
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "buyer_people" (
	"person_id" bigint NOT NULL,
	"buyer_id" uuid NOT NULL,
	"shop_id" integer NOT NULL,
	CONSTRAINT "buyer_people_person_id_buyer_id_pk" PRIMARY KEY("person_id","buyer_id")
);
--> statement-breakpoint
CREATE TABLE "buyers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"identity_hash" "bytea" NOT NULL,
	"profile" "bytea" NOT NULL,
	"locale" text,
	"timezone" text,
	"country" text,
	"grade" text,
	"paid_orders" integer,
	"people" bigint[] NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "buyers_identity" UNIQUE("shop_id","identity_hash")
);
--> statement-breakpoint
CREATE TABLE "call_tasks" (
	"contact_id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"state" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"sheet" "bytea"
);
--> statement-breakpoint
CREATE TABLE "contact_orders" (
	"order_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"channel" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"shop_id" integer NOT NULL,
	"dropped" boolean DEFAULT false NOT NULL,
	"link_code" text NOT NULL,
	"clicked_at" timestamp (3) with time zone,
	CONSTRAINT "contact_orders_link" UNIQUE("link_code"),
	CONSTRAINT "contact_orders_permit" UNIQUE("order_id","purpose","channel")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"buyer_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"state" text NOT NULL,
	"provider_id" text,
	"code" text,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"state_at" timestamp (3) with time zone NOT NULL,
	"rule" text,
	"template_id" text,
	"template_version" integer,
	"template_locale" text,
	"template_reason" text,
	"experiment_id" text,
	"agent" text,
	"segments" smallint,
	"cost_micros" bigint,
	"cost_currency" char(3)
);
--> statement-breakpoint
CREATE TABLE "conversions" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"recovered" boolean NOT NULL,
	"contact_id" uuid,
	"channel" text,
	"agent" text,
	"amount" bigint NOT NULL,
	"net_amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"credited_at" timestamp (3) with time zone NOT NULL,
	"rule_version" smallint NOT NULL,
	"windows" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"what" text NOT NULL,
	"rule" text,
	"reason" text,
	"policy_version" integer,
	"inputs" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"shop_id" integer NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"external_id" text,
	"buyer_hash" "bytea",
	"body_hash" "bytea" NOT NULL,
	"outcome" text NOT NULL,
	"raw" "bytea",
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "events_shop_id_event_id_pk" PRIMARY KEY("shop_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"id" text PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"template_id" text NOT NULL,
	"name" text NOT NULL,
	"variants" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"started_by" text NOT NULL,
	"stopped_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "look_ups" (
	"contact_id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"asked" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" bigint,
	"buyer_id" uuid,
	"sender" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "messages_digest" UNIQUE("shop_id","digest")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "orders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"external_id" text NOT NULL,
	"buyer_id" uuid,
	"status" text NOT NULL,
	"was_unpaid" boolean NOT NULL,
	"placed_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"amount" bigint,
	"currency" char(3),
	"refunded" bigint NOT NULL,
	"items" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"payment_method" text,
	"payment_error_code" text,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"ships_at" timestamp (3) with time zone,
	"buyer_grade" text,
	"buyer_paid_orders" integer,
	"registers" "bytea" NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"paid_seen_at" timestamp (3) with time zone,
	"arm" text,
	"eligible" boolean,
	"planned" boolean DEFAULT false NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"reason_code" text DEFAULT 'unknown' NOT NULL,
	"reason_confidence" real DEFAULT 0 NOT NULL,
	"reason_source" text,
	"reason_at" timestamp (3) with time zone,
	"reason_evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason_correction" jsonb,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_external" UNIQUE("shop_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"kind" text NOT NULL,
	"address_hash" "bytea" NOT NULL,
	"opted_in_at" timestamp (3) with time zone,
	"contacted_at" timestamp (3) with time zone[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "people_address" UNIQUE("group_id","kind","address_hash")
);
--> statement-breakpoint
CREATE TABLE "policy_versions" (
	"shop_id" integer NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "policy_versions_shop_id_version_pk" PRIMARY KEY("shop_id","version")
);
--> statement-breakpoint
CREATE TABLE "provider_troubles" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"until" timestamp (3) with time zone,
	"pauses" smallint NOT NULL,
	"probed_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reason_labels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reason_labels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"code" text NOT NULL,
	"inferred_code" text NOT NULL,
	"inferred_confidence" real NOT NULL,
	"inferred_source" text,
	"evidence" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "receipts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"contact_id" uuid NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text" "bytea",
	"ref" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipts_once" UNIQUE("contact_id","state","at"),
	CONSTRAINT "receipts_ref" UNIQUE("contact_id","ref")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reminders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"channel" text NOT NULL,
	"step" smallint NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"due_at" timestamp (3) with time zone,
	"not_after" timestamp (3) with time zone,
	"rule" text,
	"policy_version" integer NOT NULL,
	"contact_id" uuid,
	"job_id" text,
	"queued_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reminders_order" UNIQUE("order_id","purpose","channel")
);
--> statement-breakpoint
CREATE TABLE "send_rates" (
	"key" text PRIMARY KEY NOT NULL,
	"bucket" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sending_pauses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sending_pauses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer,
	"channel" text,
	"reason" text NOT NULL,
	"paused_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "sending_pauses_scope" UNIQUE NULLS NOT DISTINCT("shop_id","channel")
);
--> statement-breakpoint
CREATE TABLE "shop_secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "shops" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "shops_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"country" char(2) NOT NULL,
	"currency" char(3) NOT NULL,
	"locale" text NOT NULL,
	"policy_version" integer DEFAULT 1 NOT NULL,
	"words_version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "shops_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "stats_arms" (
	"shop_id" integer NOT NULL,
	"arm" text NOT NULL,
	"buyers" bigint NOT NULL,
	"orders" bigint NOT NULL,
	"paid" bigint NOT NULL,
	"kept" numeric NOT NULL,
	"orders_orders" numeric NOT NULL,
	"paid_paid" numeric NOT NULL,
	"kept_kept" numeric NOT NULL,
	"orders_paid" numeric NOT NULL,
	"orders_kept" numeric NOT NULL,
	CONSTRAINT "stats_arms_shop_id_arm_pk" PRIMARY KEY("shop_id","arm")
);
--> statement-breakpoint
CREATE TABLE "stats_buyers" (
	"shop_id" integer NOT NULL,
	"buyer_id" uuid NOT NULL,
	"arm" text NOT NULL,
	"orders" bigint NOT NULL,
	"paid" bigint NOT NULL,
	"kept" bigint NOT NULL,
	CONSTRAINT "stats_buyers_shop_id_buyer_id_arm_pk" PRIMARY KEY("shop_id","buyer_id","arm")
);
--> statement-breakpoint
CREATE TABLE "stats_daily" (
	"shop_id" integer NOT NULL,
	"cut" text NOT NULL,
	"currency" char(3) NOT NULL,
	"day" date NOT NULL,
	"key" text NOT NULL,
	"orders" bigint NOT NULL,
	"planned" bigint NOT NULL,
	"reminded" bigint NOT NULL,
	"delivered" bigint NOT NULL,
	"clicked" bigint NOT NULL,
	"recovered" bigint NOT NULL,
	"recovered_amount" bigint NOT NULL,
	"net_amount" bigint NOT NULL,
	"cost_micros" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	CONSTRAINT "stats_daily_shop_id_cut_currency_day_key_pk" PRIMARY KEY("shop_id","cut","currency","day","key")
);
--> statement-breakpoint
CREATE TABLE "stats_dirty" (
	"shop_id" integer NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "stats_dirty_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" bigint NOT NULL,
	CONSTRAINT "stats_dirty_shop_id_id_pk" PRIMARY KEY("shop_id","id")
);
--> statement-breakpoint
CREATE TABLE "stats_orders" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"day" date NOT NULL,
	"currency" char(3) NOT NULL,
	"channel" text NOT NULL,
	"template" text NOT NULL,
	"slot" text NOT NULL,
	"reason" text NOT NULL,
	"agent" text NOT NULL,
	"buyer" text NOT NULL,
	"grade" text NOT NULL,
	"hour" text NOT NULL,
	"outcome" text NOT NULL,
	"paid_within" text NOT NULL,
	"orders" bigint NOT NULL,
	"planned" bigint NOT NULL,
	"reminded" bigint NOT NULL,
	"delivered" bigint NOT NULL,
	"clicked" bigint NOT NULL,
	"recovered" bigint NOT NULL,
	"recovered_amount" bigint NOT NULL,
	"net_amount" bigint NOT NULL,
	"cost_micros" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	"buyer_id" uuid,
	"arm" text,
	"eligible" boolean NOT NULL,
	"paid" smallint NOT NULL,
	"kept" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suppressions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"shop_id" integer NOT NULL,
	"person_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"address" "bytea",
	"at" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"template_id" text NOT NULL,
	"version" integer NOT NULL,
	"shop_id" integer NOT NULL,
	"subject" text,
	"text" text NOT NULL,
	"provider_templates" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"created_by" text NOT NULL,
	"approved_at" timestamp (3) with time zone,
	"approved_by" text,
	CONSTRAINT "template_versions_template_id_version_pk" PRIMARY KEY("template_id","version")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" text PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"medium" text NOT NULL,
	"purpose" text NOT NULL,
	"locale" text NOT NULL,
	"reason" text NOT NULL,
	"kind" text NOT NULL,
	"grade" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"latest" integer DEFAULT 1 NOT NULL,
	"published" integer,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "templates_cell" UNIQUE("shop_id","medium","purpose","locale","reason","kind","grade")
);
--> statement-breakpoint
ALTER TABLE "analyst_shops" ADD CONSTRAINT "analyst_shops_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "buyers" ADD CONSTRAINT "buyers_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD CONSTRAINT "call_tasks_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_orders" ADD CONSTRAINT "contact_orders_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_orders" ADD CONSTRAINT "contact_orders_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "look_ups" ADD CONSTRAINT "look_ups_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reason_labels" ADD CONSTRAINT "reason_labels_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sending_pauses" ADD CONSTRAINT "sending_pauses_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop_secrets" ADD CONSTRAINT "shop_secrets_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shops" ADD CONSTRAINT "shops_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_due" ON "alerts" USING btree ("next_at") WHERE next_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_log_shop" ON "audit_log" USING btree ("shop_id","id");--> statement-breakpoint
CREATE INDEX "call_tasks_open" ON "call_tasks" USING btree ("shop_id","opened_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "contact_orders_contact" ON "contact_orders" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "contacts_claimed_at" ON "contacts" USING btree ("shop_id","claimed_at");--> statement-breakpoint
CREATE INDEX "contacts_lease" ON "contacts" USING btree ("lease_until") WHERE state = 'claimed';--> statement-breakpoint
CREATE INDEX "contacts_unknown" ON "contacts" USING btree ("id") WHERE state = 'unknown';--> statement-breakpoint
CREATE INDEX "contacts_buyer" ON "contacts" USING btree ("buyer_id");--> statement-breakpoint
CREATE INDEX "contacts_experiment" ON "contacts" USING btree ("experiment_id") WHERE experiment_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "conversions_contact" ON "conversions" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "decisions_order" ON "decisions" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "events_order" ON "events" USING btree ("shop_id","external_id") WHERE external_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "events_buyer" ON "events" USING btree ("shop_id","buyer_hash") WHERE buyer_hash IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_running" ON "experiments" USING btree ("template_id") WHERE stopped_at IS NULL;--> statement-breakpoint
CREATE INDEX "experiments_list" ON "experiments" USING btree ("shop_id","started_at","id");--> statement-breakpoint
CREATE INDEX "look_ups_next" ON "look_ups" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "messages_order" ON "messages" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "messages_buyer" ON "messages" USING btree ("buyer_id");--> statement-breakpoint
CREATE INDEX "orders_placed" ON "orders" USING btree ("shop_id","placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_buyer" ON "orders" USING btree ("buyer_id");--> statement-breakpoint
CREATE INDEX "reason_labels_order" ON "reason_labels" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "reminders_due" ON "reminders" USING btree ("channel","due_at","id","shop_id") WHERE state = 'planned';--> statement-breakpoint
CREATE INDEX "reminders_overdue" ON "reminders" USING btree ("not_after") WHERE state IN ('planned', 'queued');--> statement-breakpoint
CREATE INDEX "reminders_queued" ON "reminders" USING btree ("channel","queued_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "reminders_claimed" ON "reminders" USING btree ("id") WHERE state = 'claimed';--> statement-breakpoint
CREATE INDEX "reminders_contact" ON "reminders" USING btree ("contact_id") WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "shop_secrets_shop" ON "shop_secrets" USING btree ("shop_id");--> statement-breakpoint
CREATE INDEX "stats_orders_day" ON "stats_orders" USING btree ("shop_id","day");--> statement-breakpoint
CREATE INDEX "suppressions_person" ON "suppressions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "suppressions_list" ON "suppressions" USING btree ("shop_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_standing" ON "suppressions" USING btree ("person_id","source") WHERE lifted_at IS NULL;