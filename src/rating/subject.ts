/**
 * What a ruleset rates.
 *
 * customer: over all its accounts; a measured indicator may say that it is measured per account and gathered (`gather.ts`).
 *
 * account: every account known as of the day, by itself. What is measured over facts of accounts is its own, over facts of
 * customers (profile, relations, interactions) its owner's; the sources that cover it are those of its owner.
 *
 * group: a customer with those that it heads as of the day (`customer/group/store.ts`), under the head. Every measured
 * indicator says how it gathers: it is measured per member, the head included, over all accounts of the member.
 *
 * A derived indicator gathers nothing itself: it combines what was gathered.
 */
export const subjects = ['customer', 'account', 'group'] as const;
export type Subject = (typeof subjects)[number];

/** The subject id of a rating of the customer: nothing else of it. */
export const itself = '00000000-0000-0000-0000-000000000000';

/**
 * What a rating under a customer is of, by its subject id: itself (zero), an account (that account's id), or the group
 * that the customer heads (the customer's own id).
 */
export const subjectOf = (customerId: string, subjectId: string): Subject =>
  subjectId === itself ? 'customer' : subjectId === customerId ? 'group' : 'account';

/** How a set-based read names a subject: `customerId:subjectId`, the customer itself by its id alone. */
export const subjectName = (customerId: string, subjectId: string): string => (subjectId === itself ? customerId : `${customerId}:${subjectId}`);
