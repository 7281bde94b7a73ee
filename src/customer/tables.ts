import { bigint, boolean, date, index, integer, jsonb, numeric, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, bytes, factTables, folded, instant } from '../db/tables.ts';

const goldenColumns = {
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  /** NFKC, folded: what search compares. */
  nameKey: folded('name_key').notNull(),
  bornOn: date('born_on'),
  address: text('address'),
  addressKey: text('address_key'),
  industry: text('industry'),
  occupation: text('occupation'),
  size: text('size'),
  incomeBand: text('income_band'),
  attributes: jsonb('attributes').notNull(),
  /** field -> { source, recordId, sourceKey, rule, at }, packed (`survivorship.ts` Packed) */
  provenance: jsonb('provenance').notNull(),
  recordedAt: instant('recorded_at').notNull(),
};

/** The golden record: one row per customer, derived from the linked source records by survivorship. */
export const customer = assay.table('customer', { customerId: uuid('customer_id').primaryKey(), ...goldenColumns }, (table) => [
  index('customer_name').on(table.nameKey, table.customerId),
]);
/** What the golden record was before: as known at an instant, an indicator reads the one that was current then. */
export const customerHistory = assay.table(
  'customer_history',
  { customerId: uuid('customer_id').notNull(), ...goldenColumns, supersededAt: instant('superseded_at').notNull() },
  (table) => [primaryKey({ columns: [table.customerId, table.recordedAt] })],
);

const recordColumns = {
  customerId: uuid('customer_id').notNull(),
  recordId: uuid('record_id').notNull(),
  source: text('source').notNull(),
  sourceKey: text('source_key').notNull(),
  /** Every column the mapping declares, identity and contact numbers as ciphertext. */
  content: jsonb('content').notNull(),
  contentHash: bigint('content_hash', { mode: 'bigint' }).notNull(),
  availableOn: date('available_on').notNull(),
  availableAssumed: boolean('available_assumed').notNull(),
  recordedAt: instant('recorded_at').notNull(),
};

/** What a source says of a customer, as it said it. Immutable: a changed one supersedes. */
export const sourceRecord = assay.table('source_record', recordColumns, (table) => [primaryKey({ columns: [table.customerId, table.recordId] })]);
export const sourceRecordHistory = assay.table('source_record_history', { ...recordColumns, supersededAt: instant('superseded_at').notNull() }, (table) => [
  primaryKey({ columns: [table.customerId, table.recordId, table.recordedAt] }),
]);

/** Who speaks about customers: the lower its priority, the more its word counts in survivorship. */
export const source = assay.table('source', {
  source: text('source').primaryKey(),
  priority: integer('priority').notNull(),
});

/** Directory: source and key -> record -> customer. The record id is the name-based key of (source, customer, key). */
export const recordDirectory = assay.table('record_directory', {
  recordId: uuid('record_id').primaryKey(),
  customerId: uuid('customer_id').notNull(),
});

/** Why a record belongs to a customer, from when until when. */
export const link = assay.table(
  'link',
  {
    customerId: uuid('customer_id').notNull(),
    recordId: uuid('record_id').notNull(),
    linkedAt: instant('linked_at').notNull(),
    until: instant('until'),
    /** own (the record that founded the customer), identifier (an agreed verified identifier) */
    rule: text('rule').notNull(),
    /** What spoke for it, and what spoke against joining elsewhere (`match.ts` Evidence); `disagrees`: what spoke against it later. */
    evidence: jsonb('evidence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.recordId, table.linkedAt] })],
);

/** Identity numbers and contact numbers: ciphertext beside keyed hashes for exact and last-four look-up. */
export const identifier = assay.table(
  'identifier',
  {
    customerId: uuid('customer_id').notNull(),
    recordId: uuid('record_id').notNull(),
    kind: text('kind').notNull(),
    hash: bytes('hash').notNull(),
    lastFourHash: bytes('last_four_hash').notNull(),
    sealed: bytes('sealed').notNull(),
    verified: boolean('verified').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.recordId, table.kind, table.hash] }),
    index('identifier_last_four').on(table.kind, table.lastFourHash),
  ],
);

/** Directory: identifier kind and hash -> customers that carry it, the place of cross-customer look-up. */
export const identifierDirectory = assay.table(
  'identifier_directory',
  {
    kind: text('kind').notNull(),
    hash: bytes('hash').notNull(),
    customerId: uuid('customer_id').notNull(),
    verified: boolean('verified').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.hash, table.customerId] })],
);

/**
 * Directory: word of a golden name -> customers, the place of look-up by the beginning of a word. A word begins behind a
 * blank, at every Chinese, Japanese or Korean character but the last, and where the script changes; it goes on to the
 * next blank, 32 characters at most.
 */
export const nameDirectory = assay.table('name_directory', { word: folded('word').notNull(), customerId: uuid('customer_id').notNull() }, (table) => [
  primaryKey({ columns: [table.word, table.customerId] }),
]);

/** Words of the name directory that can be misspelt, each once: in letters, four or more, without a digit. Likeness is looked up here. */
export const nameWord = assay.table('name_word', { word: folded('word').primaryKey() });

export const [outcome, outcomeHistory] = factTables('outcome', 'customer', 'observedFrom', {
  kind: text('kind').notNull(),
  observedFrom: date('observed_from').notNull(),
  observedUntil: date('observed_until').notNull(),
  happenedOn: date('happened_on'),
});

export const [relation, relationHistory] = factTables('relation', 'customer', 'sinceOn', {
  sinceOn: date('since_on').notNull(),
  kind: text('kind').notNull(),
  side: text('side').notNull(),
  other: uuid('other'),
  contactName: text('contact_name'),
  role: text('role'),
  weight: numeric('weight'),
  untilOn: date('until_on'),
});

export const [externalRating, externalRatingHistory] = factTables('external_rating', 'customer', 'ratedOn', {
  ratedOn: date('rated_on').notNull(),
  agency: text('agency').notNull(),
  scale: text('scale').notNull(),
  grade: text('grade').notNull(),
  score: integer('score'),
  validUntil: date('valid_until'),
});

export const [assignment, assignmentHistory] = factTables('assignment', 'customer', 'sinceOn', {
  sinceOn: date('since_on').notNull(),
  staff: text('staff').notNull(),
  name: text('name'),
  role: text('role').notNull(),
  untilOn: date('until_on'),
});
