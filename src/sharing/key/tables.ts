import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { assay, bytes, instant } from '../../db/tables.ts';

/** The installation's signing keys: for tokens, reports, receipts and checkpoints, each their own. Public halves are kept for good. */
export const signingKey = assay.table(
  'signing_key',
  {
    kid: text('kid').primaryKey(),
    /** token, report, receipt or checkpoint. */
    use: text('use').notNull(),
    /** The public half. */
    jwk: jsonb('jwk').notNull(),
    /** The private half, sealed under the installation's key; empty once it was destroyed. */
    sealed: bytes('sealed'),
    madeAt: instant('made_at').notNull(),
    /** What it signed before this instant counts, for good. */
    retiredAt: instant('retired_at'),
  },
  (table) => [index('signing_key_use').on(table.use, table.madeAt)],
);
