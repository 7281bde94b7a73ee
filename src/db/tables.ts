import { bigint, boolean, customType, date, index, integer, jsonb, type PgColumnBuilderBase, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

export const assay = pgSchema('assay');

/** An instant kept to the millisecond: one value per import or mutation. */
export const instant = customType<{ data: string }>({ dataType: () => 'timestamptz(3)' });
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
/** A folded text that is sorted and searched by its beginning: byte order, whatever the database's collation. */
export const folded = customType<{ data: string }>({ dataType: () => 'text collate "C"' });
/** Whole minor units. */
export const minor = (name: string) => bigint(name, { mode: 'number' });

const common = {
  key: uuid('key').notNull(),
  source: text('source').notNull(),
  contentHash: bigint('content_hash', { mode: 'bigint' }).notNull(),
  availableOn: date('available_on').notNull(),
  availableAssumed: boolean('available_assumed').notNull(),
  recordedAt: instant('recorded_at').notNull(),
};

/**
 * A fact's current table and its `_history` twin. The primary key (owner, day, key) is identity, de-duplication and
 * read path in one index; a superseded row moves to the twin with the instant it stopped being current.
 */
export function factTables<Own extends Record<string, PgColumnBuilderBase>>(name: string, owner: 'customer' | 'account', day: keyof Own & string, own: Own) {
  const ids =
    owner === 'account'
      ? { customerId: uuid('customer_id').notNull(), accountId: uuid('account_id').notNull() }
      : { customerId: uuid('customer_id').notNull() };
  const identity = owner === 'account' ? ['customerId', 'accountId', day, 'key'] : ['customerId', day, 'key'];
  const pick = (table: object, names: string[]) => names.map((column) => (table as Record<string, never>)[column]) as [never, ...never[]];
  const current = assay.table(name, { ...ids, ...own, ...common }, (table) => [primaryKey({ columns: pick(table, identity) })]);
  const history = assay.table(`${name}_history`, { ...ids, ...own, ...common, supersededAt: instant('superseded_at').notNull() }, (table) => [
    primaryKey({ columns: pick(table, [...identity, 'recordedAt']) }),
  ]);
  return [current, history] as const;
}

/** What an installation is, written once at the first migrate and refused if it differs later. */
export const setting = assay.table('setting', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
});

/** The migrations applied, each with the digest of its text. */
export const migration = assay.table('migration', {
  tag: text('tag').primaryKey(),
  digest: text('digest').notNull(),
  appliedAt: instant('applied_at').notNull(),
});

/** The last recordedAt any fact was written with; its writer holds the advisory lock *facts* to the commit. */
export const factClock = assay.table('fact_clock', {
  one: integer('one').primaryKey(),
  recordedAt: instant('recorded_at').notNull(),
});

/** What a source has loaded of a fact: tells "none happened" from "not loaded". Days inclusive. */
export const coverage = assay.table(
  'coverage',
  {
    source: text('source').notNull(),
    fact: text('fact').notNull(),
    fromOn: date('from_on').notNull(),
    untilOn: date('until_on').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.fact, table.fromOn, table.untilOn] }), index().on(table.fact)],
);

/** Free attributes that mappings declared, each with its class: an undeclared one is not imported. */
export const attribute = assay.table(
  'attribute',
  {
    fact: text('fact').notNull(),
    name: text('name').notNull(),
    source: text('source').notNull(),
    class: text('class').notNull(),
    /** number or word: what its values are. */
    type: text('type').notNull(),
  },
  (table) => [primaryKey({ columns: [table.fact, table.name, table.source] })],
);
