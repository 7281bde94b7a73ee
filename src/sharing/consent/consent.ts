import type { Scope } from '../../base/scope.ts';
import type { Day, Instant } from '../../base/time.ts';

/** Prefixes of ids outside. A consent's names no customer: it stands in receipts, which may come into any hands. */
export const consentPrefix = 'con';
export const withdrawalPrefix = 'wdr';

/** Who brought it: the customer through the company's front end, staff with a document, the partner with a signed form, or a file of many. */
export const ways = ['customer', 'staff', 'partner', 'import'] as const;
export type Way = (typeof ways)[number];

/** How a consent can be proved; digests are SHA-256 in 64 hex digits, kid is the key that the partner signed in with. */
export type Evidence =
  | { readonly way: 'customer'; readonly channel: string; readonly session: string }
  | { readonly way: 'staff'; readonly documentNumber: string; readonly documentDigest: string | null; readonly place: string }
  | { readonly way: 'partner'; readonly formNumber: string; readonly formDigest: string; readonly kid?: string }
  | { readonly way: 'import'; readonly fileDigest: string; readonly line: number; readonly formNumber: string | null; readonly formDigest: string | null };

export const checks = ['queued', 'passed', 'failed'] as const;
export type Check = (typeof checks)[number];

/** What decides whether a consent holds. */
export interface Consent {
  readonly customerId: string;
  readonly consentId: string;
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly givenBy: Way;
  readonly validFrom: Instant;
  /** It holds before this instant; null: until it is withdrawn. */
  readonly validUntil: Instant | null;
  readonly withdrawnAt: Instant | null;
  readonly spotCheck: Check | null;
}

/** A consent as it lies in the table. */
export interface ConsentRow extends Consent {
  readonly partnerId: string;
  /** The partner's name, and what people call it. */
  readonly partner: string;
  readonly partnerTitle: string;
  readonly textVersion: string;
  readonly language: string;
  readonly evidence: Evidence;
  readonly formNumber: string | null;
  readonly givenOn: Day;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly withdrawnBy: string | null;
  readonly withdrawnWhy: string | null;
  readonly checkedAt: Instant | null;
  readonly checkedBy: string | null;
  readonly checkedWhy: string | null;
}

/** What is asked of a consent: may all these scopes be told for this purpose at that time? */
export interface Needed {
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly at: Instant;
}

/** Whether a consent allows it. The condition of the same name in `store.ts` decides alike. */
export const holds = (consent: Consent, { purpose, scopes, at }: Needed): boolean =>
  consent.purpose === purpose &&
  scopes.every((scope) => consent.scopes.includes(scope)) &&
  consent.validFrom <= at &&
  (consent.validUntil === null || consent.validUntil > at) &&
  consent.withdrawnAt === null &&
  consent.spotCheck !== 'failed';

export const states = ['in_force', 'not_yet', 'expired', 'withdrawn', 'failed'] as const;
export type State = (typeof states)[number];

/** What has become of a consent by an instant: in force is one that holds for its own purpose and scopes. */
export function stateOf(consent: Consent, at: Instant): State {
  if (consent.withdrawnAt !== null) return 'withdrawn';
  if (consent.spotCheck === 'failed') return 'failed';
  if (consent.validUntil !== null && consent.validUntil <= at) return 'expired';
  return consent.validFrom > at ? 'not_yet' : 'in_force';
}

/** A consent that shall be recorded. */
export interface Draft {
  readonly consentId: string;
  readonly customerId: string;
  readonly partnerId: string;
  readonly purpose: string;
  readonly scopes: readonly Scope[];
  readonly textVersion: string;
  readonly language: string;
  readonly evidence: Evidence;
  readonly givenOn: Day;
  /** It holds from its recording on, or from this later instant. */
  readonly validFrom: Instant | null;
  readonly validUntil: Instant | null;
  /** What the partner calls the customer. */
  readonly reference: string | null;
  /** Its form was named for somebody else before: it makes a consent only where it is on record as this customer's. */
  readonly isAnothers?: boolean;
}

export const formOf = (evidence: Evidence): { readonly number: string | null; readonly digest: string | null } =>
  'formNumber' in evidence ? { number: evidence.formNumber, digest: evidence.formDigest } : { number: null, digest: null };
