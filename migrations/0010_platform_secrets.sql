CREATE TABLE "platform_secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"platform" text NOT NULL,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "platform_secrets" ADD CONSTRAINT "platform_secrets_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "platform_secrets_shop" ON "platform_secrets" USING btree ("shop_id");--> statement-breakpoint
-- Beside shop_secrets: part of the directory by which a request finds its shop, before any is named.
GRANT SELECT, INSERT, UPDATE ON platform_secrets TO cuifu_app;
