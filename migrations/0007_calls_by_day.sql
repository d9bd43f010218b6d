CREATE TABLE "stats_agents" (
	"shop_id" integer NOT NULL,
	"day" date NOT NULL,
	"agent" text NOT NULL,
	"calls" bigint NOT NULL,
	"reached" bigint NOT NULL,
	"promised" bigint NOT NULL,
	"kept" bigint NOT NULL,
	CONSTRAINT "stats_agents_shop_id_day_agent_pk" PRIMARY KEY("shop_id","day","agent")
);
--> statement-breakpoint
CREATE TABLE "stats_calls" (
	"contact_id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"day" date NOT NULL,
	"agent" text NOT NULL,
	"reached" integer NOT NULL,
	"promised" integer NOT NULL,
	"kept" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "conversions_agents" ON "conversions" USING btree ("shop_id","credited_at","currency","agent","amount","net_amount") WHERE recovered AND agent IS NOT NULL;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON stats_calls, stats_agents TO cuifu_app;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stats_calls', 'stats_agents'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_named_shops ON %I USING (array_position((SELECT string_to_array(current_setting(''app.shops'', true), '',''))::integer[], shop_id) IS NOT NULL)', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A call counts once it is written down what came of it.
CREATE FUNCTION mark_calls() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT DISTINCT p.shop_id, p.order_id FROM changed c
  CROSS JOIN LATERAL (SELECT shop_id, order_id FROM contact_orders WHERE contact_id = c.contact_id OFFSET 0) p
  WHERE c.outcome IS NOT NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON call_tasks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_calls();
--> statement-breakpoint
INSERT INTO stats_dirty (shop_id, order_id)
SELECT DISTINCT p.shop_id, p.order_id FROM call_tasks t JOIN contact_orders p ON p.contact_id = t.contact_id
WHERE t.outcome IS NOT NULL;
--> statement-breakpoint
-- What is counted already, by reason and channel at once.
INSERT INTO stats_daily (shop_id, cut, currency, day, key, orders, planned, reminded, delivered, clicked, recovered,
  recovered_amount, net_amount, cost_micros, unpriced)
SELECT shop_id, 'reason_channel', currency, day, reason || ' ' || channel, sum(orders), sum(planned), sum(reminded),
  sum(delivered), sum(clicked), sum(recovered), sum(recovered_amount), sum(net_amount), sum(cost_micros), sum(unpriced)
FROM stats_orders GROUP BY shop_id, currency, day, reason, channel;
