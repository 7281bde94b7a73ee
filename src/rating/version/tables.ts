import { index, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** Every version of every ruleset that was ever activated. Never changed: another document is another version. */
export const rulesetVersion = assay.table(
  'ruleset_version',
  {
    /** Of the canonical document. */
    digest: text('digest').primaryKey(),
    /** First 16 bytes of the digest: what ratings carry. */
    version: uuid('version').notNull().unique(),
    name: text('name').notNull(),
    dimension: text('dimension').notNull(),
    /** customer, account or group: what it rates. */
    subject: text('subject').notNull().default('customer'),
    /** As its author wrote it, without defaults. */
    document: jsonb('document').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (table) => [index('ruleset_version_name').on(table.name, table.addedAt)],
);

/** Which version a dimension's customers, accounts or groups are rated by, from when: the latest one holds. */
export const rulesetActivation = assay.table(
  'ruleset_activation',
  {
    dimension: text('dimension').notNull(),
    subject: text('subject').notNull().default('customer'),
    activatedAt: instant('activated_at').notNull(),
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.dimension, table.subject, table.activatedAt] })],
);
