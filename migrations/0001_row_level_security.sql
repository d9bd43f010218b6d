-- The application role owns nothing and sees only the shops that its transaction names:
--   SELECT set_config('app.shops', '1,2', true), set_config('app.groups', '1', true)
-- groups, shops, shop_secrets and api_keys are the directory by which a request finds its shop, before any is named.
GRANT USAGE ON SCHEMA public TO cuifu_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cuifu_app;
--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cuifu_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON decisions, audit_log, policy_versions, reason_labels, receipts, events, buyer_people FROM cuifu_app;
--> statement-breakpoint
-- An erased buyer's words and raw events are emptied; nothing else of what was received ever changes.
GRANT UPDATE (text) ON receipts TO cuifu_app;
--> statement-breakpoint
GRANT UPDATE (outcome, raw) ON events TO cuifu_app;
--> statement-breakpoint
REVOKE DELETE ON orders, reminders, contacts, contact_orders, attempts, people FROM cuifu_app;
--> statement-breakpoint
-- The sub-select makes PostgreSQL ask once a statement, not once a row; the expression stands here in full because a
-- function would be parsed again whenever a statement is planned. `+ 0` keeps indexes that begin with the shop out of it:
-- a statement that names rows by their key would else, on a table without statistics, read through all rows of the shop.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['policy_versions', 'buyers', 'buyer_people', 'orders', 'events', 'messages', 'reminders',
    'contacts', 'contact_orders', 'attempts', 'look_ups', 'receipts', 'call_tasks', 'decisions', 'conversions', 'stats_dirty',
    'stats_orders', 'stats_daily', 'stats_buyers', 'stats_arms', 'reason_labels'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_named_shops ON %I USING (shop_id + 0 = ANY ((SELECT string_to_array(current_setting(''app.shops'', true), '',''))::integer[]))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['people', 'suppressions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_named_groups ON %I USING (group_id + 0 = ANY ((SELECT string_to_array(current_setting(''app.groups'', true), '',''))::integer[]))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A line that concerns every shop (null) may be written by the command line and is read by no shop.
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY read_named_shops ON audit_log FOR SELECT USING (shop_id + 0 = ANY ((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[]));
--> statement-breakpoint
CREATE POLICY write_named_shops ON audit_log FOR INSERT
  WITH CHECK (shop_id IS NULL OR shop_id + 0 = ANY ((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[]));
--> statement-breakpoint
-- A pause of every shop (null) is seen by all of them.
ALTER TABLE sending_pauses ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY of_named_shops ON sending_pauses
  USING (shop_id IS NULL OR shop_id + 0 = ANY ((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[]));
--> statement-breakpoint
-- What changes an order's statistics puts it down to be counted again, whoever wrote it: one statement for all rows of
-- a statement. `refresh-stats` counts them (docs/decisions/0006-statistics-are-counted-by-difference.md).
CREATE FUNCTION mark_orders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id) SELECT shop_id, id FROM changed WHERE was_unpaid;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_new AFTER INSERT ON orders REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_orders();
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON orders REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_orders();
--> statement-breakpoint
-- A reminder counts when it ends without a contact: while it waits, the order or the contact tells.
CREATE FUNCTION mark_reminders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT DISTINCT shop_id, order_id FROM changed WHERE state IN ('skipped', 'cancelled', 'expired');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON reminders REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_reminders();
--> statement-breakpoint
-- A new contact counts once there is an outcome.
CREATE FUNCTION mark_contacts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT DISTINCT p.shop_id, p.order_id FROM changed c JOIN contact_orders p ON p.contact_id = c.id
  WHERE c.state <> 'claimed' AND c.purpose = 'payment_reminder';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON contacts REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_contacts();
--> statement-breakpoint
-- An order that leaves a shared contact leaves its part of the cost to the others.
CREATE FUNCTION mark_contact_orders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT DISTINCT p.shop_id, p.order_id FROM changed c JOIN contact_orders p ON p.contact_id = c.contact_id
  WHERE c.purpose = 'payment_reminder';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON contact_orders REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_contact_orders();
--> statement-breakpoint
CREATE FUNCTION mark_conversions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id) SELECT shop_id, order_id FROM changed;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_new AFTER INSERT ON conversions REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_conversions();
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON conversions REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_conversions();
--> statement-breakpoint
-- An order that was told of without its buyer's grade or history goes by what the buyer is.
CREATE FUNCTION mark_buyers() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT o.shop_id, o.id FROM changed n JOIN former f ON f.id = n.id JOIN orders o ON o.buyer_id = n.id
  WHERE (n.grade IS DISTINCT FROM f.grade AND o.buyer_grade IS NULL)
    OR (n.paid_orders IS DISTINCT FROM f.paid_orders AND o.buyer_paid_orders IS NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON buyers REFERENCING OLD TABLE AS former NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_buyers();
