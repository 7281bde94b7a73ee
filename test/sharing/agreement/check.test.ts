import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/base/limits.ts';
import { texts } from '../../../src/graphql/texts.ts';
import { agreementShape } from '../../../src/sharing/agreement/agreement.ts';
import { check, type Ground } from '../../../src/sharing/agreement/check.ts';
import { grains, reach, shareableScopes } from '../../../src/sharing/agreement/grain.ts';
import { agreementOf, purposeOf, today } from '../world.ts';

const ground: Ground = { partner: { kind: 'lender', state: 'active' }, profile: 'general', dimensions: ['credit'], today };
const found = (document: unknown, more: Partial<Ground> = {}): string[] =>
  check(document, { ...ground, ...more }).faults.map(({ code, path }) => `${code} ${path}`);
const letting = (more: object): unknown => ({ ...agreementOf('homes'), purposes: { letting: { ...agreementOf('homes').purposes['letting'], ...more } } });
const without = (key: string): unknown => Object.fromEntries(Object.entries(agreementOf('homes')).filter(([name]) => name !== key));

describe('the document', () => {
  it('passes as it stands, with what it leaves open said', () => {
    const { dimension: _, grade: __, bothGradesDays: ___, ...bare } = agreementOf('homes');
    expect(check(bare, ground)).toEqual({ agreement: agreementOf('homes'), faults: [] });
  });

  const forms: [string, unknown, string[]][] = [
    ['no document', 'homes', ['SHARING_DOCUMENT_TYPE ']],
    ['a word that nobody knows', { ...agreementOf('homes'), prize: 1 }, ['SHARING_DOCUMENT_KEY_UNKNOWN prize']],
    ['a member that is missing', without('quotas'), ['SHARING_DOCUMENT_KEY_MISSING quotas']],
    ['a title in one language', { ...agreementOf('homes'), title: { en: 'Homes' } }, ['SHARING_DOCUMENT_TEXT_MISSING title.zh']],
    ['another kind of document', { ...agreementOf('homes'), kind: 'ruleset' }, ['SHARING_DOCUMENT_WORD_UNKNOWN kind']],
    ['a number that is a text', { ...agreementOf('homes'), windowMonths: '24' }, ['SHARING_DOCUMENT_TYPE windowMonths']],
    ['a window that is too long', { ...agreementOf('homes'), windowMonths: 1_000 }, ['SHARING_DOCUMENT_TOO_BIG windowMonths']],
    ['no inquiries a day', { ...agreementOf('homes'), quotas: { day: 0, subject: 1, burst: 1, perSecond: 1 } }, ['SHARING_DOCUMENT_TOO_SMALL quotas.day']],
    ['a day that does not exist', { ...agreementOf('homes'), valid: { from: '2026-02-30', until: '2027-01-01' } }, ['SHARING_DOCUMENT_NAME_FORM valid.from']],
    ['a partner that cannot sign in', { ...agreementOf('homes'), partner: 'The Homes' }, ['SHARING_DOCUMENT_NAME_FORM partner']],
    [
      'a purpose with a name of another form',
      { ...agreementOf('homes'), purposes: { 'Letting!': purposeOf({ 'rating.grade': 'clear' }) } },
      ['SHARING_DOCUMENT_NAME_FORM purposes.Letting!'],
    ],
    ['a scope that stays inside', letting({ scopes: { 'ruleset.read': 'clear' } }), ['SHARING_SCOPE_UNKNOWN purposes.letting.scopes.ruleset.read']],
    [
      'a treatment that nobody knows',
      letting({ scopes: { 'rating.grade': 'blurred' } }),
      ['SHARING_DOCUMENT_WORD_UNKNOWN purposes.letting.scopes.rating.grade'],
    ],
    ['a grain that nobody knows', letting({ grain: 'weekly' }), ['SHARING_DOCUMENT_WORD_UNKNOWN purposes.letting.grain']],
    ['nobody to ask about', letting({ subjects: [] }), ['SHARING_DOCUMENT_TOO_SMALL purposes.letting.subjects']],
  ];
  it.each(forms)('names %s, and where', (_, document, expected) => {
    expect(found(document)).toEqual(expected);
    expect(check(document, ground).agreement).toBeUndefined();
  });

  it('names everything at once', () => {
    expect(found({ ...agreementOf('homes'), freshDays: 0, price: { inquiryMinor: -1, currency: 'euro' } })).toEqual([
      'SHARING_DOCUMENT_TOO_SMALL freshDays',
      'SHARING_DOCUMENT_TOO_SMALL price.inquiryMinor',
      'SHARING_DOCUMENT_NAME_FORM price.currency',
    ]);
  });

  it('has a text for every code that it can be told', () => {
    const codes = forms.flatMap(([, document]) => check(document, ground).faults.map(({ code }) => code));
    for (const language of ['en', 'zh'] as const) expect(codes.filter((code) => !texts()[language].has(code))).toEqual([]);
  });
});

describe('what is agreed', () => {
  const many = Object.fromEntries(Array.from({ length: limits.purposesPerAgreement + 1 }, (_, at) => [`p${at}`, purposeOf({ 'rating.grade': 'clear' })]));
  const cases: [string, unknown, string[], Partial<Ground>?][] = [
    ['a partner that is not there', agreementOf('homes'), ['SHARING_PARTNER_UNKNOWN partner'], { partner: undefined }],
    ['a partner that has ended', agreementOf('homes'), ['SHARING_PARTNER_ENDED partner'], { partner: { kind: 'lender', state: 'ended' } }],
    ['no purpose', agreementOf('homes', { purposes: {} }), ['SHARING_PURPOSES_COUNT purposes']],
    ['too many purposes', agreementOf('homes', { purposes: many }), ['SHARING_PURPOSES_COUNT purposes']],
    ['a purpose that sees nothing', letting({ scopes: {} }), ['SHARING_SCOPES_NONE purposes.letting.scopes']],
    ['a subject twice', letting({ subjects: ['person', 'person'] }), ['SHARING_SUBJECTS_TWICE purposes.letting.subjects']],
    ['an end before the beginning', agreementOf('homes', { valid: { from: '2027-01-02', until: '2027-01-01' } }), ['SHARING_VALID_ORDER valid.until']],
    ['a time that is over', agreementOf('homes', { valid: { from: '2025-01-01', until: '2026-11-21' } }), ['SHARING_VALID_OVER valid.until']],
    ['a currency that does not exist', agreementOf('homes', { price: { inquiryMinor: 1, currency: 'XQQ' } }), ['SHARING_CURRENCY_UNKNOWN price.currency']],
    [
      'more about one than about all',
      agreementOf('homes', { quotas: { day: 10, subject: 11, burst: 1, perSecond: 1 } }),
      ['SHARING_QUOTA_ORDER quotas.subject'],
    ],
    [
      'a scope beyond the grain',
      letting({ grain: 'grade', scopes: { 'rating.grade': 'clear', 'usage.detail': 'clear' } }),
      ['SHARING_GRAIN_SCOPE purposes.letting.scopes.usage.detail'],
    ],
    [
      'what its kind may not receive',
      letting({ grain: 'detail', subjects: ['person'], scopes: { 'usage.detail': 'masked' } }),
      ['SHARING_NOT_ENTITLED purposes.letting.scopes.usage.detail'],
      { partner: { kind: 'landlord', state: 'active' } },
    ],
    [
      'a grade that only an agency may receive',
      letting({ scopes: { 'rating.grade': 'clear' } }),
      ['SHARING_NOT_CARRIED purposes.letting.scopes.rating.grade'],
      { profile: 'power' },
    ],
  ];
  it.each(cases)('is refused with %s', (_, document, expected, more) => {
    expect(found(document, more)).toEqual(expected);
    expect(check(document, { ...ground, ...more }).agreement).toBeUndefined();
  });

  it.each([
    ['carried by the person', letting({ carried: true }), { profile: 'power' as const }],
    ['about organisations alone', letting({ subjects: ['organisation'] }), { profile: 'power' as const }],
    ['to a licensed agency', letting({}), { profile: 'power' as const, partner: { kind: 'agency' as const, state: 'active' as const } }],
  ])('may be a grade %s where only agencies may receive that of a person', (_, document, more) => {
    expect(found(document, more)).toEqual([]);
  });

  it('that has begun already is told, and passes', () => {
    const { agreement, faults } = check(agreementOf('homes', { valid: { from: '2026-01-01', until: '2027-01-01' } }), ground);
    expect([agreement?.partner, faults.map(({ code, severity }) => [code, severity])]).toEqual(['homes', [['SHARING_VALID_BEGUN', 'warning']]]);
  });

  it.each([
    ['in a dimension that no ruleset rates is told, and passes', agreementOf('homes', { dimension: 'churn' }), ['warning SHARING_DIMENSION_UNRATED dimension']],
    [
      'without grades may name any dimension',
      agreementOf('homes', { dimension: 'churn', purposes: { letting: purposeOf({ 'profile.identity': 'clear' }) } }),
      [],
    ],
  ])('%s', (_, document, expected) => {
    const { agreement, faults } = check(document, ground);
    expect([agreement?.dimension, faults.map(({ code, path, severity }) => `${severity} ${code} ${path}`)]).toEqual(['churn', expected]);
  });

  it('that masks what has no mask is told, and passes', () => {
    const { agreement, faults } = check(letting({ scopes: { 'rating.grade': 'masked', 'profile.identity': 'masked' } }), ground);
    expect([agreement !== undefined, faults.map(({ code, path, severity }) => `${severity} ${code} ${path}`)]).toEqual([
      true,
      ['warning SHARING_MASK_NONE purposes.letting.scopes.rating.grade'],
    ]);
  });

  it.each(grains.flatMap((grain) => shareableScopes.map((scope) => [grain, scope] as const)))(
    'of the grain %s reaches %s as far as it says',
    (grain, scope) => {
      const told = (['clear', 'masked', 'withheld'] as const).filter(
        (treatment) => check(letting({ grain, scopes: { [scope]: treatment } }), ground).agreement !== undefined,
      );
      const least = reach(grain, scope);
      expect(told).toEqual(least === undefined ? [] : least === 'masked' ? ['masked', 'withheld'] : ['clear', 'masked', 'withheld']);
    },
  );
});

it('every document of the tests is what the published shape says', () => {
  expect(agreementShape.safeParse(agreementOf('homes')).success).toBe(true);
});
