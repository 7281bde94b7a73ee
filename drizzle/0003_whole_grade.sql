CREATE TABLE "assay"."approval" (
	"approval_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"digest" text NOT NULL,
	"title" jsonb NOT NULL,
	"detail" jsonb NOT NULL,
	"author" text NOT NULL,
	"submitter" text NOT NULL,
	"why" text NOT NULL,
	"submitted_at" timestamptz(3) NOT NULL,
	"needed" smallint NOT NULL,
	"approvers" text[],
	"deadline" timestamptz(3) NOT NULL,
	"state" text NOT NULL,
	"decided_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "assay"."approval_vote" (
	"approval_id" uuid NOT NULL,
	"person" text NOT NULL,
	"who" text NOT NULL,
	"choice" text NOT NULL,
	"digest" text NOT NULL,
	"comment" text NOT NULL,
	"at" timestamptz(3) NOT NULL,
	CONSTRAINT "approval_vote_approval_id_person_pk" PRIMARY KEY("approval_id","person")
);
--> statement-breakpoint
CREATE TABLE "assay"."log_entry" (
	"entry_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"who" text NOT NULL,
	"what" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"why" text,
	"digest" text,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."list_entry" (
	"customer_id" uuid NOT NULL,
	"started_on" date NOT NULL,
	"list" text NOT NULL,
	"cause" text NOT NULL,
	"text" text NOT NULL,
	"expires_on" date,
	"ended_on" date,
	"end_cause" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "list_entry_customer_id_started_on_key_pk" PRIMARY KEY("customer_id","started_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."list_entry_history" (
	"customer_id" uuid NOT NULL,
	"started_on" date NOT NULL,
	"list" text NOT NULL,
	"cause" text NOT NULL,
	"text" text NOT NULL,
	"expires_on" date,
	"ended_on" date,
	"end_cause" text,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "list_entry_history_customer_id_started_on_key_recorded_at_pk" PRIMARY KEY("customer_id","started_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."mark" (
	"customer_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"fact" text NOT NULL,
	"account_id" uuid,
	"marked" uuid NOT NULL,
	"effect" text NOT NULL,
	"until_on" date,
	"text" text NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "mark_customer_id_from_on_key_pk" PRIMARY KEY("customer_id","from_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."mark_history" (
	"customer_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"fact" text NOT NULL,
	"account_id" uuid,
	"marked" uuid NOT NULL,
	"effect" text NOT NULL,
	"until_on" date,
	"text" text NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "mark_history_customer_id_from_on_key_recorded_at_pk" PRIMARY KEY("customer_id","from_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."outbox_count" (
	"one" integer PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."outbox_event" (
	"number" bigint PRIMARY KEY NOT NULL,
	"event_id" uuid NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"topic" text NOT NULL,
	"customer" uuid,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assay"."forbearance" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"expires_on" date NOT NULL,
	"cause" text NOT NULL,
	"text" text NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "forbearance_customer_id_account_id_from_on_key_pk" PRIMARY KEY("customer_id","account_id","from_on","key")
);
--> statement-breakpoint
CREATE TABLE "assay"."forbearance_history" (
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"expires_on" date NOT NULL,
	"cause" text NOT NULL,
	"text" text NOT NULL,
	"key" uuid NOT NULL,
	"source" text NOT NULL,
	"content_hash" bigint NOT NULL,
	"available_on" date NOT NULL,
	"available_assumed" boolean NOT NULL,
	"recorded_at" timestamptz(3) NOT NULL,
	"superseded_at" timestamptz(3) NOT NULL,
	CONSTRAINT "forbearance_history_customer_id_account_id_from_on_key_recorded_at_pk" PRIMARY KEY("customer_id","account_id","from_on","key","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "assay"."issue_run" (
	"issue_id" uuid PRIMARY KEY NOT NULL,
	"dimension" text NOT NULL,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"cycle" text NOT NULL,
	"as_of" date NOT NULL,
	"only_customer" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"ruleset" text NOT NULL,
	"state" text NOT NULL,
	"prepared_by" text NOT NULL,
	"started_at" timestamptz(3) NOT NULL,
	"prepared_at" timestamptz(3),
	"digest" text,
	"counts" jsonb,
	"migration" jsonb,
	"submitted_by" text,
	"approval" uuid,
	"hands" text[] DEFAULT '{}' NOT NULL,
	"issued_at" timestamptz(3),
	"dropped_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "assay"."issued_grade" (
	"customer_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"grade_id" uuid NOT NULL,
	"issue_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"cycle" text NOT NULL,
	"as_of" date NOT NULL,
	"rating_id" uuid NOT NULL,
	"version" uuid NOT NULL,
	"grade" text NOT NULL,
	"provisional" boolean NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"issued_at" timestamptz(3) NOT NULL,
	"objection_until" date NOT NULL,
	"ended_on" date,
	"ended_by" uuid,
	"review_id" uuid,
	CONSTRAINT "issued_grade_customer_id_subject_id_dimension_grade_id_pk" PRIMARY KEY("customer_id","subject_id","dimension","grade_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."override" (
	"customer_id" uuid NOT NULL,
	"override_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"grade" text NOT NULL,
	"cause" text NOT NULL,
	"why" text NOT NULL,
	"expires_on" date NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamptz(3) NOT NULL,
	"rating_id" uuid NOT NULL,
	"computed" text NOT NULL,
	"version" uuid NOT NULL,
	"notches" smallint NOT NULL,
	"state" text NOT NULL,
	"approval_id" uuid,
	"decided_by" text,
	"decided_at" timestamptz(3),
	"from_on" date,
	"begun_at" timestamptz(3),
	"ended_on" date,
	"ended_at" timestamptz(3),
	"ended_by" text,
	"ended_why" text,
	CONSTRAINT "override_customer_id_override_id_pk" PRIMARY KEY("customer_id","override_id")
);
--> statement-breakpoint
CREATE TABLE "assay"."grade_review" (
	"customer_id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"grade_id" uuid NOT NULL,
	"ground" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamptz(3) NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamptz(3),
	"cause" text,
	"comment" text,
	"grade" text,
	"new_grade_id" uuid,
	CONSTRAINT "grade_review_customer_id_review_id_pk" PRIMARY KEY("customer_id","review_id")
);
--> statement-breakpoint
ALTER TABLE "assay"."rating" ADD COLUMN "given" jsonb;--> statement-breakpoint
ALTER TABLE "assay"."rating" ADD COLUMN "provisional" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating_history" ADD COLUMN "given" jsonb;--> statement-breakpoint
ALTER TABLE "assay"."rating_history" ADD COLUMN "provisional" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."rating_run" ADD COLUMN "outside" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "kind" text DEFAULT 'activation' NOT NULL;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "begins_on" date;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "decided_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "who" text;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD COLUMN "why" text;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_version" ADD COLUMN "author" text;--> statement-breakpoint
ALTER TABLE "assay"."ruleset_version" ADD COLUMN "comment" text;--> statement-breakpoint
CREATE INDEX "approval_subject" ON "assay"."approval" USING btree ("kind","subject_id","approval_id");--> statement-breakpoint
CREATE INDEX "approval_state" ON "assay"."approval" USING btree ("state","approval_id");--> statement-breakpoint
CREATE INDEX "log_entry_at" ON "assay"."log_entry" USING btree ("at","entry_id");--> statement-breakpoint
CREATE INDEX "log_entry_subject" ON "assay"."log_entry" USING btree ("kind","subject_id","at","entry_id");--> statement-breakpoint
CREATE INDEX "log_entry_who" ON "assay"."log_entry" USING btree ("who","at","entry_id");--> statement-breakpoint
CREATE INDEX "outbox_event_topic" ON "assay"."outbox_event" USING btree ("topic","number");--> statement-breakpoint
CREATE UNIQUE INDEX "issue_run_once" ON "assay"."issue_run" USING btree ("dimension","subject","kind","as_of","only_customer") WHERE "assay"."issue_run"."dropped_at" is null;--> statement-breakpoint
CREATE INDEX "issue_run_started" ON "assay"."issue_run" USING btree ("started_at","issue_id");--> statement-breakpoint
CREATE UNIQUE INDEX "issued_grade_standing" ON "assay"."issued_grade" USING btree ("customer_id","subject_id","dimension","kind") WHERE "assay"."issued_grade"."ended_on" is null;--> statement-breakpoint
CREATE INDEX "override_begun" ON "assay"."override" USING btree ("dimension","customer_id","subject_id","from_on") WHERE "assay"."override"."begun_at" is not null;--> statement-breakpoint
CREATE INDEX "override_asked" ON "assay"."override" USING btree ("asked_at","override_id");--> statement-breakpoint
CREATE UNIQUE INDEX "grade_review_one" ON "assay"."grade_review" USING btree ("customer_id","grade_id") WHERE "assay"."grade_review"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "grade_review_open" ON "assay"."grade_review" USING btree ("opened_at","review_id") WHERE "assay"."grade_review"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "ruleset_version_dimension" ON "assay"."ruleset_version" USING btree ("dimension","added_at","digest");--> statement-breakpoint
CREATE INDEX "ruleset_version_added" ON "assay"."ruleset_version" USING btree ("added_at","digest");--> statement-breakpoint
ALTER TABLE "assay"."ruleset_activation" ADD CONSTRAINT "ruleset_activation_dimension_subject_begins_on_unique" UNIQUE("dimension","subject","begins_on");
--> statement-breakpoint
-- What was done stays on record: not even the owner changes or deletes a row. (A superuser may, and the owner may empty the table to restore a backup.)
REVOKE UPDATE, DELETE ON "assay"."log_entry" FROM CURRENT_USER;
