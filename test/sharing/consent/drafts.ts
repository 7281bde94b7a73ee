import fc from 'fast-check';
import type { Instant } from '../../../src/base/time.ts';
import type { Check, Consent, Draft, Needed } from '../../../src/sharing/consent/consent.ts';

export const digest = 'ab'.repeat(32);
const id = (place: number): string => `01900000-0000-7000-8000-${String(place).padStart(12, '0')}`;
export const [ann, ben] = [id(1), id(2)];

/** A form of Ann's, signed on the first, for letting. */
export const form = (more: Partial<Draft> = {}): Draft => ({
  consentId: id(100),
  customerId: ann,
  partnerId: id(50),
  purpose: 'letting',
  scopes: ['rating.grade'],
  textVersion: '2026-1',
  language: 'en',
  evidence: { way: 'partner', formNumber: 'F-1', formDigest: digest },
  givenOn: '2026-11-01',
  validFrom: null,
  validUntil: null,
  reference: null,
  ...more,
});
export const consentIdOf = (place: number): string => id(100 + place);

/** Few moments, purposes and scopes, so that everything meets its limits often. */
const moments: readonly Instant[] = [1, 2, 3, 4].map((day) => `2026-11-0${day}T00:00:00.000Z`);
const moment = fc.constantFrom(...moments);
const purpose = fc.constantFrom('letting', 'lending');
const scopes = fc.uniqueArray(fc.constantFrom('rating.grade', 'rating.reasons', 'profile.identity'), { maxLength: 3 });

export const anyNeeded: fc.Arbitrary<Needed> = fc.record({ purpose, scopes, at: moment });
/** Any consent; its ids are those of `place`. */
export const anyConsent: fc.Arbitrary<(place: number) => Consent> = fc
  .record({
    purpose,
    scopes,
    givenBy: fc.constantFrom('customer', 'staff', 'partner', 'import'),
    validFrom: moment,
    validUntil: fc.option(moment),
    withdrawnAt: fc.option(moment, { freq: 3 }),
    spotCheck: fc.option(fc.constantFrom<Check>('queued', 'passed', 'failed')),
  })
  .map((consent) => (place) => ({ ...consent, customerId: ann, consentId: consentIdOf(place) }));
