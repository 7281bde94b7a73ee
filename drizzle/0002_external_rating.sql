CREATE TABLE "assay"."external_rating" (
	"customer_id" uuid NOT NULL,
	"rated_on" date NOT NULL,
	"agency" text NOT NULL,
	"scale" text NOT NULL,
	"grade" text NOT NULL,
	"score" integer,
	"valid_until" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "external_rating_customer_id_rated_on_key_pk" PRIMARY KEY("customer_id","rated_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."external_rating_history" (
	"customer_id" uuid NOT NULL,
	"rated_on" date NOT NULL,
	"agency" text NOT NULL,
	"scale" text NOT NULL,
	"grade" text NOT NULL,
	"score" integer,
	"valid_until" date,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "external_rating_history_customer_id_rated_on_key_recorded_at_pk" PRIMARY KEY("customer_id","rated_on","key","recorded_at")
);
