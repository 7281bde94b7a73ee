import { boolean, date, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, factTables, minor } from '../db/tables.ts';

export const [accountStatus, accountStatusHistory] = factTables('account_status', 'account', 'month', {
  month: date('month').notNull(),
  scheme: text('scheme').notNull(),
  code: integer('code'),
  daysPastDue: integer('days_past_due'),
  amountPastDueMinor: minor('amount_past_due_minor'),
});

export const [bill, billHistory] = factTables('bill', 'account', 'period', {
  period: date('period').notNull(),
  number: text('number'),
  statementMinor: minor('statement_minor'),
  amountDueMinor: minor('amount_due_minor'),
  costToServeMinor: minor('cost_to_serve_minor'),
  issuedOn: date('issued_on'),
  dueOn: date('due_on'),
  cause: text('cause'),
});

export const [payment, paymentHistory] = factTables('payment', 'account', 'paidOn', {
  paidOn: date('paid_on').notNull(),
  amountMinor: minor('amount_minor').notNull(),
  bookedOn: date('booked_on'),
  channel: text('channel'),
  bouncedOn: date('bounced_on'),
  bill: uuid('bill'),
});

/**
 * Cache: per bill with a known amount due, the working-day due date and the day the amount was covered, oldest due
 * first, over all current facts. Kept when facts arrive, equal to `allocation.ts` by property.
 */
export const billCover = assay.table(
  'bill_cover',
  {
    customerId: uuid('customer_id').notNull(),
    accountId: uuid('account_id').notNull(),
    dueOn: date('due_on').notNull(),
    key: uuid('key').notNull(),
    amountDueMinor: minor('amount_due_minor').notNull(),
    /** Amounts due of the account up to and with this bill, in due order. */
    cumulativeMinor: minor('cumulative_minor').notNull(),
    /** From when the bill is known: the later of its period and the day it was available. */
    knownOn: date('known_on').notNull(),
    coveredOn: date('covered_on'),
    /** The day by which every payment that covers it was available. */
    coverKnownOn: date('cover_known_on'),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.accountId, table.dueOn, table.key] })],
);

/** Cache: per account with bills or payments, its sums, and whether `bill_cover` is exact for every as-of day. */
export const accountCover = assay.table(
  'account_cover',
  {
    customerId: uuid('customer_id').notNull(),
    accountId: uuid('account_id').notNull(),
    dueMinor: minor('due_minor').notNull(),
    paidMinor: minor('paid_minor').notNull(),
    /** False when a payment bounced or facts became available out of order: then the derivation reads the facts. */
    exact: boolean('exact').notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.accountId] })],
);
