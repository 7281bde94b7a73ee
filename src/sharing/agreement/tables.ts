import { date, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** A version of what is agreed with a partner. Its document never changes; what becomes of it is added. */
export const agreementVersion = assay.table(
  'agreement_version',
  {
    versionId: uuid('version_id').primaryKey(),
    partnerId: uuid('partner_id').notNull(),
    /** 1, 2, 3 ... of the partner, in the order they were drafted. */
    number: integer('number').notNull(),
    document: jsonb('document').notNull(),
    digest: text('digest').notNull(),
    author: text('author').notNull(),
    draftedAt: instant('drafted_at').notNull(),
    submittedAt: instant('submitted_at'),
    approvedAt: instant('approved_at'),
    /** It holds from this day to that one, both included, unless a later version takes its place before. */
    fromOn: date('from_on').notNull(),
    untilOn: date('until_on').notNull(),
    suspendedAt: instant('suspended_at'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('agreement_version_number').on(table.partnerId, table.number),
    uniqueIndex('agreement_version_digest').on(table.partnerId, table.digest),
    index('agreement_version_standing').on(table.partnerId, table.fromOn),
  ],
);
