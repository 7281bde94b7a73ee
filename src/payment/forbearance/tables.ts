import { date, text } from 'drizzle-orm/pg-core';
import { factTables } from '../../db/tables.ts';

export const [forbearance, forbearanceHistory] = factTables('forbearance', 'account', 'fromOn', {
  fromOn: date('from_on').notNull(),
  untilOn: date('until_on').notNull(),
  expiresOn: date('expires_on').notNull(),
  cause: text('cause').notNull(),
  text: text('text').notNull(),
});
