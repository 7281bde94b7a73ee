import type { Instant } from '../../base/time.ts';
import { type Consent, holds } from '../consent/consent.ts';

/** What the one statement found of a subject, in its snapshot. */
export interface Evidence {
  /** Who is so called; nobody, or of several the first. */
  readonly customerId: string | null;
  /** How many are so called. */
  readonly matches: number;
  /** person or organisation. */
  readonly kind: string | null;
  /** Every consent of theirs to this partner for this purpose. */
  readonly consents: readonly Consent[];
}

/** What the same snapshot says of the partner, its key and its agreement. */
export interface Gate {
  /** The database's clock. */
  readonly at: Instant;
  readonly state: string;
  readonly clockSeconds: number;
  /** Its keys may be its own server's. */
  readonly foreignKeys: boolean;
  /** The version in force; nothing without one. */
  readonly versionId: string | null;
  readonly key: { readonly until: Instant | null; readonly revokedAt: Instant | null } | null;
}

/** What the operation went by until then. */
export interface Assumed {
  readonly versionId: string;
  readonly clockSeconds: number;
}

/** What an inquiry may see, and of whom. */
export interface Terms {
  readonly purpose: string;
  /** Scopes of every field it asks for. */
  readonly scopes: readonly string[];
  readonly subjects: readonly string[];
  /** Only what the customer itself consented to counts. */
  readonly carried: boolean;
}

export type Passage = 'open' | 'stale' | 'suspended' | 'key' | 'agreement';

/** Whether a partner may ask at all, by what the snapshot says; `stale`: it says otherwise than was assumed, so all is to be asked anew. */
export function passage(gate: Gate, assumed: Assumed): Passage {
  if (gate.state !== 'active') return 'suspended';
  if (!(gate.foreignKeys && gate.key === null) && !keyCounts(gate.key, gate.at)) return 'key';
  if (gate.versionId === null) return 'agreement';
  return gate.versionId === assumed.versionId && gate.clockSeconds === assumed.clockSeconds ? 'open' : 'stale';
}

const keyCounts = (key: Gate['key'], at: Instant): boolean => key !== null && key.revokedAt === null && (key.until === null || key.until > at);

export type Verdict =
  | { readonly disclosed: true; readonly customerId: string; readonly consent: Consent }
  | { readonly disclosed: false; readonly why: 'unknown' | 'ambiguous' | 'subject' | 'not_consented' | 'not_covered' };

/** The row rule: whether anything is said of a subject, and under which consent. Why not is for the audit alone: outside every refusal is the same. */
export function verdict({ customerId, matches, kind, consents }: Evidence, { purpose, scopes, subjects, carried }: Terms, at: Instant): Verdict {
  const refused = (why: Exclude<Verdict, { disclosed: true }>['why']): Verdict => ({ disclosed: false, why });
  if (customerId === null || matches === 0) return refused('unknown');
  if (matches > 1) return refused('ambiguous');
  const given = consents.filter((consent) => consent.customerId === customerId && (!carried || consent.givenBy === 'customer'));
  const consent = given.find((each) => holds(each, { purpose, scopes, at }));
  if (!consent) return refused(given.some((each) => holds(each, { purpose, scopes: [], at })) ? 'not_covered' : 'not_consented');
  if (kind === null || !subjects.includes(kind)) return refused('subject');
  return { disclosed: true, customerId, consent };
}
