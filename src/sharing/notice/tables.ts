import { date, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** Which partners were told of which change of rulesets: each once, and once more where what was to come was taken back. */
export const rulesetNotice = assay.table(
  'ruleset_notice',
  {
    partnerId: uuid('partner_id').notNull(),
    dimension: text('dimension').notNull(),
    /** Of the ruleset that takes the other's place, and from which day on. */
    digest: text('digest').notNull(),
    beginsOn: date('begins_on').notNull(),
    toldAt: instant('told_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.dimension, table.digest, table.beginsOn] })],
);
