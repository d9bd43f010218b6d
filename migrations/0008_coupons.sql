CREATE TABLE "coupons" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"key" uuid NOT NULL,
	"state" text NOT NULL,
	"asking_until" timestamp (3) with time zone,
	"code" "bytea",
	"code_hash" "bytea",
	"amount" bigint,
	"currency" char(3),
	"order_amount" bigint,
	"given_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"named_in" uuid[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "coupons_code" UNIQUE("shop_id","code_hash")
);
--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "coupon_cost" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "stats_daily" ADD COLUMN "coupon_cost" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "stats_orders" ADD COLUMN "coupon_cost" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- A code that was given stays: there is one an order, for ever.
GRANT SELECT, INSERT, UPDATE ON coupons TO cuifu_app;
--> statement-breakpoint
ALTER TABLE coupons ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY of_named_shops ON coupons USING (array_position((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[], shop_id) IS NOT NULL);
--> statement-breakpoint
-- The views of 0001 with one column more, at their end.
CREATE OR REPLACE VIEW analytics.orders WITH (security_barrier) AS
  SELECT s.slug AS shop, o.external_id AS order_id, o.placed_at, (o.placed_at AT TIME ZONE s.timezone)::date AS day,
    o.status, o.closes_at, o.paid_at, analytics.amount(o.amount, o.currency) AS amount, o.currency::text AS currency,
    analytics.amount(o.refunded, o.currency) AS refunded, o.payment_method, o.payment_error_code, o.buyer_id AS buyer_key,
    f.grade, f.buyer AS buyer_kind, o.arm, o.eligible, o.was_unpaid, o.planned, f.reminded = 1 AS reminded,
    f.delivered = 1 AS delivered, f.clicked = 1 AS clicked, f.recovered = 1 AS recovered, f.channel, f.template, f.slot,
    f.reason, f.agent, f.hour::int AS hour, f.outcome, f.paid_within,
    analytics.amount(f.recovered_amount, o.currency) AS recovered_amount,
    analytics.amount(f.net_amount, o.currency) AS net_amount, round(f.cost_micros::numeric / 1000000, 6) AS cost,
    analytics.amount(f.coupon_cost, o.currency) AS coupon_cost
  FROM public.orders o JOIN public.shops s ON s.id = o.shop_id LEFT JOIN public.stats_orders f ON f.order_id = o.id
  WHERE o.placed_at IS NOT NULL AND o.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
CREATE OR REPLACE VIEW analytics.conversions WITH (security_barrier) AS
  SELECT s.slug AS shop, o.external_id AS order_id, o.placed_at, (o.placed_at AT TIME ZONE s.timezone)::date AS day,
    v.recovered, v.contact_id, v.channel, v.agent, analytics.amount(v.amount, v.currency) AS amount,
    analytics.amount(v.net_amount, v.currency) AS net_amount, v.currency::text AS currency, v.credited_at,
    v.rule_version::int AS rule_version, analytics.amount(v.coupon_cost, v.currency) AS coupon_cost
  FROM public.conversions v JOIN public.orders o ON o.id = v.order_id JOIN public.shops s ON s.id = v.shop_id
  WHERE v.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
CREATE OR REPLACE VIEW analytics.stats WITH (security_barrier) AS
  SELECT s.slug AS shop, d.day, d.cut, d.key, d.currency::text AS currency, d.orders, d.planned, d.reminded, d.delivered,
    d.clicked, d.recovered, analytics.amount(d.recovered_amount, d.currency) AS recovered_amount,
    analytics.amount(d.net_amount, d.currency) AS net_amount, round(d.cost_micros::numeric / 1000000, 6) AS cost, d.unpriced,
    analytics.amount(d.coupon_cost, d.currency) AS coupon_cost
  FROM public.stats_daily d JOIN public.shops s ON s.id = d.shop_id
  WHERE d.orders > 0 AND d.shop_id = ANY ((SELECT analytics.shops())::integer[]);
