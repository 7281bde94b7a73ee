import { index, primaryKey, text } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** What must be seen once only (assertions, proofs), shared by all replicas, until it would be too old anyway. */
export const replay = assay.table(
  'replay',
  {
    /** Of what: `oauth` (what came to the token endpoint), `proof <key thumbprint>`. */
    realm: text('realm').notNull(),
    /** Digest of its jti. */
    name: text('name').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.realm, table.name] }), index('replay_expires').on(table.expiresAt)],
);
