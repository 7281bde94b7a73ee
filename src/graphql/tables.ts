import { jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** What a mutation answered, per principal and idempotency key: the same request again gets the same answer. */
export const requestKey = assay.table(
  'request_key',
  {
    principal: text('principal').notNull(),
    key: text('key').notNull(),
    inputDigest: text('input_digest').notNull(),
    response: jsonb('response'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.key] })],
);
