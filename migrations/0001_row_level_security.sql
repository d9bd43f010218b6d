-- The application role owns nothing and sees only the shops that its transaction names:
--   SELECT set_config('app.shops', '1,2', true), set_config('app.groups', '1', true)
-- groups, shops, shop_secrets and api_keys are the directory by which a request finds its shop, before any is named.
GRANT USAGE ON SCHEMA public TO cuifu_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cuifu_app;
--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cuifu_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON decisions, audit_log, policy_versions, template_versions, reason_labels, receipts, events, buyer_people FROM cuifu_app;
--> statement-breakpoint
-- The words of a version never change; that somebody approved them is added.
GRANT UPDATE (approved_at, approved_by) ON template_versions TO cuifu_app;
--> statement-breakpoint
-- An erased buyer's words and raw events are emptied; nothing else of what was received ever changes.
GRANT UPDATE (text) ON receipts TO cuifu_app;
--> statement-breakpoint
GRANT UPDATE (outcome, raw) ON events TO cuifu_app;
--> statement-breakpoint
REVOKE DELETE ON orders, reminders, contacts, contact_orders, attempts, people, templates, experiments FROM cuifu_app;
--> statement-breakpoint
-- The sub-select makes PostgreSQL ask once a statement, not once a row; the expression stands here in full because a
-- function would be parsed again whenever a statement is planned. `array_position` and not `= ANY`, so that no index that
-- begins with the shop is chosen for its sake: a statement that names rows by their key would, on a table without
-- statistics, read through all rows of the shop. It is also taken to let nearly every row through, which is so.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['policy_versions', 'templates', 'template_versions', 'experiments', 'buyers', 'buyer_people', 'orders', 'events', 'messages', 'reminders',
    'contacts', 'contact_orders', 'attempts', 'look_ups', 'receipts', 'call_tasks', 'decisions', 'conversions', 'stats_dirty',
    'stats_orders', 'stats_daily', 'stats_buyers', 'stats_arms', 'reason_labels',
    'analyst_shops'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_named_shops ON %I USING (array_position((SELECT string_to_array(current_setting(''app.shops'', true), '',''))::integer[], shop_id) IS NOT NULL)', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['people', 'suppressions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_named_groups ON %I USING (array_position((SELECT string_to_array(current_setting(''app.groups'', true), '',''))::integer[], group_id) IS NOT NULL)', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A line that concerns every shop (null) may be written by the command line and is read by no shop.
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY read_named_shops ON audit_log FOR SELECT USING (array_position((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[], shop_id) IS NOT NULL);
--> statement-breakpoint
CREATE POLICY write_named_shops ON audit_log FOR INSERT
  WITH CHECK (shop_id IS NULL OR array_position((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[], shop_id) IS NOT NULL);
--> statement-breakpoint
-- An alert of no shop (null) is raised and delivered by whoever works for any of them.
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY of_named_shops ON alerts
  USING (shop_id IS NULL OR shop_id + 0 = ANY ((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[]));
--> statement-breakpoint
-- A pause of every shop (null) is seen by all of them.
ALTER TABLE sending_pauses ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY of_named_shops ON sending_pauses
  USING (shop_id IS NULL OR array_position((SELECT string_to_array(current_setting('app.shops', true), ','))::integer[], shop_id) IS NOT NULL);
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
-- A new contact counts once there is an outcome. (`OFFSET 0`: by the contact's key, and not by joining whole tables.)
CREATE FUNCTION mark_contacts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stats_dirty (shop_id, order_id)
  SELECT DISTINCT p.shop_id, p.order_id FROM changed c
  CROSS JOIN LATERAL (SELECT shop_id, order_id FROM contact_orders WHERE contact_id = c.id OFFSET 0) p
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
  SELECT DISTINCT p.shop_id, p.order_id FROM changed c
  CROSS JOIN LATERAL (SELECT shop_id, order_id FROM contact_orders WHERE contact_id = c.contact_id OFFSET 0) p
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
  SELECT o.shop_id, o.id FROM changed n JOIN former f ON f.id = n.id
  CROSS JOIN LATERAL (
    SELECT shop_id, id, buyer_grade, buyer_paid_orders FROM orders WHERE buyer_id = n.id OFFSET 0) o
  WHERE (n.grade IS DISTINCT FROM f.grade AND o.buyer_grade IS NULL)
    OR (n.paid_orders IS DISTINCT FROM f.paid_orders AND o.buyer_paid_orders IS NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stats_of_changed AFTER UPDATE ON buyers REFERENCING OLD TABLE AS former NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION mark_buyers();
--> statement-breakpoint
-- What analysts read: no personal data, stable names (docs/data.md). The views read as their owner and let through the
-- shops that the session may see: those its transaction names for the application, those of `analyst_shops` for anybody
-- else, by the name of the login, which nobody can change.
REVOKE ALL ON analyst_shops FROM cuifu_app;
--> statement-breakpoint
CREATE SCHEMA analytics;
--> statement-breakpoint
GRANT USAGE ON SCHEMA analytics TO cuifu_app, cuifu_analyst;
--> statement-breakpoint
CREATE FUNCTION analytics.shops() RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT CASE WHEN pg_has_role(session_user, 'cuifu_app', 'MEMBER')
    THEN string_to_array(current_setting('app.shops', true), ',')::integer[]
    ELSE ARRAY(SELECT shop_id FROM analyst_shops WHERE login = session_user) END $$;
--> statement-breakpoint
-- An amount in smallest units as a decimal with as many digits as the service gives the currency.
CREATE FUNCTION analytics.amount(minor bigint, currency text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN currency IN ('AFN', 'ALL', 'BIF', 'CLP', 'COP', 'DJF', 'GNF', 'HUF', 'IDR', 'IQD', 'IRR', 'ISK', 'JPY',
      'KMF', 'KPW', 'KRW', 'LAK', 'LBP', 'MGA', 'MMK', 'PKR', 'PYG', 'RWF', 'SLL', 'SOS', 'SYP', 'UGX', 'VND',
      'VUV', 'XAF', 'XOF', 'XPF', 'YER') THEN minor::numeric
    WHEN currency IN ('BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN round(minor::numeric / 1000, 3)
    ELSE round(minor::numeric / 100, 2) END $$;
--> statement-breakpoint
CREATE VIEW analytics.orders WITH (security_barrier) AS
  SELECT s.slug AS shop, o.external_id AS order_id, o.placed_at, (o.placed_at AT TIME ZONE s.timezone)::date AS day,
    o.status, o.closes_at, o.paid_at, analytics.amount(o.amount, o.currency) AS amount, o.currency::text AS currency,
    analytics.amount(o.refunded, o.currency) AS refunded, o.payment_method, o.payment_error_code, o.buyer_id AS buyer_key,
    f.grade, f.buyer AS buyer_kind, o.arm, o.eligible, o.was_unpaid, o.planned, f.reminded = 1 AS reminded,
    f.delivered = 1 AS delivered, f.clicked = 1 AS clicked, f.recovered = 1 AS recovered, f.channel, f.template, f.slot,
    f.reason, f.agent, f.hour::int AS hour, f.outcome, f.paid_within,
    analytics.amount(f.recovered_amount, o.currency) AS recovered_amount,
    analytics.amount(f.net_amount, o.currency) AS net_amount, round(f.cost_micros::numeric / 1000000, 6) AS cost
  FROM public.orders o JOIN public.shops s ON s.id = o.shop_id LEFT JOIN public.stats_orders f ON f.order_id = o.id
  WHERE o.placed_at IS NOT NULL AND o.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
CREATE VIEW analytics.contacts WITH (security_barrier) AS
  SELECT s.slug AS shop, c.id AS contact_id, o.external_id AS order_id, c.claimed_at,
    (c.claimed_at AT TIME ZONE s.timezone)::date AS day, c.sent_at, c.state_at, c.channel, c.purpose, c.provider, c.state,
    c.code, c.rule AS slot, c.template_id AS template, c.template_version, c.template_locale, c.template_reason, c.agent,
    c.segments, round(c.cost_micros::numeric / 1000000, 6) AS cost, c.cost_currency::text AS cost_currency, p.clicked_at,
    p.dropped
  FROM public.contacts c JOIN public.shops s ON s.id = c.shop_id JOIN public.contact_orders p ON p.contact_id = c.id
    JOIN public.orders o ON o.id = p.order_id
  WHERE c.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
CREATE VIEW analytics.conversions WITH (security_barrier) AS
  SELECT s.slug AS shop, o.external_id AS order_id, o.placed_at, (o.placed_at AT TIME ZONE s.timezone)::date AS day,
    v.recovered, v.contact_id, v.channel, v.agent, analytics.amount(v.amount, v.currency) AS amount,
    analytics.amount(v.net_amount, v.currency) AS net_amount, v.currency::text AS currency, v.credited_at,
    v.rule_version::int AS rule_version
  FROM public.conversions v JOIN public.orders o ON o.id = v.order_id JOIN public.shops s ON s.id = v.shop_id
  WHERE v.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
CREATE VIEW analytics.stats WITH (security_barrier) AS
  SELECT s.slug AS shop, d.day, d.cut, d.key, d.currency::text AS currency, d.orders, d.planned, d.reminded, d.delivered,
    d.clicked, d.recovered, analytics.amount(d.recovered_amount, d.currency) AS recovered_amount,
    analytics.amount(d.net_amount, d.currency) AS net_amount, round(d.cost_micros::numeric / 1000000, 6) AS cost, d.unpriced
  FROM public.stats_daily d JOIN public.shops s ON s.id = d.shop_id
  WHERE d.orders > 0 AND d.shop_id = ANY ((SELECT analytics.shops())::integer[]);
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO cuifu_app, cuifu_analyst;
