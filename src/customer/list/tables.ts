import { date, text } from 'drizzle-orm/pg-core';
import { factTables } from '../../db/tables.ts';

export const [listEntry, listEntryHistory] = factTables('list_entry', 'customer', 'startedOn', {
  startedOn: date('started_on').notNull(),
  list: text('list').notNull(),
  cause: text('cause').notNull(),
  text: text('text').notNull(),
  expiresOn: date('expires_on'),
  endedOn: date('ended_on'),
  endCause: text('end_cause'),
});
