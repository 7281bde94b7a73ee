import { primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/**
 * Whom a partner named a form for first, whether anybody was found or not: its number is of nobody else from then on. What it says
 * hangs on the partner's words alone, and names no person.
 */
export const namedForm = assay.table(
  'named_form',
  {
    partnerId: uuid('partner_id').notNull(),
    formNumber: text('form_number').notNull(),
    /** Keyed hash of the subject as it was named. */
    subject: text('subject').notNull(),
    /** SHA-256 of the signed document, hex. */
    formDigest: text('form_digest').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.formNumber] })],
);
