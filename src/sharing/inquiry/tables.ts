import { bigint, date, doublePrecision, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/**
 * What was disclosed of a customer: coordinates, never values. `seq` is the entry of the audit (stream = the partner) that
 * was durable before the answer left.
 */
export const disclosure = assay.table(
  'disclosure',
  {
    customerId: uuid('customer_id').notNull(),
    partnerId: uuid('partner_id').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    purpose: text('purpose').notNull(),
    /** answered or not_rated. */
    outcome: text('outcome').notNull(),
    consentId: uuid('consent_id').notNull(),
    /** Digest of the agreement's version. */
    agreement: text('agreement').notNull(),
    /** Which fields: digest of the list in `field_list`. */
    fields: text('fields').notNull(),
    /** Of the partner that asked. */
    kid: text('kid').notNull(),
    /** What the grade in it came from; empty without one. */
    ratingId: uuid('rating_id'),
    gradeId: uuid('grade_id'),
    /** Keyed hash of the document that was signed; empty where none was asked for. */
    report: text('report'),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.partnerId, table.seq] }),
    index('disclosure_partner').on(table.partnerId, table.at, table.seq),
    index('disclosure_key').on(table.kid, table.at),
  ],
);

/** Lists of fields by their digest: most inquiries ask for the same. */
export const fieldList = assay.table('field_list', {
  digest: text('digest').primaryKey(),
  fields: text('fields').array().notNull(),
});

/** Idempotency keys of inquiries: a key names one inquiry for good. */
export const inquiryKey = assay.table(
  'inquiry_key',
  {
    partnerId: uuid('partner_id').notNull(),
    key: text('key').notNull(),
    inputDigest: text('input_digest').notNull(),
    at: instant('at').notNull(),
    /** Of how many subjects something was told: a repeat that tells of more is counted. */
    told: integer('told').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.key] })],
);

/** What a partner used up, by the company's day: inquiries whatever their outcome, and what of the burst is left. */
export const partnerUsage = assay.table(
  'partner_usage',
  {
    partnerId: uuid('partner_id').notNull(),
    day: date('day').notNull(),
    inquiries: integer('inquiries').notNull(),
    refused: integer('refused').notNull(),
    /** Inquiries a second still free in the burst, and when that was. */
    burst: doublePrecision('burst').notNull(),
    burstAt: instant('burst_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.day] })],
);

/** The same per subject, as it was asked for (a keyed hash): the unknown count like the known. */
export const subjectUsage = assay.table(
  'subject_usage',
  {
    partnerId: uuid('partner_id').notNull(),
    day: date('day').notNull(),
    subject: text('subject').notNull(),
    inquiries: integer('inquiries').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.day, table.subject] })],
);
