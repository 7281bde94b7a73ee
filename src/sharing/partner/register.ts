import { randomBytes } from 'node:crypto';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { problem } from '../errors.ts';
import { saidOf } from '../said.ts';
import { vault } from '../vault.ts';
import { sourcesOf } from './address.ts';
import { bringKeys } from './bring.ts';
import { type Contact, contactsOf, type KeySources, lineOf, nameOf, type PartnerKind, type PartnerRow, partnerIdOf, subjectKeyName } from './partner.ts';
import { addPartner, partnerByName } from './store.ts';

/** Who shall be a partner, and how it signs in. */
export interface Registering extends Partial<KeySources> {
  /** What it calls itself when it signs in. */
  readonly name: string;
  readonly title: string;
  readonly kind: PartnerKind;
  readonly contacts?: readonly Contact[] | undefined;
  /** Public keys that were uploaded. */
  readonly jwks?: unknown;
  readonly sandbox?: boolean | undefined;
  readonly why: string;
}

/**
 * Registers a partner, and makes the key that it hashes identifiers with: 32 bytes, kept sealed. Nothing can be asked by it
 * before an agreement is in force. SHARING_PARTNER_TAKEN, SHARING_ISSUER_TAKEN and what is wrong with what was given.
 */
export async function register(
  tx: Tx,
  seal: readonly Uint8Array[],
  wanted: Registering,
  { who, at }: Omit<Acting, 'holds'>,
): Promise<PartnerRow & { subjectKey: Buffer }> {
  const why = saidOf(wanted.why);
  const [partnerId, subjectKey] = [newId(), randomBytes(32)];
  const { kind, sandbox = false } = wanted;
  const described = {
    name: nameOf(wanted.name),
    title: lineOf(wanted.title, 'title'),
    kind,
    contacts: contactsOf(wanted.contacts ?? []),
    ...sourcesOf(wanted),
  };
  const row: PartnerRow = { partnerId, ...described, state: 'active', stateAt: at, sandbox, clockSeconds: 0, addedAt: at };
  if (!(await addPartner(tx, row, vault(seal).seal(subjectKeyName(partnerId), subjectKey)))) {
    if (await partnerByName(tx, row.name)) throw problem('SHARING_PARTNER_TAKEN', { name: row.name }, { path: 'name' });
    throw problem('SHARING_ISSUER_TAKEN', { issuer: row.issuer ?? '' }, { path: 'issuer' });
  }
  const { contacts, ...told } = described;
  const detail = { ...told, sandbox, contacts: contacts.length };
  await append(tx, {
    at,
    who,
    what: 'partner.register',
    kind: 'partner',
    subjectId: partnerIdOf(partnerId),
    why,
    digest: digest({ ...described, sandbox }),
    detail,
  });
  if (wanted.jwks !== undefined && wanted.jwks !== null) await bringKeys(tx, row, { jwks: wanted.jwks, why }, { who, at });
  return { ...row, subjectKey };
}
