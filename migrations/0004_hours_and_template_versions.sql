ALTER TABLE "stats_orders" ADD COLUMN "template_version" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "stats_orders" ADD COLUMN "hours" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
-- What is counted already has none of the new keys yet; whatever was reminded is counted again, and gets its own.
INSERT INTO stats_daily (shop_id, cut, currency, day, key, orders, planned, reminded, delivered, clicked, recovered,
  recovered_amount, net_amount, cost_micros, unpriced)
SELECT d.shop_id, added.cut, d.currency, d.day, 'none', d.orders, d.planned, d.reminded, d.delivered, d.clicked,
  d.recovered, d.recovered_amount, d.net_amount, d.cost_micros, d.unpriced
FROM stats_daily d CROSS JOIN (VALUES ('template_version'), ('hours')) AS added (cut) WHERE d.cut = 'day';
--> statement-breakpoint
INSERT INTO stats_dirty (shop_id, order_id) SELECT shop_id, order_id FROM stats_orders WHERE reminded = 1;
