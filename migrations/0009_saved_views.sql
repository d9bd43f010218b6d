CREATE TABLE "saved_views" (
	"staff_id" uuid PRIMARY KEY NOT NULL,
	"views" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Beside `staff`: of no shop, and read by whoever is signed in.
GRANT SELECT, INSERT, UPDATE ON saved_views TO cuifu_app;
