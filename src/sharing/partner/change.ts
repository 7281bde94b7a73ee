import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { saidOf } from '../said.ts';
import { sourcesOf } from './address.ts';
import { known } from './known.ts';
import { type Contact, checkNotEnded, contactsOf, type KeySources, lineOf, type PartnerRow, partnerIdOf } from './partner.ts';
import { isIssuerTaken, keepPartner } from './store.ts';

/** What shall be other of a partner: what is left out stays, an address that is null goes. */
export interface Changing extends Partial<KeySources> {
  readonly partner: string;
  readonly title?: string | null | undefined;
  readonly contacts?: readonly Contact[] | null | undefined;
  readonly why: string;
}

/** Changes how a partner is called, whom to write to, or where its keys come from. SHARING_PARTNER_UNKNOWN, _ENDED, SHARING_ISSUER_TAKEN. */
export async function changePartner(
  tx: Tx,
  { partner: name, title, contacts, ...more }: Changing,
  { who, at }: Pick<Acting, 'who' | 'at'>,
): Promise<PartnerRow> {
  const why = saidOf(more.why);
  const partner = await known(tx, name);
  checkNotEnded(partner);
  const given = { jwksUri: partner.jwksUri, issuer: partner.issuer, issuerJwksUri: partner.issuerJwksUri, ...named(more) };
  const changed = {
    title: title == null ? partner.title : lineOf(title, 'title'),
    contacts: contacts == null ? partner.contacts : contactsOf(contacts),
    ...sourcesOf(given),
  };
  const { partnerId } = partner;
  if (changed.issuer !== null && (await isIssuerTaken(tx, changed.issuer, partnerId)))
    throw problem('SHARING_ISSUER_TAKEN', { issuer: changed.issuer }, { path: 'issuer' });
  await keepPartner(tx, partnerId, changed);
  const { contacts: persons, ...told } = changed;
  const detail = { ...told, contacts: persons.length };
  await append(tx, { at, who, what: 'partner.change', kind: 'partner', subjectId: partnerIdOf(partnerId), why, digest: digest(changed), detail });
  return { ...partner, ...changed };
}

/** The addresses that are said, null among them. */
const named = ({ jwksUri, issuer, issuerJwksUri }: Partial<KeySources>): Partial<KeySources> =>
  Object.fromEntries(Object.entries({ jwksUri, issuer, issuerJwksUri }).filter(([, address]) => address !== undefined));
