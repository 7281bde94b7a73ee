import { doublePrecision, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** One loaded file. The same file under the same mapping is answered from here instead of being loaded again. */
export const importRun = assay.table(
  'import_run',
  {
    runId: uuid('run_id').primaryKey(),
    source: text('source').notNull(),
    mapping: text('mapping').notNull(),
    mappingDigest: text('mapping_digest').notNull(),
    /** Which of the mapping's files it was read as. */
    file: text('file').notNull(),
    fileName: text('file_name').notNull(),
    fileDigest: text('file_digest').notNull(),
    /** The report as it was printed: rows accepted per fact, inserted, changed, unchanged. */
    counts: jsonb('counts').notNull(),
    rejected: integer('rejected').notNull(),
    /** How many rows were rejected for which reason. */
    rejects: jsonb('rejects').notNull().default({}),
    /** The columns of the file, as its header names them. */
    columns: text('columns').array().notNull().default([]),
    /** Those that the file of this name before it did not have. */
    newColumns: text('new_columns').array().notNull().default([]),
    /** Runs that were loaded together, as parts of one full extract, carry one value. */
    extract: uuid('extract'),
    recordedAt: instant('recorded_at').notNull(),
    seconds: doublePrecision('seconds').notNull(),
  },
  (table) => [index('import_run_file').on(table.fileDigest, table.mappingDigest)],
);
