CREATE SCHEMA "assay";
--> statement-breakpoint
CREATE TABLE "assay"."account" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"service" text NOT NULL,
	"number" text NOT NULL,
	"meter" text,
	"tariff" text,
	"contract_start" date,
	"contract_end" date,
	"prepaid" boolean,
	"status" text,
	"currency" text NOT NULL,
	"credit_limit_minor" bigint,
	"attributes" jsonb NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "account_customer_id_account_id_pk" PRIMARY KEY("customer_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."account_directory" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"number" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."account_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"service" text NOT NULL,
	"number" text NOT NULL,
	"meter" text,
	"tariff" text,
	"contract_start" date,
	"contract_end" date,
	"prepaid" boolean,
	"status" text,
	"currency" text NOT NULL,
	"credit_limit_minor" bigint,
	"attributes" jsonb NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "account_history_customer_id_account_id_recorded_at_pk" PRIMARY KEY("customer_id","account_id","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."usage" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"period" date NOT NULL,
	"quantity" numeric NOT NULL,
	"unit" text NOT NULL,
	"peak" numeric,
	"reading" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "usage_customer_id_account_id_period_key_pk" PRIMARY KEY("customer_id","account_id","period","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."usage_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"period" date NOT NULL,
	"quantity" numeric NOT NULL,
	"unit" text NOT NULL,
	"peak" numeric,
	"reading" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "usage_history_customer_id_account_id_period_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","period","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."customer" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"born_on" date,
	"address" text,
	"address_key" text,
	"industry" text,
	"occupation" text,
	"attributes" jsonb NOT NULL,
	"provenance" jsonb NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."customer_history" (
	"customer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"born_on" date,
	"address" text,
	"address_key" text,
	"industry" text,
	"occupation" text,
	"attributes" jsonb NOT NULL,
	"provenance" jsonb NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "customer_history_customer_id_recorded_at_pk" PRIMARY KEY("customer_id","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."identifier" (
	"customer_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"last_four_hash" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"verified" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "identifier_customer_id_record_id_kind_hash_pk" PRIMARY KEY("customer_id","record_id","kind","hash")
);
--> statement-breakpoint
CREATE TABLE "assay"."identifier_directory" (
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"customer_id" uuid NOT NULL,
	"verified" boolean NOT NULL,
	CONSTRAINT "identifier_directory_kind_hash_customer_id_pk" PRIMARY KEY("kind","hash","customer_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."link" (
	"customer_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"linked_at" timestamptz(3) NOT NULL,
	"until" timestamptz(3),
	"rule" text NOT NULL,
	"evidence" jsonb NOT NULL,
	CONSTRAINT "link_customer_id_record_id_linked_at_pk" PRIMARY KEY("customer_id","record_id","linked_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."outcome" (
	"customer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"observed_from" date NOT NULL,
	"observed_until" date NOT NULL,
	"happened_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "outcome_customer_id_observed_from_key_pk" PRIMARY KEY("customer_id","observed_from","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."outcome_history" (
	"customer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"observed_from" date NOT NULL,
	"observed_until" date NOT NULL,
	"happened_on" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "outcome_history_customer_id_observed_from_key_recorded_at_pk" PRIMARY KEY("customer_id","observed_from","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."record_directory" (
	"record_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."source" (
	"source" text PRIMARY KEY NOT NULL,
	"priority" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."source_record" (
	"customer_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"content" jsonb NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "source_record_customer_id_record_id_pk" PRIMARY KEY("customer_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."source_record_history" (
	"customer_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"content" jsonb NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "source_record_history_customer_id_record_id_recorded_at_pk" PRIMARY KEY("customer_id","record_id","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."attribute" (
	"fact" text NOT NULL,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"class" text NOT NULL,
	"type" text NOT NULL,
	CONSTRAINT "attribute_fact_name_source_pk" PRIMARY KEY("fact","name","source")
);
--> statement-breakpoint
CREATE TABLE "assay"."coverage" (
	"source" text NOT NULL,
	"fact" text NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "coverage_source_fact_from_on_until_on_pk" PRIMARY KEY("source","fact","from_on","until_on")
);
--> statement-breakpoint
CREATE TABLE "assay"."fact_clock" (
	"one" integer PRIMARY KEY NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."migration" (
	"tag" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"applied_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."request_key" (
	"principal" text NOT NULL,
	"key" text NOT NULL,
	"input_digest" text NOT NULL,
	"response" jsonb,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "request_key_principal_key_pk" PRIMARY KEY("principal","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."import_run" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"mapping" text NOT NULL,
	"mapping_digest" text NOT NULL,
	"file" text NOT NULL,
	"file_name" text NOT NULL,
	"file_digest" text NOT NULL,
	"counts" jsonb NOT NULL,
	"rejected" integer NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"seconds" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."account_cover" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"due_minor" bigint NOT NULL,
	"paid_minor" bigint NOT NULL,
	"exact" boolean NOT NULL,
	CONSTRAINT "account_cover_customer_id_account_id_pk" PRIMARY KEY("customer_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."account_status" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"month" date NOT NULL,
	"scheme" text NOT NULL,
	"code" integer,
	"days_past_due" integer,
	"amount_past_due_minor" bigint,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "account_status_customer_id_account_id_month_key_pk" PRIMARY KEY("customer_id","account_id","month","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."account_status_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"month" date NOT NULL,
	"scheme" text NOT NULL,
	"code" integer,
	"days_past_due" integer,
	"amount_past_due_minor" bigint,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "account_status_history_customer_id_account_id_month_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","month","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."bill" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"period" date NOT NULL,
	"number" text,
	"statement_minor" bigint,
	"amount_due_minor" bigint,
	"cost_to_serve_minor" bigint,
	"issued_on" date,
	"due_on" date,
	"cause" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "bill_customer_id_account_id_period_key_pk" PRIMARY KEY("customer_id","account_id","period","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."bill_cover" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"key" uuid NOT NULL,
	"amount_due_minor" bigint NOT NULL,
	"cumulative_minor" bigint NOT NULL,
	"known_on" date NOT NULL,
	"covered_on" date,
	"cover_known_on" date,
	CONSTRAINT "bill_cover_customer_id_account_id_due_on_key_pk" PRIMARY KEY("customer_id","account_id","due_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."bill_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"period" date NOT NULL,
	"number" text,
	"statement_minor" bigint,
	"amount_due_minor" bigint,
	"cost_to_serve_minor" bigint,
	"issued_on" date,
	"due_on" date,
	"cause" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "bill_history_customer_id_account_id_period_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","period","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."payment" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"paid_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"booked_on" date,
	"channel" text,
	"bounced_on" date,
	"bill" uuid,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "payment_customer_id_account_id_paid_on_key_pk" PRIMARY KEY("customer_id","account_id","paid_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."payment_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"paid_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"booked_on" date,
	"channel" text,
	"bounced_on" date,
	"bill" uuid,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "payment_history_customer_id_account_id_paid_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","paid_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."line" (
	"customer_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"as_of" date NOT NULL,
	"digest" text NOT NULL,
	"kind" text NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"grade_name" text NOT NULL,
	"grade" smallint NOT NULL,
	"score" double precision NOT NULL,
	"arrears_minor" bigint NOT NULL,
	"days_past_due" integer NOT NULL,
	CONSTRAINT "line_customer_id_dimension_pk" PRIMARY KEY("customer_id","dimension")
);
--> statement-breakpoint
CREATE TABLE "assay"."rating" (
	"customer_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"kind" text NOT NULL,
	"as_of" date NOT NULL,
	"version" uuid NOT NULL,
	"rating_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"known_at" timestamptz(3) NOT NULL,
	"rated_at" timestamptz(3) NOT NULL,
	"state" text NOT NULL,
	"score" double precision,
	"grade" smallint,
	"values" double precision[] NOT NULL,
	"states" smallint[] NOT NULL,
	"words" text[],
	"bins" smallint[] NOT NULL,
	"points" double precision[] NOT NULL,
	"reasons" text[] NOT NULL,
	"input_digest" bigint NOT NULL,
	CONSTRAINT "rating_customer_id_dimension_kind_as_of_version_pk" PRIMARY KEY("customer_id","dimension","kind","as_of","version")
);
--> statement-breakpoint
CREATE TABLE "assay"."rating_history" (
	"customer_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"kind" text NOT NULL,
	"as_of" date NOT NULL,
	"version" uuid NOT NULL,
	"rating_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"known_at" timestamptz(3) NOT NULL,
	"rated_at" timestamptz(3) NOT NULL,
	"state" text NOT NULL,
	"score" double precision,
	"grade" smallint,
	"values" double precision[] NOT NULL,
	"states" smallint[] NOT NULL,
	"words" text[],
	"bins" smallint[] NOT NULL,
	"points" double precision[] NOT NULL,
	"reasons" text[] NOT NULL,
	"input_digest" bigint NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "rating_history_customer_id_dimension_kind_as_of_version_rated_at_pk" PRIMARY KEY("customer_id","dimension","kind","as_of","version","rated_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."rating_run" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"dimension" text NOT NULL,
	"kind" text NOT NULL,
	"as_of" date NOT NULL,
	"known_at" timestamptz(3) NOT NULL,
	"started_at" timestamptz(3) NOT NULL,
	"done_until" uuid,
	"rated" integer NOT NULL,
	"invalid" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"finished_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "assay"."ruleset_activation" (
	"dimension" text NOT NULL,
	"activated_at" timestamptz(3) NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "ruleset_activation_dimension_activated_at_pk" PRIMARY KEY("dimension","activated_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."ruleset_version" (
	"digest" text PRIMARY KEY NOT NULL,
	"version" uuid NOT NULL,
	"name" text NOT NULL,
	"dimension" text NOT NULL,
	"document" jsonb NOT NULL,
	"added_at" timestamptz(3) NOT NULL,
	CONSTRAINT "ruleset_version_version_unique" UNIQUE("version")
);
--> statement-breakpoint
CREATE INDEX "account_directory_number" ON "assay"."account_directory" USING btree ("number");--> statement-breakpoint
CREATE INDEX "customer_name" ON "assay"."customer" USING btree ("name_key","customer_id");--> statement-breakpoint
CREATE INDEX "identifier_last_four" ON "assay"."identifier" USING btree ("kind","last_four_hash");--> statement-breakpoint
CREATE INDEX "coverage_fact_index" ON "assay"."coverage" USING btree ("fact");--> statement-breakpoint
CREATE INDEX "import_run_file" ON "assay"."import_run" USING btree ("file_digest","mapping_digest");--> statement-breakpoint
CREATE INDEX "line_grade" ON "assay"."line" USING btree ("dimension","grade","customer_id");--> statement-breakpoint
CREATE INDEX "line_score" ON "assay"."line" USING btree ("dimension","score","customer_id");--> statement-breakpoint
CREATE INDEX "line_arrears" ON "assay"."line" USING btree ("dimension","arrears_minor","customer_id");--> statement-breakpoint
CREATE INDEX "line_days" ON "assay"."line" USING btree ("dimension","days_past_due","customer_id");--> statement-breakpoint
CREATE INDEX "line_name" ON "assay"."line" USING btree ("dimension","name_key","customer_id");--> statement-breakpoint
CREATE INDEX "ruleset_version_name" ON "assay"."ruleset_version" USING btree ("name","added_at");