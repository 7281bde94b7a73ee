import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/base/limits.ts';
import { addDays } from '../../../src/base/time.ts';
import type { Agreement } from '../../../src/sharing/agreement/agreement.ts';
import { checkNotice, lossesOf } from '../../../src/sharing/agreement/loss.ts';
import type { VersionRow } from '../../../src/sharing/agreement/version.ts';
import { agreementOf, purposeOf, today } from '../world.ts';

const purposes = (more: Agreement['purposes']): Agreement => agreementOf('homes', { purposes: more });
const old = purposes({ letting: purposeOf({ 'rating.grade': 'clear', 'profile.identity': 'masked' }), care: purposeOf({ 'rating.grade': 'clear' }) });

const more = (quotas: Agreement['quotas'], times: number): Agreement['quotas'] =>
  Object.fromEntries(Object.entries(quotas).map(([name, count]) => [name, count * times])) as Agreement['quotas'];

describe('what a version takes away', () => {
  const { care } = old.purposes as { care: Agreement['purposes'][string] };
  const letting = (scopes: Agreement['purposes'][string]['scopes'], more = {}) => purposes({ letting: purposeOf(scopes, more), care });
  const cases: [string, Agreement, string[]][] = [
    ['nothing, when nothing changes', old, []],
    ['nothing, when the partner sees more', letting({ 'rating.grade': 'clear', 'profile.identity': 'clear', 'rating.score': 'clear' }), []],
    ['nothing, when it may ask more often and further back', { ...old, quotas: more(old.quotas, 2), windowMonths: old.windowMonths + 1 }, []],
    ['inquiries', { ...old, quotas: { ...more(old.quotas, 2), day: old.quotas.day - 1 } }, ['quotas.day']],
    ['inquiries of every kind', { ...old, quotas: more(old.quotas, 0.5) }, ['quotas.day', 'quotas.subject', 'quotas.burst', 'quotas.perSecond']],
    ['older facts and grades', { ...old, windowMonths: old.windowMonths - 1, freshDays: old.freshDays - 1 }, ['windowMonths', 'freshDays']],
    ['the former grade beside the new one', { ...old, bothGradesDays: old.bothGradesDays - 1 }, ['bothGradesDays']],
    ['the grade that is told', { ...old, grade: 'monitoring' }, ['grade']],
    ['whose grade is told', { ...old, dimension: 'churn' }, ['dimension']],
    ['a purpose that goes', purposes({ care }), ['purposes.letting']],
    ['a scope that goes', letting({ 'rating.grade': 'clear' }), ['purposes.letting.scopes.profile.identity']],
    ['a scope that is withheld', letting({ 'rating.grade': 'clear', 'profile.identity': 'withheld' }), ['purposes.letting.scopes.profile.identity']],
    ['a scope that is masked', letting({ 'rating.grade': 'masked', 'profile.identity': 'masked' }), ['purposes.letting.scopes.rating.grade']],
    ['a kind of subject', letting({ 'rating.grade': 'clear', 'profile.identity': 'masked' }, { subjects: ['person'] }), ['purposes.letting.subjects']],
    [
      'consents that were not given by the customer itself',
      letting({ 'rating.grade': 'clear', 'profile.identity': 'masked' }, { carried: true }),
      ['purposes.letting.carried'],
    ],
  ];
  it.each(cases)('%s', (_, now, expected) => {
    expect(lossesOf(old, now).map(({ path }) => path)).toEqual(expected);
  });
});

describe('notice', () => {
  const row = (number: number, document: Agreement, more: Partial<VersionRow> = {}): VersionRow => ({
    ...{ versionId: `v${number}`, partnerId: 'p', number, document, digest: '', author: 'Olga', draftedAt: '', submittedAt: null },
    ...{ approvedAt: 'then', fromOn: '2026-01-01', untilOn: '2027-06-30', suspendedAt: null, endedAt: null },
    ...more,
  });
  const less = purposes({ care: purposeOf({ 'rating.grade': 'clear' }) });
  const standing = row(1, old);
  const soon = addDays(today, limits.agreementNoticeDays - 1);
  const inTime = addDays(today, limits.agreementNoticeDays);
  const proposed = (document: Agreement, fromOn: string): VersionRow => row(2, document, { approvedAt: null, fromOn, untilOn: '2028-01-01' });
  const notice =
    (version: VersionRow, versions: VersionRow[], urgent: string | null = null) =>
    () =>
      checkNotice(version, versions, { today, urgent });

  it('is refused when it is too short, and told what is taken away and when it may begin', () => {
    expect(notice(proposed(less, soon), [standing])).toThrow(
      expect.objectContaining({
        code: 'SHARING_NOTICE',
        params: { count: 1, first: 'purposes.letting', fromOn: soon, days: limits.agreementNoticeDays, earliest: inTime },
      }),
    );
  });

  const passing: [string, VersionRow, VersionRow[], string | null, number][] = [
    ['is long enough', proposed(less, inTime), [standing], null, 1],
    ['is waived by who says why it is urgent', proposed(less, soon), [standing], 'A court said so.', 1],
    ['is not needed for what takes nothing away', proposed(old, today), [standing], null, 0],
    ['is not needed for the first version', proposed(less, today), [], null, 0],
    ['is not needed where the former one was ended', proposed(less, today), [{ ...standing, endedAt: 'then' }], null, 0],
    ['is not needed where the former one was never approved', proposed(less, today), [{ ...standing, approvedAt: null }], null, 0],
    ['is not needed where the former one is over by then', proposed(less, soon), [{ ...standing, untilOn: addDays(soon, -1) }], null, 0],
  ];
  it.each(passing)('%s', (_, version, versions, urgent, losses) => {
    expect(notice(version, versions, urgent)()).toHaveLength(losses);
  });

  it('counts from one that is approved and has not begun, too', () => {
    expect(notice(proposed(less, soon), [row(1, less), row(2, old, { versionId: 'other', fromOn: addDays(today, 3) })])).toThrow(
      expect.objectContaining({ code: 'SHARING_NOTICE' }),
    );
  });
});
