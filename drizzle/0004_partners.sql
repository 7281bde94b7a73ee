CREATE TABLE "assay"."audit_checkpoint" (
	"stream" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"signed" text NOT NULL,
	CONSTRAINT "audit_checkpoint_stream_seq_pk" PRIMARY KEY("stream","seq")
);
--> statement-breakpoint
CREATE TABLE "assay"."audit_entry" (
	"stream" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"body" jsonb NOT NULL,
	"before" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_entry_stream_seq_pk" PRIMARY KEY("stream","seq")
);
--> statement-breakpoint
CREATE TABLE "assay"."audit_fields" (
	"digest" text PRIMARY KEY NOT NULL,
	"fields" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."audit_head" (
	"stream" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."agreement_version" (
	"version_id" uuid PRIMARY KEY NOT NULL,
	"partner_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"document" jsonb NOT NULL,
	"digest" text NOT NULL,
	"author" text NOT NULL,
	"drafted_at" timestamptz(3) NOT NULL,
	"submitted_at" timestamptz(3),
	"approved_at" timestamptz(3),
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"suspended_at" timestamptz(3),
	"ended_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "assay"."consent" (
	"customer_id" uuid NOT NULL,
	"consent_id" uuid NOT NULL,
	"partner_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"scopes" text[] NOT NULL,
	"text_version" text NOT NULL,
	"language" text NOT NULL,
	"given_by" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"form_number" text,
	"given_on" date NOT NULL,
	"valid_from" timestamptz(3) NOT NULL,
	"valid_until" timestamptz(3),
	"recorded_at" timestamptz(3) NOT NULL,
	"recorded_by" text NOT NULL,
	"withdrawn_at" timestamptz(3),
	"withdrawn_by" text,
	"withdrawn_why" text,
	"spot_check" text,
	"checked_at" timestamptz(3),
	"checked_by" text,
	"checked_why" text,
	CONSTRAINT "consent_customer_id_consent_id_pk" PRIMARY KEY("customer_id","consent_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."consent_directory" (
	"partner_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" "bytea" NOT NULL,
	"customer_id" uuid NOT NULL,
	"hash" "bytea",
	CONSTRAINT "consent_directory_partner_id_kind_name_customer_id_pk" PRIMARY KEY("partner_id","kind","name","customer_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."consent_withdrawal" (
	"customer_id" uuid NOT NULL,
	"withdrawal_id" uuid NOT NULL,
	"partner_id" uuid NOT NULL,
	"purpose" text,
	"withdrawn_on" date NOT NULL,
	"withdrawn_at" timestamptz(3) NOT NULL,
	"withdrawn_by" text NOT NULL,
	"why" text,
	CONSTRAINT "consent_withdrawal_customer_id_withdrawal_id_pk" PRIMARY KEY("customer_id","withdrawal_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."disclosure" (
	"customer_id" uuid NOT NULL,
	"partner_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"purpose" text NOT NULL,
	"outcome" text NOT NULL,
	"consent_id" uuid NOT NULL,
	"agreement" text NOT NULL,
	"fields" text NOT NULL,
	"kid" text NOT NULL,
	"rating_id" uuid,
	"grade_id" uuid,
	"report" text,
	CONSTRAINT "disclosure_customer_id_partner_id_seq_pk" PRIMARY KEY("customer_id","partner_id","seq")
);
--> statement-breakpoint
CREATE TABLE "assay"."field_list" (
	"digest" text PRIMARY KEY NOT NULL,
	"fields" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."inquiry_key" (
	"partner_id" uuid NOT NULL,
	"key" text NOT NULL,
	"input_digest" text NOT NULL,
	"at" timestamptz(3) NOT NULL,
	CONSTRAINT "inquiry_key_partner_id_key_pk" PRIMARY KEY("partner_id","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."partner_usage" (
	"partner_id" uuid NOT NULL,
	"day" date NOT NULL,
	"inquiries" integer NOT NULL,
	"refused" integer NOT NULL,
	"burst" double precision NOT NULL,
	"burst_at" timestamptz(3) NOT NULL,
	CONSTRAINT "partner_usage_partner_id_day_pk" PRIMARY KEY("partner_id","day")
);
--> statement-breakpoint
CREATE TABLE "assay"."subject_usage" (
	"partner_id" uuid NOT NULL,
	"day" date NOT NULL,
	"subject" text NOT NULL,
	"inquiries" integer NOT NULL,
	CONSTRAINT "subject_usage_partner_id_day_subject_pk" PRIMARY KEY("partner_id","day","subject")
);
--> statement-breakpoint
CREATE TABLE "assay"."signing_key" (
	"kid" text PRIMARY KEY NOT NULL,
	"use" text NOT NULL,
	"jwk" jsonb NOT NULL,
	"sealed" "bytea",
	"made_at" timestamptz(3) NOT NULL,
	"retired_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "assay"."ruleset_notice" (
	"partner_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"digest" text NOT NULL,
	"begins_on" date NOT NULL,
	"told_at" timestamptz(3) NOT NULL,
	"withdrawn_at" timestamptz(3),
	CONSTRAINT "ruleset_notice_partner_id_dimension_digest_begins_on_pk" PRIMARY KEY("partner_id","dimension","digest","begins_on")
);
--> statement-breakpoint
CREATE TABLE "assay"."partner" (
	"partner_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"state_at" timestamptz(3) NOT NULL,
	"contacts" jsonb NOT NULL,
	"jwks_uri" text,
	"issuer" text,
	"issuer_jwks_uri" text,
	"sandbox" boolean NOT NULL,
	"clock_seconds" bigint NOT NULL,
	"subject_key" "bytea" NOT NULL,
	"added_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."partner_key" (
	"partner_id" uuid NOT NULL,
	"kid" text NOT NULL,
	"jwk" jsonb NOT NULL,
	"added_at" timestamptz(3) NOT NULL,
	"added_by" text NOT NULL,
	"until" timestamptz(3),
	"revoked_at" timestamptz(3),
	"why" text,
	CONSTRAINT "partner_key_partner_id_kid_pk" PRIMARY KEY("partner_id","kid")
);
--> statement-breakpoint
CREATE TABLE "assay"."replay" (
	"realm" text NOT NULL,
	"name" text NOT NULL,
	"expires_at" timestamptz(3) NOT NULL,
	CONSTRAINT "replay_realm_name_pk" PRIMARY KEY("realm","name")
);
--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "assay"."audit_entry" USING btree ("stream","at");--> statement-breakpoint
CREATE UNIQUE INDEX "agreement_version_number" ON "assay"."agreement_version" USING btree ("partner_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "agreement_version_digest" ON "assay"."agreement_version" USING btree ("partner_id","digest");--> statement-breakpoint
CREATE INDEX "agreement_version_standing" ON "assay"."agreement_version" USING btree ("partner_id","from_on");--> statement-breakpoint
CREATE INDEX "consent_id" ON "assay"."consent" USING btree ("consent_id");--> statement-breakpoint
CREATE INDEX "consent_recorded" ON "assay"."consent" USING btree ("recorded_at","consent_id");--> statement-breakpoint
CREATE INDEX "consent_of_partner" ON "assay"."consent" USING btree ("partner_id","recorded_at","consent_id");--> statement-breakpoint
CREATE INDEX "consent_partner" ON "assay"."consent" USING btree ("customer_id","partner_id","purpose");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_form" ON "assay"."consent" USING btree ("partner_id","form_number","customer_id","purpose") WHERE "assay"."consent"."form_number" is not null;--> statement-breakpoint
CREATE INDEX "consent_spot_check" ON "assay"."consent" USING btree ("spot_check","recorded_at") WHERE "assay"."consent"."spot_check" is not null;--> statement-breakpoint
CREATE INDEX "consent_directory_customer" ON "assay"."consent_directory" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "disclosure_partner" ON "assay"."disclosure" USING btree ("partner_id","at","seq");--> statement-breakpoint
CREATE INDEX "disclosure_key" ON "assay"."disclosure" USING btree ("kid","at");--> statement-breakpoint
CREATE INDEX "signing_key_use" ON "assay"."signing_key" USING btree ("use","made_at");--> statement-breakpoint
CREATE UNIQUE INDEX "partner_name" ON "assay"."partner" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "partner_issuer" ON "assay"."partner" USING btree ("issuer");--> statement-breakpoint
CREATE INDEX "replay_expires" ON "assay"."replay" USING btree ("expires_at");
--> statement-breakpoint
/*
 * Row security for the roles of partners (db/role.ts): a row of a customer where the consent table says so for the settings of
 * the transaction (src/sharing/consent/store.ts `consentHoldsHere`), a fact from the day `assay.since` on, and of what is a
 * partner's its own. Without the settings nothing. Owners are not bound; the server's role has a policy of its own (db/app.ts).
 */
DO $$
DECLARE
  one record;
  -- One look-up for each row: without the offset the planner would gather all consents of the partner first.
  own constant text := 'partner_id = nullif(current_setting(''assay.partner'', true), '''')::uuid';
  consented constant text := 'exists (select from assay.consent c where c.customer_id = %I.customer_id
    and c.partner_id = nullif(current_setting(''assay.partner'', true), '''')::uuid
    and c.purpose = nullif(current_setting(''assay.purpose'', true), '''')
    and c.scopes @> coalesce(string_to_array(nullif(current_setting(''assay.scopes'', true), ''''), '',''), ''{}'')
    and c.valid_from <= now() + make_interval(secs => coalesce(nullif(current_setting(''assay.shift'', true), '''')::float8, 0))
    and (c.valid_until is null or c.valid_until > now() + make_interval(secs => coalesce(nullif(current_setting(''assay.shift'', true), '''')::float8, 0)))
    and c.withdrawn_at is null and c.spot_check is distinct from ''failed'' offset 0)';
BEGIN
  FOR one IN
    SELECT c.relname AS name, bool_or(a.attname = 'partner_id') AS partners,
      -- A fact's day stands in its key, before `key`; the cache of a bill is known from its period on at the earliest.
      CASE c.relname WHEN 'bill_cover' THEN 'known_on' ELSE max(a.attname::text) FILTER (WHERE k.at = array_position(names.key, 'key') - 1) END AS day
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at) ON k.attnum = a.attnum
      CROSS JOIN LATERAL (SELECT array_agg(p.attname::text ORDER BY n.at) AS key FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS n (attnum, at)
        JOIN pg_attribute p ON p.attrelid = c.oid AND p.attnum = n.attnum) AS names
    WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r'
    GROUP BY c.relname, names.key
    HAVING names.key[1] = 'customer_id' OR bool_or(a.attname = 'partner_id') OR c.relname = 'identifier_directory'
  LOOP
    EXECUTE format('ALTER TABLE assay.%I ENABLE ROW LEVEL SECURITY', one.name);
    EXECUTE format('CREATE POLICY partner ON assay.%I FOR SELECT USING (%s)', one.name,
      CASE WHEN one.partners THEN own ELSE format(consented, one.name)
        || CASE WHEN one.day IS NULL THEN '' ELSE format(' and %I >= nullif(current_setting(''assay.since'', true), '''')::date', one.day) END END);
  END LOOP;
END $$;
--> statement-breakpoint
-- Nobody changes what is on record, the owner not by mistake either; a restore empties tables before it fills them.
REVOKE UPDATE, DELETE ON "assay"."audit_entry", "assay"."audit_checkpoint", "assay"."audit_fields" FROM CURRENT_USER;
