import { bigint, boolean, date, doublePrecision, integer, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** One pass over everybody (or one customer): which version, as of when, known at when, and how far it came. */
export const ratingRun = assay.table('rating_run', {
  runId: uuid('run_id').primaryKey(),
  digest: text('digest').notNull(),
  dimension: text('dimension').notNull(),
  /** customer, account or group: what the version rates. */
  subject: text('subject').notNull().default('customer'),
  kind: text('kind').notNull(),
  asOf: date('as_of').notNull(),
  knownAt: instant('known_at').notNull(),
  startedAt: instant('started_at').notNull(),
  /** Customers up to this id are rated: a slice commits with its mark, so a killed run goes on from here. */
  doneUntil: uuid('done_until'),
  rated: integer('rated').notNull(),
  invalid: integer('invalid').notNull(),
  /** Whom the version does not rate. */
  outside: integer('outside').notNull().default(0),
  unchanged: integer('unchanged').notNull(),
  finishedAt: instant('finished_at'),
});

const ratingColumns = {
  customerId: uuid('customer_id').notNull(),
  /** Zero: the customer. Else the account, or for the group a customer heads its own id (`subject.ts`). */
  subjectId: uuid('subject_id').notNull().default('00000000-0000-0000-0000-000000000000'),
  dimension: text('dimension').notNull(),
  /** monitoring (computed any day); preliminary and issued come with an issue run. */
  kind: text('kind').notNull(),
  asOf: date('as_of').notNull(),
  /** First 16 bytes of the version's digest. */
  version: uuid('version').notNull(),
  ratingId: uuid('rating_id').notNull(),
  runId: uuid('run_id').notNull(),
  knownAt: instant('known_at').notNull(),
  ratedAt: instant('rated_at').notNull(),
  /** rated, invalid or outside (`decision/decision.ts`) */
  state: text('state').notNull(),
  score: doublePrecision('score'),
  /** 0 is the best grade of the version. */
  grade: smallint('grade'),
  /** In the order of the version's indicators: the number, the special code, or null. */
  values: doublePrecision('values').array().notNull(),
  /** 0 value, 1 missing, 2 special, 3 word. */
  states: smallint('states').array().notNull(),
  /** Words of the indicators that are words; null when the version has none. */
  words: text('words').array(),
  /** In the order of the characteristics of the card that held. */
  bins: smallint('bins').array().notNull(),
  points: doublePrecision('points').array().notNull(),
  /** Codes: of the step that decided, then most points lost first. */
  reasons: text('reasons').array().notNull(),
  /** Over values, states and what was given: other inputs move the row to the history, the same add nothing. */
  inputDigest: bigint('input_digest', { mode: 'bigint' }).notNull(),
  /** Which of the version's cards held; -1 none. */
  card: smallint('card').notNull().default(0),
  /** What decided beside the values (`decision/given.ts`); null: nothing. */
  given: jsonb('given'),
  /** The grade stands in until enough is known. */
  provisional: boolean('provisional').notNull().default(false),
};

export const rating = assay.table('rating', ratingColumns, (table) => [
  primaryKey({ columns: [table.customerId, table.subjectId, table.dimension, table.kind, table.asOf, table.version] }),
]);
export const ratingHistory = assay.table('rating_history', { ...ratingColumns, supersededAt: instant('superseded_at').notNull() }, (table) => [
  primaryKey({ columns: [table.customerId, table.subjectId, table.dimension, table.kind, table.asOf, table.version, table.ratedAt] }),
]);
