import { date, text, uuid } from 'drizzle-orm/pg-core';
import { factTables } from '../../db/tables.ts';

export const [mark, markHistory] = factTables('mark', 'customer', 'fromOn', {
  fromOn: date('from_on').notNull(),
  fact: text('fact').notNull(),
  accountId: uuid('account_id'),
  marked: uuid('marked').notNull(),
  effect: text('effect').notNull(),
  untilOn: date('until_on'),
  text: text('text').notNull(),
});
