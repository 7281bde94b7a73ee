import { date, index, jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** Every version of every ruleset, drafts too. Never changed: another document is another version. */
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
    /** Who wrote it, and what was said of it; null of what was kept before that was asked. */
    author: text('author'),
    comment: text('comment'),
  },
  (table) => [
    index('ruleset_version_name').on(table.name, table.addedAt),
    index('ruleset_version_dimension').on(table.dimension, table.addedAt, table.digest),
    index('ruleset_version_added').on(table.addedAt, table.digest),
  ],
);

/**
 * Which version a dimension's customers, accounts or groups are rated by, from when: the latest one that has begun holds.
 * What has begun stays; what is to come may be taken back.
 */
export const rulesetActivation = assay.table(
  'ruleset_activation',
  {
    dimension: text('dimension').notNull(),
    subject: text('subject').notNull().default('customer'),
    /** From when it holds. */
    activatedAt: instant('activated_at').notNull(),
    digest: text('digest').notNull(),
    /** bootstrap, activation, stop or resumption. */
    kind: text('kind').notNull().default('activation'),
    /** The company's day that an activation names; null: at once. */
    beginsOn: date('begins_on'),
    /** Who decided on it, when and why; null of what was kept before that was asked. */
    decidedAt: instant('decided_at'),
    who: text('who'),
    why: text('why'),
  },
  (table) => [primaryKey({ columns: [table.dimension, table.subject, table.activatedAt] }), unique().on(table.dimension, table.subject, table.beginsOn)],
);
