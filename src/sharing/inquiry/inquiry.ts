import type { PartnerToken } from '../../access/partner.ts';
import type { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import type { Quotas } from './quota.ts';

type Proof = NonNullable<PartnerToken['proof']>;

/** A subject as the one statement looks for it: by our own id, by the sealed hash of a number, or by what the partner calls it. Hashes in hex. */
export interface Located {
  readonly customerId: string | null;
  /** Kind of the number, or `reference`; null for an id. */
  readonly kind: string | null;
  /** Hash under the installation's key. */
  readonly hash: string | null;
  /** Hash under the partner's key, or of its reference. */
  readonly name: string | null;
  /** Keyed hash of the subject as it was asked for: what the audit and the quota know it by. */
  readonly asked: string;
  /** What a sandbox partner calls it. */
  readonly reference: string | null;
}

export const outcomes = ['answered', 'not_rated', 'no_record', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** What an entry of the audit says of one subject: coordinates and keyed hashes. */
export interface InquiredOf {
  readonly outcome: Outcome;
  /** Why nothing, or no grade, was told. */
  readonly why?: string;
  readonly subject: string;
  /** Keyed hash of the customer's id. */
  readonly customer?: string;
  readonly consent?: string;
  /** Digest of the ruleset whose grade was told. */
  readonly ruleset?: string;
  readonly rating?: string;
  readonly grade?: string;
  /** Keyed hash of what was told. */
  readonly values?: string;
  /** Keyed hash of the document that was signed. */
  readonly report?: string;
}

/** An entry of the audit: one request, about one subject or many. */
export interface InquiryBody {
  readonly kind: 'inquiry';
  readonly purpose: string;
  /** Digest of the agreement's version. */
  readonly agreement: string;
  /** Digest of the list of fields that it would tell. */
  readonly fields: string;
  /** The partner's key. */
  readonly kid: string;
  /** The idempotency key had asked this before: it is answered anew and not counted. */
  readonly repeats?: boolean;
  readonly inquiries: readonly InquiredOf[];
}

/** An entry of a request that the quota of a subject refused: that a customer was counted before by another name tells of a consent. */
export interface OverBody extends Pick<InquiryBody, 'purpose' | 'agreement' | 'kid'> {
  readonly kind: 'over';
  readonly inquiries: readonly Pick<InquiredOf, 'subject' | 'customer'>[];
}

/** A customer of whom something is told. */
export interface Told {
  readonly customerId: string;
  readonly outcome: Outcome;
  readonly consentId: string;
  readonly ratingId: string | null;
  readonly gradeId: string | null;
  readonly report: string | null;
  /** Digest of the list of fields, and the list. */
  readonly fields: string;
  readonly fieldList: readonly string[];
}

/** What the transaction of the audit counts and keeps of a request beside its entry, and what it finds. */
export interface Request {
  readonly partnerId: string;
  readonly key: string;
  readonly inputDigest: string;
  /** The company's day, and how many seconds are left of it. */
  readonly day: string;
  readonly secondsLeft: number;
  readonly at: Instant;
  /** What the quota knows its subjects by. */
  readonly subjects: readonly string[];
  readonly quotas: Quotas;
  readonly proof: Proof | undefined;
  readonly told: readonly Told[];
  /** Says that it is on its way no more, since it was counted. */
  readonly leave?: (() => void) | undefined;
  /** How many of the partner's requests were refused before they were read, since the last that was counted. */
  turnedAway?: number;
  /** Inquiries of the day, these among them. */
  used?: number;
  /** What refuses it once that is on record. */
  over?: Problem;
}

/** The number of an inquiry and of its report: the partner, the entry of its audit, and of several the place among them. */
export const numberOf = (partner: string, seq: number, place?: number): string =>
  `${partner}-${String(seq).padStart(8, '0')}${place === undefined ? '' : `.${place + 1}`}`;

export const proofName = ({ realm, name }: Proof): string => `${realm} ${name}`;

/** The proofs that requests came with. */
export const proofsOf = (requests: readonly Request[]): Proof[] => requests.flatMap(({ proof }) => (proof ? [proof] : []));
