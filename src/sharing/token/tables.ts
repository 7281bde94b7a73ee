import { index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { assay, bytes, instant } from '../../db/tables.ts';

/** What must be seen once only (assertions, proofs), shared by all replicas, until it would be too old anyway. */
export const replay = assay.table(
  'replay',
  {
    /** Of what: `assertion <client>`, `proof <key thumbprint>`. */
    realm: text('realm').notNull(),
    /** Digest of its jti. */
    name: text('name').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.realm, table.name] }), index('replay_expires').on(table.expiresAt)],
);

/** What the token endpoint keeps beside replays, by model and id. */
export const tokenModel = assay.table(
  'token_model',
  { model: text('model').notNull(), id: text('id').notNull(), payload: jsonb('payload').notNull(), expiresAt: instant('expires_at') },
  (table) => [primaryKey({ columns: [table.model, table.id] }), index('token_model_expires').on(table.expiresAt)],
);

/** The installation's signing keys: for tokens, reports, receipts and checkpoints, each their own. Public halves are published for good. */
export const signingKey = assay.table('signing_key', {
  kid: text('kid').primaryKey(),
  /** token, report, receipt or checkpoint. */
  use: text('use').notNull(),
  jwk: jsonb('jwk').notNull(),
  /** The private half, sealed under the installation's key; empty once it was destroyed. */
  sealed: bytes('sealed'),
  madeAt: instant('made_at').notNull(),
  /** It signs before this instant; verifying goes on. */
  retiredAt: instant('retired_at'),
});
