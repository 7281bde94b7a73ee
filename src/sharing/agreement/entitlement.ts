import type { policyRules } from '../../base/profile.ts';
import type { PartnerKind } from '../partner/partner.ts';
import type { SubjectKind } from './agreement.ts';
import { type ShareableScope, shareableScopes } from './grain.ts';

export type Profile = keyof typeof policyRules;

/** freely: by agreement and consent. carried: only where the customer itself consented with the company, so that it carries it to the partner. never: not by any agreement. */
export type Entitled = 'freely' | 'carried' | 'never';

/** What a kind of partner may receive about somebody; what is in neither list it never receives. */
interface Entitlement {
  readonly freely: readonly ShareableScope[];
  readonly carried: readonly ShareableScope[];
}

const all = shareableScopes;
const grade = ['rating.grade', 'rating.reasons'] as const;
const grades = [...grade, 'rating.score'] as const;
const who = ['profile.identity', 'profile.identifier'] as const;
const paying = ['account.basic', 'account.status', 'payment.summary'] as const;

const freely = (...freely: readonly ShareableScope[]): Entitlement => ({ freely, carried: [] });

/** Whom everything may be told that serves its decision, and nothing else of a person. */
const general: Readonly<Record<PartnerKind, Readonly<Record<SubjectKind, Entitlement>>>> = {
  lender: { person: freely(...all), organisation: freely(...all) },
  agency: { person: freely(...all), organisation: freely(...all) },
  operator: { person: freely(...all), organisation: freely(...all) },
  insurer: { person: freely(...who, ...grades, ...paying, 'profile.demographic'), organisation: freely(...all) },
  landlord: { person: freely(...who, ...grades, ...paying), organisation: freely(...all) },
  merchant: { person: freely(...who, ...grade), organisation: freely(...who, ...grades, ...paying) },
  employer: { person: freely('profile.identity', ...grade), organisation: freely() },
  authority: {
    person: freely(...who, 'profile.contact', ...paying, 'contract.event'),
    organisation: freely(...who, 'profile.contact', ...paying, 'contract.event', ...grade),
  },
};

/**
 * What is known of a person's credit reaches whoever lends, sells or lets on credit through a licensed agency, or carried by
 * the person; of an organisation as anywhere.
 */
const carriedByPersons = (table: typeof general): typeof general =>
  Object.fromEntries(
    Object.entries(table).map(([kind, { person, organisation }]) => {
      const free = kind === 'agency' ? person.freely : kind === 'authority' ? person.freely.filter((scope) => !scope.startsWith('rating.')) : [];
      return [kind, { person: { freely: free, carried: person.freely.filter((scope) => !free.includes(scope)) }, organisation }];
    }),
  ) as unknown as typeof general;

/** Who may receive what about whom, by profile. */
export const entitlements: Readonly<Record<Profile, typeof general>> = { general, power: carriedByPersons(general) };

/** Whether a kind of partner may receive a scope about somebody at all, and how. */
export function entitled(profile: Profile, kind: PartnerKind, subject: SubjectKind, scope: ShareableScope): Entitled {
  const { freely: free, carried } = entitlements[profile][kind][subject];
  return free.includes(scope) ? 'freely' : carried.includes(scope) ? 'carried' : 'never';
}
