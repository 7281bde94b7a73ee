import { bigint, date, doublePrecision, index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { assay, folded } from '../db/tables.ts';

/**
 * The line of the last rating run: what the portfolio is filtered and sorted by, one row per customer and dimension.
 * Nothing is null, so that one index serves each sort: what is missing is the sentinel of `line.ts` and sorts last.
 */
export const line = assay.table(
  'line',
  {
    customerId: uuid('customer_id').notNull(),
    dimension: text('dimension').notNull(),
    asOf: date('as_of').notNull(),
    digest: text('digest').notNull(),
    kind: text('kind').notNull(),
    nameKey: folded('name_key').notNull(),
    gradeName: text('grade_name').notNull(),
    grade: smallint('grade').notNull(),
    score: doublePrecision('score').notNull(),
    arrearsMinor: bigint('arrears_minor', { mode: 'number' }).notNull(),
    daysPastDue: integer('days_past_due').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.dimension] }),
    index('line_grade').on(table.dimension, table.grade, table.customerId),
    index('line_score').on(table.dimension, table.score, table.customerId),
    index('line_arrears').on(table.dimension, table.arrearsMinor, table.customerId),
    index('line_days').on(table.dimension, table.daysPastDue, table.customerId),
    index('line_name').on(table.dimension, table.nameKey, table.customerId),
  ],
);
