import type { Day } from '../../base/time.ts';
import { type Draft, formOf } from './consent.ts';

/** A form of a partner that made a consent, whatever became of it. */
export interface UsedForm {
  readonly number: string;
  readonly digest: string | null;
  readonly customerId: string;
  readonly purpose: string;
}

/** A word taken back: for one purpose of a partner, or, with null, for whatever it might ask for. */
export interface Withdrawal {
  readonly customerId: string;
  readonly purpose: string | null;
  readonly withdrawnOn: Day;
}

/** What is on record with a partner about the customers and forms of some drafts. */
export interface Known {
  readonly consentIds: ReadonlySet<string>;
  readonly forms: readonly UsedForm[];
  readonly withdrawals: readonly Withdrawal[];
}

/**
 * What becomes of a draft: recorded; repeated, since it is on record already; form, since its form made another consent before or is another's;
 * withdrawn, since the customer took its word back on the day it was given or later.
 */
export type Fate =
  | { readonly is: 'recorded' }
  | { readonly is: 'repeated' }
  | { readonly is: 'form'; readonly number: string }
  | { readonly is: 'withdrawn'; readonly on: Day };

/** The fates of drafts for one partner, in their order: each is held to those before it as well. */
export function sift(drafts: readonly Draft[], known: Known): Fate[] {
  const consentIds = new Set(known.consentIds);
  const forms = Map.groupBy(known.forms, ({ number }) => number);
  const withdrawals = Map.groupBy(known.withdrawals, ({ customerId }) => customerId);
  return drafts.map((draft) => {
    const { consentId, customerId, purpose } = draft;
    const { number, digest } = formOf(draft.evidence);
    if (consentIds.has(consentId)) return { is: 'repeated' };
    const used = number === null ? [] : (forms.get(number) ?? []);
    const isFree = used.length === 0 ? !draft.isAnothers : used.every((form) => isSameForm(form, draft, digest));
    if (number !== null && !isFree) return { is: 'form', number };
    const on = lastWithdrawal(withdrawals.get(customerId) ?? [], draft);
    if (on !== undefined) return { is: 'withdrawn', on };
    consentIds.add(consentId);
    if (number !== null) forms.set(number, [...used, { number, digest, customerId, purpose }]);
    return { is: 'recorded' };
  });
}

/** One form may speak of several purposes, of each once, and of one customer. */
const isSameForm = (used: UsedForm, { customerId, purpose }: Draft, digest: string | null): boolean =>
  used.customerId === customerId && used.digest === digest && used.purpose !== purpose;

/** The last day that a form would have to be newer than; a customer who says so now has it behind. */
function lastWithdrawal(withdrawals: readonly Withdrawal[], { purpose, givenOn, evidence }: Draft): Day | undefined {
  if (evidence.way === 'customer') return undefined;
  const later = withdrawals.filter((each) => (each.purpose === null || each.purpose === purpose) && each.withdrawnOn >= givenOn);
  return later
    .map(({ withdrawnOn }) => withdrawnOn)
    .sort()
    .at(-1);
}
