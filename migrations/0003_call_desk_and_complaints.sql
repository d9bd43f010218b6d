CREATE TABLE "complaints" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "complaints_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" bigint,
	"person_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"state" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"content" "bytea"
);
--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "number" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "call_tasks_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "not_after" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "leased_by" text;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "leased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "leased_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD COLUMN "promised_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "complaints_list" ON "complaints" USING btree ("shop_id","id");--> statement-breakpoint
CREATE INDEX "complaints_person" ON "complaints" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "call_tasks_overdue" ON "call_tasks" USING btree ("not_after") WHERE state = 'open' AND not_after IS NOT NULL;--> statement-breakpoint
CREATE INDEX "call_tasks_closed" ON "call_tasks" USING btree ("shop_id","number") WHERE state <> 'open';--> statement-breakpoint
CREATE INDEX "call_tasks_made" ON "call_tasks" USING btree ("shop_id","leased_at") WHERE outcome IS NOT NULL;
--> statement-breakpoint
-- New tables are the application's by default nowhere: what it may do with each is said here.
GRANT SELECT, INSERT, UPDATE ON complaints TO cuifu_app;
--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cuifu_app;
--> statement-breakpoint
ALTER TABLE complaints ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY of_named_shops ON complaints USING (array_position((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[], shop_id) IS NOT NULL);
--> statement-breakpoint
-- Calls that people made, one row each. A promise is kept where all orders of the call were paid by the end of the day
-- that the buyer named, in the shop's zone; null while that day is not over, or where nothing was promised.
CREATE VIEW analytics.calls WITH (security_barrier) AS
  SELECT s.slug AS shop, t.contact_id, t.leased_at AS called_at, (t.leased_at AT TIME ZONE s.timezone)::date AS day,
    t.leased_by AS agent, t.outcome, t.promised_at,
    CASE WHEN t.promised_at IS NULL THEN NULL WHEN p.paid THEN true WHEN clock_timestamp() < p.until THEN NULL
      ELSE false END AS kept, p.orders::int AS orders
  FROM public.call_tasks t JOIN public.shops s ON s.id = t.shop_id CROSS JOIN LATERAL (
    SELECT e.until, count(*) AS orders, bool_and(o.status = 'paid' AND coalesce(o.paid_at < e.until, false)) AS paid
    FROM (SELECT (date_trunc('day', t.promised_at AT TIME ZONE s.timezone) + interval '1 day') AT TIME ZONE s.timezone
        AS until) e
      JOIN public.contact_orders c ON c.contact_id = t.contact_id AND NOT c.dropped JOIN public.orders o ON o.id = c.order_id
    GROUP BY e.until) p
  WHERE t.outcome IS NOT NULL AND t.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
GRANT SELECT ON analytics.calls TO cuifu_app, cuifu_analyst;
