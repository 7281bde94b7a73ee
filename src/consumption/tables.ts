import { isNotNull } from 'drizzle-orm';
import { bigint, boolean, date, index, jsonb, numeric, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, factTables, instant, minor } from '../db/tables.ts';

const accountColumns = {
  customerId: uuid('customer_id').notNull(),
  accountId: uuid('account_id').notNull(),
  source: text('source').notNull(),
  sourceKey: text('source_key').notNull(),
  service: text('service').notNull(),
  number: text('number').notNull(),
  meter: text('meter'),
  tariff: text('tariff'),
  voltageLevel: text('voltage_level'),
  readingSection: text('reading_section'),
  contractStart: date('contract_start'),
  contractEnd: date('contract_end'),
  prepaid: boolean('prepaid'),
  status: text('status'),
  currency: text('currency').notNull(),
  creditLimitMinor: minor('credit_limit_minor'),
  attributes: jsonb('attributes').notNull(),
  contentHash: bigint('content_hash', { mode: 'bigint' }).notNull(),
  availableOn: date('available_on').notNull(),
  availableAssumed: boolean('available_assumed').notNull(),
  recordedAt: instant('recorded_at').notNull(),
};

/** What a customer holds with the company: every consumption, bill and payment hangs on one. */
export const account = assay.table('account', accountColumns, (table) => [
  primaryKey({ columns: [table.customerId, table.accountId] }),
  index('account_meter').on(table.meter).where(isNotNull(table.meter)),
]);
export const accountHistory = assay.table('account_history', { ...accountColumns, supersededAt: instant('superseded_at').notNull() }, (table) => [
  primaryKey({ columns: [table.customerId, table.accountId, table.recordedAt] }),
]);

/** Directory: account id and number -> customer. The account id is the name-based key of (source, account, key). */
export const accountDirectory = assay.table(
  'account_directory',
  {
    accountId: uuid('account_id').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    number: text('number').notNull(),
  },
  (table) => [index('account_directory_number').on(table.number)],
);

export const [usage, usageHistory] = factTables('usage', 'account', 'period', {
  period: date('period').notNull(),
  quantity: numeric('quantity').notNull(),
  unit: text('unit').notNull(),
  peak: numeric('peak'),
  offPeak: numeric('off_peak'),
  reactive: numeric('reactive'),
  reading: text('reading'),
});

export const [balance, balanceHistory] = factTables('balance', 'account', 'balanceOn', {
  balanceOn: date('balance_on').notNull(),
  kind: text('kind').notNull(),
  amountMinor: minor('amount_minor').notNull(),
});
