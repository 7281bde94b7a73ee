import { bigint, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/**
 * The audit: one chain per stream (a partner's id, or `staff`), each entry's hash over its body and the hash before it. Rows
 * are added and read, never changed.
 */
export const auditEntry = assay.table(
  'audit_entry',
  {
    stream: text('stream').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    /** Coordinates and keyed hashes of values, never values. */
    body: jsonb('body').notNull(),
    /** Hex SHA-256 of the entry before; 64 zeros for the first. */
    before: text('before').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.stream, table.seq] }), index('audit_entry_at').on(table.stream, table.at)],
);

/** The last entry of each stream: locked by who appends, so that numbers are dense. */
export const auditHead = assay.table('audit_head', {
  stream: text('stream').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});

/** Signed statements of where a stream stood. */
export const auditCheckpoint = assay.table(
  'audit_checkpoint',
  {
    stream: text('stream').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
    at: instant('at').notNull(),
    /** The signed statement, a compact JWS. */
    signed: text('signed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.stream, table.seq] })],
);

/** Lists of fields that entries of staff name by their digest: most operations select what others did. */
export const auditFields = assay.table('audit_fields', {
  digest: text('digest').primaryKey(),
  fields: text('fields').array().notNull(),
});
