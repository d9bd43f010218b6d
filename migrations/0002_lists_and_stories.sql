CREATE INDEX "conversions_credited" ON "conversions" USING btree ("shop_id","credited_at") WHERE recovered;--> statement-breakpoint
CREATE INDEX "events_received" ON "events" USING btree ("shop_id","received_at");--> statement-breakpoint
CREATE INDEX "orders_prefix" ON "orders" USING btree ("shop_id","external_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("shop_id","status");--> statement-breakpoint
CREATE INDEX "orders_reason" ON "orders" USING btree ("shop_id","reason_code");--> statement-breakpoint
CREATE INDEX "reminders_of_shop" ON "reminders" USING btree ("shop_id","channel","state");--> statement-breakpoint
CREATE INDEX "stats_orders_channel" ON "stats_orders" USING btree ("shop_id","channel");--> statement-breakpoint
CREATE INDEX "stats_orders_template" ON "stats_orders" USING btree ("shop_id","template");--> statement-breakpoint
CREATE INDEX "stats_orders_slot" ON "stats_orders" USING btree ("shop_id","slot");--> statement-breakpoint
CREATE INDEX "stats_orders_agent" ON "stats_orders" USING btree ("shop_id","agent");--> statement-breakpoint
CREATE INDEX "stats_orders_grade" ON "stats_orders" USING btree ("shop_id","grade");--> statement-breakpoint
CREATE INDEX "stats_orders_recovered" ON "stats_orders" USING btree ("shop_id","order_id") WHERE recovered = 1;