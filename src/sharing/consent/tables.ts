import { isNotNull } from 'drizzle-orm';
import { date, index, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { assay, bytes, instant } from '../../db/tables.ts';

/** What a customer consented to: which partner may ask for which purpose and scopes, and how that can be proved. */
export const consent = assay.table(
  'consent',
  {
    customerId: uuid('customer_id').notNull(),
    consentId: uuid('consent_id').notNull(),
    partnerId: uuid('partner_id').notNull(),
    purpose: text('purpose').notNull(),
    scopes: text('scopes').array().notNull(),
    /** Of the text the customer agreed to. */
    textVersion: text('text_version').notNull(),
    language: text('language').notNull(),
    /** customer, staff, partner or import. */
    givenBy: text('given_by').notNull(),
    /** How it can be proved (`consent.ts` Evidence): channel, number and digest of a signed form, who took it. */
    evidence: jsonb('evidence').notNull(),
    /** Number of the partner's signed form: one form is one consent. */
    formNumber: text('form_number'),
    /** The key that the partner signed in with when it filed the form: what one brought that was out is looked for. */
    kid: text('kid'),
    /** The day the customer agreed. */
    givenOn: date('given_on').notNull(),
    validFrom: instant('valid_from').notNull(),
    /** It holds before this instant; empty: until it is withdrawn. */
    validUntil: instant('valid_until'),
    recordedAt: instant('recorded_at').notNull(),
    recordedBy: text('recorded_by').notNull(),
    /** From the commit of this on nothing is disclosed any more. */
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
    withdrawnWhy: text('withdrawn_why'),
    /** Spot check of what a partner filed: queued, passed or failed; empty for what needs none. */
    spotCheck: text('spot_check'),
    checkedAt: instant('checked_at'),
    checkedBy: text('checked_by'),
    checkedWhy: text('checked_why'),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.consentId] }),
    // Its id outside names no customer: it stands in receipts that other hands hold.
    index('consent_id').on(table.consentId),
    index('consent_recorded').on(table.recordedAt, table.consentId),
    index('consent_of_partner').on(table.partnerId, table.recordedAt, table.consentId),
    index('consent_partner').on(table.customerId, table.partnerId, table.purpose),
    uniqueIndex('consent_form').on(table.partnerId, table.formNumber, table.customerId, table.purpose).where(isNotNull(table.formNumber)),
    index('consent_filed').on(table.kid, table.recordedAt, table.consentId).where(isNotNull(table.kid)),
    index('consent_spot_check').on(table.spotCheck, table.recordedAt).where(isNotNull(table.spotCheck)),
  ],
);

/** That a customer took its word back: a form signed on or before that day makes no consent any more, whenever it arrives. */
export const consentWithdrawal = assay.table(
  'consent_withdrawal',
  {
    customerId: uuid('customer_id').notNull(),
    withdrawalId: uuid('withdrawal_id').notNull(),
    partnerId: uuid('partner_id').notNull(),
    /** Empty: everything the partner might ask for. */
    purpose: text('purpose'),
    /** The company's day. */
    withdrawnOn: date('withdrawn_on').notNull(),
    withdrawnAt: instant('withdrawn_at').notNull(),
    withdrawnBy: text('withdrawn_by').notNull(),
    why: text('why'),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.withdrawalId] })],
);

/**
 * Directory: what a partner calls the customers that consented to it. kind is `reference` (the partner's own) or a kind of
 * identifier, hashed under the partner's key: no partner's hash means anything to another.
 */
export const consentSubject = assay.table(
  'consent_directory',
  {
    partnerId: uuid('partner_id').notNull(),
    kind: text('kind').notNull(),
    name: bytes('name').notNull(),
    customerId: uuid('customer_id').notNull(),
    /** The identifier it stands for, as this installation hashes it; empty for a reference. What is lacking is found without opening one. */
    hash: bytes('hash'),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.kind, table.name, table.customerId] }), index('consent_directory_customer').on(table.customerId)],
);
