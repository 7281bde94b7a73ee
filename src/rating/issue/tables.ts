import { isNull } from 'drizzle-orm';
import { boolean, date, index, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

const everybody = '00000000-0000-0000-0000-000000000000';

/** One issue of official grades: of everybody at the end of a cycle, or of one customer on event. */
export const issueRun = assay.table(
  'issue_run',
  {
    issueId: uuid('issue_id').primaryKey(),
    dimension: text('dimension').notNull(),
    /** customer, account or group: what is graded. */
    subject: text('subject').notNull(),
    /** issued (final) or preliminary: that of the ratings it makes. */
    kind: text('kind').notNull(),
    /** Name of the period that is graded: `2026`, `2026-H1 preliminary`, `2026-Q2`, or the day of an event. */
    cycle: text('cycle').notNull(),
    asOf: date('as_of').notNull(),
    /** Issued on event for this customer alone; zero: for everybody. */
    only: uuid('only_customer').notNull().default(everybody),
    /** Of the ruleset that was active when it was prepared. */
    ruleset: text('ruleset').notNull(),
    /** preparing, prepared, submitted, issued, refused or cancelled. */
    state: text('state').notNull(),
    preparedBy: text('prepared_by').notNull(),
    startedAt: instant('started_at').notNull(),
    preparedAt: instant('prepared_at'),
    /** Over every subject with its grade and the digest of its inputs: what is approved. */
    digest: text('digest'),
    /** How many subjects came out how, and against which last issued grades (`issue.ts`). */
    counts: jsonb('counts'),
    migration: jsonb('migration'),
    submittedBy: text('submitted_by'),
    approval: uuid('approval'),
    /** Everybody who had a hand in it: none of them may review one of its grades. */
    hands: text('hands').array().notNull().default([]),
    issuedAt: instant('issued_at'),
    /** When it was refused or cancelled: another may take its place. */
    droppedAt: instant('dropped_at'),
  },
  (table) => [
    uniqueIndex('issue_run_once').on(table.dimension, table.subject, table.kind, table.asOf, table.only).where(isNull(table.droppedAt)),
    index('issue_run_started').on(table.startedAt, table.issueId),
  ],
);

/** Every official grade there ever was. A row is written once; only what ended it is added later. */
export const issuedGrade = assay.table(
  'issued_grade',
  {
    customerId: uuid('customer_id').notNull(),
    /** Zero: the customer. Else the account, or for the group a customer heads its own id (`subject.ts`). */
    subjectId: uuid('subject_id').notNull(),
    dimension: text('dimension').notNull(),
    gradeId: uuid('grade_id').notNull(),
    issueId: uuid('issue_id').notNull(),
    /** issued (final) or preliminary. Each kind has a standing grade of its own; only the final one is in force. */
    kind: text('kind').notNull(),
    cycle: text('cycle').notNull(),
    asOf: date('as_of').notNull(),
    ratingId: uuid('rating_id').notNull(),
    /** First 16 bytes of the ruleset's digest. */
    version: uuid('version').notNull(),
    grade: text('grade').notNull(),
    provisional: boolean('provisional').notNull(),
    /** Holds from this day to that one, both included, unless it ended before. */
    validFrom: date('valid_from').notNull(),
    validUntil: date('valid_until').notNull(),
    /** No later commit has an earlier instant, so a rating that knows what was issued by an instant knows all of it. */
    issuedAt: instant('issued_at').notNull(),
    /** The last day on which the customer may ask for a review. */
    objectionUntil: date('objection_until').notNull(),
    /** From this day on a later grade stands in its place. */
    endedOn: date('ended_on'),
    endedBy: uuid('ended_by'),
    /** Of the review that set it. */
    reviewId: uuid('review_id'),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.subjectId, table.dimension, table.gradeId] }),
    uniqueIndex('issued_grade_standing').on(table.customerId, table.subjectId, table.dimension, table.kind).where(isNull(table.endedOn)),
  ],
);
