import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { problem } from '../errors.ts';

/** What a partner is, which decides what it may receive about whom (`entitlement.ts`). */
export const partnerKinds = ['lender', 'agency', 'operator', 'landlord', 'employer', 'insurer', 'authority', 'merchant'] as const;
export type PartnerKind = (typeof partnerKinds)[number];

export const partnerStates = ['active', 'suspended', 'ended'] as const;
export type PartnerState = (typeof partnerStates)[number];

/** Prefix of a partner's id outside. */
export const partnerPrefix = 'par';
export const partnerIdOf = (partnerId: string): string => encodeId(partnerPrefix, partnerId);

/** A person to write to. */
export interface Contact {
  readonly name: string;
  /** What for: `security`, `billing`, in the partner's words. */
  readonly role?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** Where a partner's keys come from, when they are not uploaded; its own authorisation server names itself and its keys. */
export interface KeySources {
  readonly jwksUri: string | null;
  readonly issuer: string | null;
  readonly issuerJwksUri: string | null;
}

export interface PartnerRow extends KeySources {
  readonly partnerId: string;
  readonly name: string;
  readonly title: string;
  readonly kind: PartnerKind;
  readonly state: PartnerState;
  readonly stateAt: Instant;
  readonly contacts: readonly Contact[];
  readonly sandbox: boolean;
  readonly clockSeconds: number;
  readonly addedAt: Instant;
}

/** A partner as the graph shows it. */
export interface PublishedPartner extends PartnerRow {
  readonly id: string;
}

export const publish = (row: PartnerRow): PublishedPartner => ({ ...row, id: partnerIdOf(row.partnerId) });

/** Under which name a partner's subject key is sealed. */
export const subjectKeyName = (partnerId: string): string => `subject ${partnerId}`;

/** A name that a partner can sign in with. SHARING_PARTNER_NAME. */
export function nameOf(name: string): string {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw problem('SHARING_PARTNER_NAME', { name }, { path: 'name' });
  return name;
}

/** A line of text without blanks around it. SHARING_TEXT_LENGTH. */
export function lineOf(text: string, path: string): string {
  const line = text.trim();
  const most = limits.nameCharacters;
  if (line === '' || line.length > most) throw problem('SHARING_TEXT_LENGTH', { path, actual: line.length, most }, { path });
  return line;
}

/** Persons to write to, as they are kept. SHARING_CONTACTS_MANY, SHARING_CONTACT_EMAIL, SHARING_TEXT_LENGTH. */
export function contactsOf(contacts: readonly Contact[]): Contact[] {
  const most = limits.partnerContacts;
  if (contacts.length > most) throw problem('SHARING_CONTACTS_MANY', { actual: contacts.length, most }, { path: 'contacts' });
  return contacts.map((contact, at) => {
    const path = `contacts[${at}]`;
    const part = (word: 'role' | 'email' | 'phone') => ({ [word]: contact[word] == null ? null : lineOf(contact[word], `${path}.${word}`) });
    const email = contact.email?.trim();
    if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) throw problem('SHARING_CONTACT_EMAIL', { email }, { path: `${path}.email` });
    return { name: lineOf(contact.name, `${path}.name`), ...part('role'), ...part('email'), ...part('phone') };
  });
}

/** From which states a partner comes to a state. */
const before: Readonly<Record<PartnerState, readonly PartnerState[]>> = { active: ['suspended'], suspended: ['active'], ended: ['active', 'suspended'] };

/** Refuses a step that the partner's state does not allow: what has ended stays so. SHARING_PARTNER_STATE. */
export function checkStep({ name, state }: Pick<PartnerRow, 'name' | 'state'>, to: PartnerState): void {
  if (!before[to].includes(state)) throw problem('SHARING_PARTNER_STATE', { name, state, to }, { path: 'partner' });
}

/** Refuses whatever is to be done with a partner that has ended. SHARING_PARTNER_ENDED. */
export function checkNotEnded({ name, state }: Pick<PartnerRow, 'name' | 'state'>): void {
  if (state === 'ended') throw problem('SHARING_PARTNER_ENDED', { name }, { path: 'partner' });
}
