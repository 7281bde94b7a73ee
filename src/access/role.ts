import { type Scope, scopes } from '../base/scope.ts';

/** How a granted scope is seen: as it is, through its field's mask, or as null that is named in `extensions.disclosure`. */
export type Treatment = 'clear' | 'masked' | 'withheld';

/** What a principal may see. A scope that is not listed is not granted: its fields do not exist for that principal. */
export type Grants = Readonly<Partial<Record<Scope, Treatment>>>;

export const roles = ['agent', 'analyst', 'officer', 'approver', 'steward', 'machine', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

const clear = (...granted: Scope[]): Grants => Object.fromEntries(granted.map((scope) => [scope, 'clear']));

const facts = clear(
  'customer.read',
  'account.basic',
  'account.status',
  'usage.summary',
  'usage.detail',
  'balance.detail',
  'payment.summary',
  'payment.detail',
  'contract.event',
  'interaction.detail',
  'rating.external',
);
const grades = clear('rating.grade', 'rating.score', 'rating.reasons');
const profiles = clear('customer.read', 'profile.identity', 'profile.contact', 'profile.demographic', 'profile.source', 'profile.relation');
const analyst: Grants = {
  ...facts,
  ...grades,
  ...clear('profile.demographic', 'profile.source', 'profile.relation', 'rating.detail', 'outcome.detail', 'portfolio.read', 'ruleset.read'),
  ...clear('list.read', 'policy.read', 'dispute.read'),
};

/** What one person proposes, or does at once to be told to a second: nobody but admin also holds the scope that decides on it. */
const edits = clear('ruleset.edit', 'rating.run', 'rating.override', 'list.edit', 'forbearance.edit', 'approval.read', 'approval.submit');
/** What a second person decides. */
const decisions = clear(
  'ruleset.approve',
  'rating.issue',
  'override.approve',
  'list.approve',
  'forbearance.approve',
  'dispute.approve',
  'partner.read',
  'partner.approve',
  'approval.read',
  'approval.decide',
);

/**
 * What each role of the company's own people and programs is granted, beside `open`, which everybody holds. Admin exists to set
 * an installation up: one who holds both sides of an approval is still refused as the approver of what is his own.
 */
export const roleGrants: Readonly<Record<Role, Grants>> = {
  agent: {
    ...facts,
    ...grades,
    ...profiles,
    ...clear('rating.detail', 'portfolio.read', 'list.read', 'policy.read', 'dispute.read', 'consent.read', 'disclosure.read'),
    'profile.identifier': 'masked',
  },
  analyst,
  officer: { ...analyst, ...edits, ...clear('rating.review', 'dispute.edit') },
  approver: { ...analyst, ...decisions },
  steward: {
    ...profiles,
    ...clear('profile.identifier', 'profile.sensitive', 'account.basic', 'import.read', 'import.run', 'audit.read'),
    ...clear('partner.read', 'partner.edit', 'consent.read', 'consent.edit', 'consent.withdraw', 'disclosure.read', 'approval.read', 'approval.submit'),
  },
  machine: clear(
    'customer.read',
    'rating.grade',
    'rating.reasons',
    'policy.read',
    'outbox.read',
    'consent.read',
    'disclosure.read',
    'consent.give',
    'consent.withdraw',
  ),
  operator: clear('operate', 'import.read'),
  // What only partners do stays theirs: an inquiry is asked under an agreement.
  admin: clear(...scopes.filter((scope) => scope !== 'inquiry.ask')),
};

export const isRole = (text: unknown): text is Role => (roles as readonly unknown[]).includes(text);
