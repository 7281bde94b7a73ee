import { bigint, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** What other programs are told. Rows are added and read, never changed: a reader keeps its own place. */
export const outboxEvent = assay.table(
  'outbox_event',
  {
    /** Dense, in the order of the commits: a reader that goes on behind the last one misses nothing. */
    number: bigint('number', { mode: 'number' }).primaryKey(),
    eventId: uuid('event_id').notNull(),
    at: instant('at').notNull(),
    /** What happened: `grade.issued`. */
    topic: text('topic').notNull(),
    /** Whom it is about; null for nobody in particular. */
    customerId: uuid('customer'),
    payload: jsonb('payload').notNull(),
  },
  (table) => [index('outbox_event_topic').on(table.topic, table.number)],
);

/** The last number given. Its row is held to the commit of whoever emits. */
export const outboxCount = assay.table('outbox_count', {
  one: integer('one').primaryKey(),
  last: bigint('last', { mode: 'number' }).notNull(),
});
