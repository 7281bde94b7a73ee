import { describe, expect, it } from 'vitest';
import { subjectKinds } from '../../../src/sharing/agreement/agreement.ts';
import { type Entitled, entitled, type Profile } from '../../../src/sharing/agreement/entitlement.ts';
import { type ShareableScope, shareableScopes } from '../../../src/sharing/agreement/grain.ts';
import { type PartnerKind, partnerKinds } from '../../../src/sharing/partner/partner.ts';

const everything = partnerKinds.flatMap((kind) => subjectKinds.flatMap((subject) => shareableScopes.map((scope) => ({ kind, subject, scope }))));

describe('who may receive what about whom', () => {
  const cases: [Profile, PartnerKind, 'person' | 'organisation', ShareableScope, Entitled][] = [
    ['general', 'lender', 'person', 'rating.grade', 'freely'],
    ['general', 'landlord', 'person', 'rating.score', 'freely'],
    ['general', 'landlord', 'person', 'usage.detail', 'never'],
    ['general', 'merchant', 'person', 'rating.grade', 'freely'],
    ['general', 'merchant', 'person', 'rating.score', 'never'],
    ['general', 'employer', 'person', 'rating.reasons', 'freely'],
    ['general', 'employer', 'person', 'payment.summary', 'never'],
    ['general', 'employer', 'organisation', 'rating.grade', 'never'],
    ['general', 'authority', 'person', 'rating.grade', 'never'],
    ['general', 'authority', 'organisation', 'rating.grade', 'freely'],
    ['power', 'agency', 'person', 'rating.grade', 'freely'],
    ['power', 'lender', 'person', 'rating.grade', 'carried'],
    ['power', 'lender', 'person', 'payment.detail', 'carried'],
    ['power', 'lender', 'organisation', 'rating.grade', 'freely'],
    ['power', 'landlord', 'person', 'rating.grade', 'carried'],
    ['power', 'landlord', 'person', 'usage.detail', 'never'],
    ['power', 'authority', 'person', 'profile.contact', 'freely'],
    ['power', 'authority', 'person', 'rating.grade', 'never'],
  ];
  it.each(cases)('%s: a partner of the kind %s about a %s: %s %s', (profile, kind, subject, scope, expected) => {
    expect(entitled(profile, kind, subject, scope)).toBe(expected);
  });

  it("a person's grade reaches nobody but a licensed agency freely where the profile is power", () => {
    const free = everything.filter(
      ({ kind, subject, scope }) => subject === 'person' && scope.startsWith('rating.') && entitled('power', kind, subject, scope) === 'freely',
    );
    expect(new Set(free.map(({ kind }) => kind))).toEqual(new Set(['agency']));
  });

  it('the profile power gives nobody what the general one does not', () => {
    const beyond = everything.filter(
      ({ kind, subject, scope }) => entitled('power', kind, subject, scope) !== 'never' && entitled('general', kind, subject, scope) === 'never',
    );
    expect(beyond).toEqual([]);
  });

  it('of an organisation both say the same', () => {
    const others = everything.filter(
      ({ kind, subject, scope }) => subject === 'organisation' && entitled('power', kind, subject, scope) !== entitled('general', kind, subject, scope),
    );
    expect(others).toEqual([]);
  });
});
