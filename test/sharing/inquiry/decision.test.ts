import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Consent } from '../../../src/sharing/consent/consent.ts';
import { type Evidence, type Gate, passage, type Terms, verdict } from '../../../src/sharing/inquiry/decision.ts';

const at = '2026-11-22T10:00:00.000Z';
const consent = (more: Partial<Consent> = {}): Consent => ({
  customerId: 'ann',
  consentId: 'c1',
  purpose: 'letting',
  scopes: ['rating.grade', 'profile.identity'],
  givenBy: 'staff',
  validFrom: '2026-01-01T00:00:00.000Z',
  validUntil: null,
  withdrawnAt: null,
  spotCheck: null,
  ...more,
});
const evidence = (more: Partial<Evidence> = {}): Evidence => ({ customerId: 'ann', matches: 1, kind: 'person', consents: [consent()], ...more });
const terms = (more: Partial<Terms> = {}): Terms => ({ purpose: 'letting', scopes: ['rating.grade'], subjects: ['person'], carried: false, ...more });

describe('of a subject something is said', () => {
  test('under a consent that covers what is asked', () => {
    expect(verdict(evidence(), terms(), at)).toEqual({ disclosed: true, customerId: 'ann', consent: consent() });
  });

  test('under the consent that covers it, of several', () => {
    const wide = consent({ consentId: 'c2', scopes: ['rating.grade', 'payment.detail'] });
    const decided = verdict(evidence({ consents: [consent(), wide] }), terms({ scopes: ['payment.detail'] }), at);
    expect(decided).toMatchObject({ disclosed: true, consent: { consentId: 'c2' } });
  });
});

describe('nothing is said', () => {
  const cases: [string, Partial<Evidence>, Partial<Terms>, string][] = [
    ['of nobody', { customerId: null, matches: 0, kind: null, consents: [] }, {}, 'unknown'],
    ['where several are so called', { matches: 2 }, {}, 'ambiguous'],
    ['without a consent', { consents: [] }, {}, 'not_consented'],
    ['under one that was withdrawn', { consents: [consent({ withdrawnAt: at })] }, {}, 'not_consented'],
    ['under one that expires at this very moment', { consents: [consent({ validUntil: at })] }, {}, 'not_consented'],
    ['under one that begins a millisecond later', { consents: [consent({ validFrom: '2026-11-22T10:00:00.001Z' })] }, {}, 'not_consented'],
    ['under one that failed its spot check', { consents: [consent({ spotCheck: 'failed' })] }, {}, 'not_consented'],
    ['under one for another purpose', { consents: [consent({ purpose: 'lending' })] }, {}, 'not_consented'],
    ['under one of somebody else', { consents: [consent({ customerId: 'bob' })] }, {}, 'not_consented'],
    ['of fields that it does not cover', {}, { scopes: ['rating.grade', 'payment.detail'] }, 'not_covered'],
    ['of an organisation where the agreement is about persons', { kind: 'organisation' }, {}, 'subject'],
    ['of one whose record is not seen', { kind: null }, {}, 'subject'],
    ['under a consent that staff brought where the customer must carry it', {}, { carried: true }, 'not_consented'],
  ];
  test.each(cases)('%s', (_, found, asked, why) => {
    expect(verdict(evidence(found), terms(asked), at)).toEqual({ disclosed: false, why });
  });

  test('ever more for a wider question: what is told of many scopes is told of some of them', () => {
    const scopes = ['rating.grade', 'profile.identity', 'payment.detail', 'usage.detail'];
    const some = fc.subarray(scopes);
    fc.assert(
      fc.property(some, some, some, (held, asked, fewer) => {
        const seen = evidence({ consents: [consent({ scopes: held })] });
        const whole = verdict(seen, terms({ scopes: asked }), at).disclosed;
        const part = verdict(seen, terms({ scopes: asked.filter((scope) => fewer.includes(scope)) }), at).disclosed;
        return !whole || part;
      }),
    );
  });
});

describe('a partner', () => {
  const gate = (more: Partial<Gate> = {}): Gate => ({
    ...{ at, state: 'active', clockSeconds: 0, foreignKeys: false, versionId: 'v1', key: { until: null, revokedAt: null } },
    ...more,
  });
  const assumed = { versionId: 'v1', clockSeconds: 0 };
  const cases: [string, Gate, string][] = [
    ['may ask as it was assumed', gate(), 'open'],
    ['that is suspended may not', gate({ state: 'suspended' }), 'suspended'],
    ['that ended may not', gate({ state: 'ended' }), 'suspended'],
    ['whose key was revoked may not', gate({ key: { until: null, revokedAt: at } }), 'key'],
    ['whose key came to its end may not', gate({ key: { until: at, revokedAt: null } }), 'key'],
    ['of an unknown key may not', gate({ key: null }), 'key'],
    ['whose keys are elsewhere may', gate({ key: null, foreignKeys: true }), 'open'],
    ['whose keys are elsewhere may not with one that it revoked here', gate({ key: { until: null, revokedAt: at }, foreignKeys: true }), 'key'],
    ['without an agreement in force may not', gate({ versionId: null }), 'agreement'],
    ['under another version is shown the graph anew', gate({ versionId: 'v2' }), 'stale'],
    ['whose sandbox clock was moved is asked anew', gate({ clockSeconds: 60 }), 'stale'],
  ];
  test.each(cases)('%s', (_, seen, expected) => {
    expect(passage(seen, assumed)).toBe(expected);
  });
});
