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
  replaces: uuid('replaces'),
});

export const [payment, paymentHistory] = factTables('payment', 'account', 'paidOn', {
  paidOn: date('paid_on').notNull(),
  amountMinor: minor('amount_minor').notNull(),
  bookedOn: date('booked_on'),
  channel: text('channel'),
  bouncedOn: date('bounced_on'),
  bill: uuid('bill'),
});

export const [prepayment, prepaymentHistory] = factTables('prepayment', 'account', 'toppedUpOn', {
  toppedUpOn: date('topped_up_on').notNull(),
  amountMinor: minor('amount_minor').notNull(),
  balanceAfterMinor: minor('balance_after_minor'),
  ranOutOn: date('ran_out_on'),
  restoredOn: date('restored_on'),
  channel: text('channel'),
});

export const [arrangement, arrangementHistory] = factTables('arrangement', 'account', 'agreedOn', {
  agreedOn: date('agreed_on').notNull(),
  kind: text('kind').notNull(),
  amountMinor: minor('amount_minor'),
  cancelledOn: date('cancelled_on'),
});

export const [instalment, instalmentHistory] = factTables('instalment', 'account', 'dueOn', {
  dueOn: date('due_on').notNull(),
  arrangement: uuid('arrangement').notNull(),
  amountMinor: minor('amount_minor').notNull(),
});

export const [notice, noticeHistory] = factTables('notice', 'account', 'sentOn', {
  sentOn: date('sent_on').notNull(),
  kind: text('kind').notNull(),
  channel: text('channel'),
  deliveredOn: date('delivered_on'),
  deadlineOn: date('deadline_on'),
  compliedOn: date('complied_on'),
});

export const [contractEvent, contractEventHistory] = factTables('contract_event', 'account', 'occurredOn', {
  occurredOn: date('occurred_on').notNull(),
  kind: text('kind').notNull(),
  endedOn: date('ended_on'),
  severity: integer('severity'),
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
    /** False when a payment bounced, a bill replaces another or facts became available out of order: then the derivation reads the facts. */
    exact: boolean('exact').notNull(),
    /** An import has left this account's caches for later; then they are not exact either. */
    stale: boolean('stale').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.accountId] })],
);
