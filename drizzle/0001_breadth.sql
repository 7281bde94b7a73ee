CREATE TABLE "assay"."balance" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"balance_on" date NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "balance_customer_id_account_id_balance_on_key_pk" PRIMARY KEY("customer_id","account_id","balance_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."balance_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"balance_on" date NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "balance_history_customer_id_account_id_balance_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","balance_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."assignment" (
	"customer_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"staff" text NOT NULL,
	"name" text,
	"role" text NOT NULL,
	"until_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "assignment_customer_id_since_on_key_pk" PRIMARY KEY("customer_id","since_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."assignment_history" (
	"customer_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"staff" text NOT NULL,
	"name" text,
	"role" text NOT NULL,
	"until_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "assignment_history_customer_id_since_on_key_recorded_at_pk" PRIMARY KEY("customer_id","since_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."name_directory" (
	"word" text collate "C" NOT NULL,
	"customer_id" uuid NOT NULL,
	CONSTRAINT "name_directory_word_customer_id_pk" PRIMARY KEY("word","customer_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."name_word" (
	"word" text collate "C" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."relation" (
	"customer_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"kind" text NOT NULL,
	"side" text NOT NULL,
	"other" uuid,
	"contact_name" text,
	"role" text,
	"weight" numeric,
	"until_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "relation_customer_id_since_on_key_pk" PRIMARY KEY("customer_id","since_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."relation_history" (
	"customer_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"kind" text NOT NULL,
	"side" text NOT NULL,
	"other" uuid,
	"contact_name" text,
	"role" text,
	"weight" numeric,
	"until_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "relation_history_customer_id_since_on_key_recorded_at_pk" PRIMARY KEY("customer_id","since_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."arrangement" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"agreed_on" date NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint,
	"cancelled_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "arrangement_customer_id_account_id_agreed_on_key_pk" PRIMARY KEY("customer_id","account_id","agreed_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."arrangement_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"agreed_on" date NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint,
	"cancelled_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "arrangement_history_customer_id_account_id_agreed_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","agreed_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."contract_event" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"occurred_on" date NOT NULL,
	"kind" text NOT NULL,
	"ended_on" date,
	"severity" integer,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "contract_event_customer_id_account_id_occurred_on_key_pk" PRIMARY KEY("customer_id","account_id","occurred_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."contract_event_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"occurred_on" date NOT NULL,
	"kind" text NOT NULL,
	"ended_on" date,
	"severity" integer,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "contract_event_history_customer_id_account_id_occurred_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","occurred_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."instalment" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"arrangement" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "instalment_customer_id_account_id_due_on_key_pk" PRIMARY KEY("customer_id","account_id","due_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."instalment_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"arrangement" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "instalment_history_customer_id_account_id_due_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","due_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."notice" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"sent_on" date NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"delivered_on" date,
	"deadline_on" date,
	"complied_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "notice_customer_id_account_id_sent_on_key_pk" PRIMARY KEY("customer_id","account_id","sent_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."notice_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"sent_on" date NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"delivered_on" date,
	"deadline_on" date,
	"complied_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "notice_history_customer_id_account_id_sent_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","sent_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."prepayment" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"topped_up_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"balance_after_minor" bigint,
	"ran_out_on" date,
	"restored_on" date,
	"channel" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "prepayment_customer_id_account_id_topped_up_on_key_pk" PRIMARY KEY("customer_id","account_id","topped_up_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."prepayment_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"topped_up_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"balance_after_minor" bigint,
	"ran_out_on" date,
	"restored_on" date,
	"channel" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "prepayment_history_customer_id_account_id_topped_up_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","topped_up_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."interaction" (
	"customer_id" uuid NOT NULL,
	"occurred_on" date NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"subject" text,
	"topic" text,
	"started_at" timestamptz(3),
	"ended_at" timestamptz(3),
	"waiting_seconds" integer,
	"talk_seconds" integer,
	"hold_seconds" integer,
	"after_call_seconds" integer,
	"first_handler" text,
	"handler" text,
	"parent" uuid,
	"remedy" text,
	"satisfaction" integer,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "interaction_customer_id_occurred_on_key_pk" PRIMARY KEY("customer_id","occurred_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."interaction_history" (
	"customer_id" uuid NOT NULL,
	"occurred_on" date NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"subject" text,
	"topic" text,
	"started_at" timestamptz(3),
	"ended_at" timestamptz(3),
	"waiting_seconds" integer,
	"talk_seconds" integer,
	"hold_seconds" integer,
	"after_call_seconds" integer,
	"first_handler" text,
	"handler" text,
	"parent" uuid,
	"remedy" text,
	"satisfaction" integer,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "interaction_history_customer_id_occurred_on_key_recorded_at_pk" PRIMARY KEY("customer_id","occurred_on","key","recorded_at")
);
--> statement-breakpoint
ALTER TABLE "assay"."rating" DROP CONSTRAINT "rating_customer_id_dimension_kind_as_of_version_pk";--> statement-breakpoint
ALTER TABLE "assay"."rating_history" DROP CONSTRAINT "rating_history_customer_id_dimension_kind_as_of_version_rated_at_pk";--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" DROP CONSTRAINT "ruleset_activation_dimension_activated_at_pk";--> statement-breakpoint
ALTER TABLE "assay"."account" ADD COLUMN "voltage_level" text;--> statement-breakpoint
ALTER TABLE "assay"."account" ADD COLUMN "reading_section" text;--> statement-breakpoint
ALTER TABLE "assay"."account_history" ADD COLUMN "voltage_level" text;--> statement-breakpoint
ALTER TABLE "assay"."account_history" ADD COLUMN "reading_section" text;--> statement-breakpoint
ALTER TABLE "assay"."usage" ADD COLUMN "off_peak" numeric;--> statement-breakpoint
ALTER TABLE "assay"."usage" ADD COLUMN "reactive" numeric;--> statement-breakpoint
ALTER TABLE "assay"."usage_history" ADD COLUMN "off_peak" numeric;--> statement-breakpoint
ALTER TABLE "assay"."usage_history" ADD COLUMN "reactive" numeric;--> statement-breakpoint
ALTER TABLE "assay"."customer" ADD COLUMN "size" text;--> statement-breakpoint
ALTER TABLE "assay"."customer" ADD COLUMN "income_band" text;--> statement-breakpoint
ALTER TABLE "assay"."customer_history" ADD COLUMN "size" text;--> statement-breakpoint
ALTER TABLE "assay"."customer_history" ADD COLUMN "income_band" text;--> statement-breakpoint
ALTER TABLE "assay"."import_run" ADD COLUMN "rejects" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."import_run" ADD COLUMN "columns" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."import_run" ADD COLUMN "new_columns" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."import_run" ADD COLUMN "extract" uuid;--> statement-breakpoint
ALTER TABLE "assay"."account_cover" ADD COLUMN "stale" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."bill" ADD COLUMN "replaces" uuid;--> statement-breakpoint
ALTER TABLE "assay"."bill_history" ADD COLUMN "replaces" uuid;--> statement-breakpoint
ALTER TABLE "assay"."rating" ADD COLUMN "subject_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating" ADD COLUMN "card" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating_history" ADD COLUMN "subject_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating_history" ADD COLUMN "card" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating_run" ADD COLUMN "subject" text DEFAULT 'customer' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "subject" text DEFAULT 'customer' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_version" ADD COLUMN "subject" text DEFAULT 'customer' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating" ADD CONSTRAINT "rating_customer_id_subject_id_dimension_kind_as_of_version_pk" PRIMARY KEY("customer_id","subject_id","dimension","kind","as_of","version");--> statement-breakpoint
ALTER TABLE "assay"."rating_history" ADD CONSTRAINT "rating_history_customer_id_subject_id_dimension_kind_as_of_version_rated_at_pk" PRIMARY KEY("customer_id","subject_id","dimension","kind","as_of","version","rated_at");--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD CONSTRAINT "ruleset_activation_dimension_subject_activated_at_pk" PRIMARY KEY("dimension","subject","activated_at");--> statement-breakpoint
CREATE INDEX "account_meter" ON "assay"."account" USING btree ("meter") WHERE "assay"."account"."meter" is not null;--> statement-breakpoint
create extension if not exists pg_trgm with schema public;
--> statement-breakpoint
insert into assay.name_directory (word, customer_id)
select distinct left(substr(token, place), 32), c.customer_id
from assay.customer c, string_to_table(c.name_key, ' ') token,
  generate_series(1, case when token ~ '[\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3038-\u303b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]' then length(token) else 1 end) place
where token <> '' and (place = 1 or (place < length(token) and substr(token, place - 1, 2) ~ '[\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3038-\u303b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]'));
--> statement-breakpoint
insert into assay.name_word (word) select distinct word from assay.name_directory
where length(word) >= 4 and word !~ '[0-9]|[\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3038-\u303b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]';
--> statement-breakpoint
create index name_word_similar on assay.name_word using gin (word gin_trgm_ops);
--> statement-breakpoint
create index customer_address on assay.customer using gin (address_key gin_trgm_ops);
--> statement-breakpoint
create index bill_replacing on assay.bill (customer_id, account_id) where replaces is not null;
