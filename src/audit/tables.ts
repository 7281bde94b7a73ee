import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** Everything that was done to rules, grades, lists and overrides. Rows are added and read, never changed. */
export const logEntry = assay.table(
  'log_entry',
  {
    entryId: uuid('entry_id').primaryKey(),
    at: instant('at').notNull(),
    who: text('who').notNull(),
    /** What was done: `ruleset.activate`. */
    what: text('what').notNull(),
    /** Kind of the thing it was done to, and which one: as it is called outside. */
    kind: text('kind').notNull(),
    subjectId: text('subject_id').notNull(),
    why: text('why'),
    /** Of the thing in the form it had. */
    digest: text('digest'),
    detail: jsonb('detail').notNull(),
  },
  (table) => [
    index('log_entry_at').on(table.at, table.entryId),
    index('log_entry_subject').on(table.kind, table.subjectId, table.at, table.entryId),
    index('log_entry_who').on(table.who, table.at, table.entryId),
  ],
);
