import { bigint, boolean, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { assay, bytes, instant } from '../../db/tables.ts';

/** An institution that may ask: who it is, how it signs in, and whether it may at all. */
export const partner = assay.table(
  'partner',
  {
    partnerId: uuid('partner_id').primaryKey(),
    /** What it calls itself when it signs in (`client_id`): lower-case letters, digits, hyphens. */
    name: text('name').notNull(),
    title: text('title').notNull(),
    /** lender, agency, operator, landlord ... (`partner.ts`). */
    kind: text('kind').notNull(),
    /** active, suspended or ended. */
    state: text('state').notNull(),
    stateAt: instant('state_at').notNull(),
    /** Persons to write to: name, role, e-mail, phone. */
    contacts: jsonb('contacts').notNull(),
    /** Where its keys are published, instead of those that were uploaded. */
    jwksUri: text('jwks_uri'),
    /** Its own authorisation server: what its tokens name as `iss`, and where that server's keys are. */
    issuer: text('issuer'),
    issuerJwksUri: text('issuer_jwks_uri'),
    /** Made by `assay partner demo`: it has named test subjects and a movable clock. */
    sandbox: boolean('sandbox').notNull(),
    /** How far the clock of its consents is ahead; 0 outside the sandbox. */
    clockSeconds: bigint('clock_seconds', { mode: 'number' }).notNull(),
    /** The key its hashes of identifiers are made with, sealed. */
    subjectKey: bytes('subject_key').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (table) => [uniqueIndex('partner_name').on(table.name), uniqueIndex('partner_issuer').on(table.issuer)],
);

/** A public key that a partner signs with. One that was withdrawn stays on record. */
export const partnerKey = assay.table(
  'partner_key',
  {
    partnerId: uuid('partner_id').notNull(),
    kid: text('kid').notNull(),
    jwk: jsonb('jwk').notNull(),
    addedAt: instant('added_at').notNull(),
    addedBy: text('added_by').notNull(),
    /** From this instant on it is no longer accepted: a rotation that was told beforehand. */
    until: instant('until'),
    revokedAt: instant('revoked_at'),
    why: text('why'),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.kid] })],
);
