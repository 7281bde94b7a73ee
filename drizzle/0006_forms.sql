CREATE TABLE "assay"."named_form" (
	"partner_id" uuid NOT NULL,
	"form_number" text NOT NULL,
	"subject" text NOT NULL,
	"form_digest" text NOT NULL,
	"at" timestamptz(3) NOT NULL,
	CONSTRAINT "named_form_partner_id_form_number_pk" PRIMARY KEY("partner_id","form_number")
);
--> statement-breakpoint
ALTER TABLE "assay"."consent" ADD COLUMN "kid" text;--> statement-breakpoint
CREATE INDEX "consent_filed" ON "assay"."consent" USING btree ("kid","recorded_at","consent_id") WHERE "assay"."consent"."kid" is not null;
--> statement-breakpoint
-- As every table of a partner (0004): its own rows for its roles; the server's role has a policy of its own (db/app.ts).
ALTER TABLE "assay"."named_form" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY partner ON "assay"."named_form" FOR SELECT USING (partner_id = nullif(current_setting('assay.partner', true), '')::uuid);
