import type { Grants, Treatment } from '../../access/role.ts';
import type { Scope } from '../../base/scope.ts';

/** How fine a purpose sees: the grade alone, everything in bands, months, or every detail. */
export const grains = ['grade', 'band', 'monthly', 'detail'] as const;
export type Grain = (typeof grains)[number];

/** What can be agreed at all, beside the inquiry itself: facts and grades of one customer. What serves work inside the company never leaves it. */
export const shareableScopes = [
  'profile.identity',
  'profile.identifier',
  'profile.contact',
  'profile.demographic',
  'account.basic',
  'account.status',
  'usage.summary',
  'usage.detail',
  'balance.detail',
  'payment.summary',
  'payment.detail',
  'contract.event',
  'rating.grade',
  'rating.score',
  'rating.reasons',
] as const satisfies readonly Scope[];
export type ShareableScope = (typeof shareableScopes)[number];

/** What a partner would be granted under an agreement on all of it. */
export const everything: Grants = { open: 'clear', 'inquiry.ask': 'clear', ...Object.fromEntries(shareableScopes.map((scope) => [scope, 'clear'])) };

/** No field of theirs has a mask: masked, nothing of them is shown. */
export const maskless: readonly ShareableScope[] = ['rating.grade', 'rating.reasons'];

const person: readonly ShareableScope[] = ['profile.identity', 'profile.identifier', 'profile.contact'];
const monthly: readonly ShareableScope[] = [
  'profile.demographic',
  'account.basic',
  'account.status',
  'usage.summary',
  'balance.detail',
  'payment.summary',
  'rating.score',
];

/** The least that must be hidden of a scope at a grain; nothing where the grain does not reach it. */
export function reach(grain: Grain, scope: ShareableScope): Treatment | undefined {
  if (scope === 'rating.grade' || scope === 'rating.reasons' || person.includes(scope)) return 'clear';
  if (grain === 'grade') return undefined;
  if (monthly.includes(scope)) return grain === 'band' ? 'masked' : 'clear';
  return grain === 'detail' ? 'clear' : undefined;
}
