import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../../src/sharing/agreement/agreement.ts';
import type { Seeing } from '../../../src/sharing/difference/difference.ts';
import { causes, type Recorded, type RecordedGrade, type RecordedInquiry, type Rehearsal, rehearse } from '../../../src/sharing/rehearsal/rehearsal.ts';
import { causeText } from '../../../src/sharing/rehearsal/wording.ts';
import { agreementOf, purposeOf } from '../world.ts';

/** The name hangs on its scope; the grade is always seen. */
const seeing: Seeing = (document, purpose) => {
  const name = document?.purposes[purpose]?.scopes['profile.identity'];
  return new Map([['Customer.grade', 'clear'] as const, ...(name ? [['Customer.name', name] as const] : [])]);
};

const told: RecordedInquiry = { outcome: 'answered', why: null, subject: 's1', kind: 'person', givenBy: 'staff', grade: null };
const untold = (why: string): RecordedInquiry => ({ outcome: 'refused', why, subject: 's1', kind: null, givenBy: null, grade: null });
const kept = { dimension: 'credit', asOf: '2026-10-31' };
const graded = (grade: Partial<RecordedGrade> = {}): RecordedInquiry => ({ ...told, grade: { kind: 'issued', kept, ...grade } });
const request = (more: Partial<Recorded> = {}): Recorded => ({
  at: '2026-11-22T10:00:00.000Z',
  day: '2026-11-22',
  purpose: 'letting',
  fields: ['Customer.grade'],
  isRepeat: false,
  inquiries: [told],
  ...more,
});
const proposed = (purpose: Partial<Agreement['purposes'][string]> = {}, more: Partial<Agreement> = {}): Agreement =>
  agreementOf('homes', { purposes: { letting: purposeOf({ 'rating.grade': 'clear', 'profile.identity': 'clear' }, purpose) }, ...more });
const quotas = (more: Partial<Agreement['quotas']>): Partial<Agreement> => ({ quotas: { ...agreementOf('homes').quotas, ...more } });
const come = ({ answered, refusedNow, answeredNow, refusedBefore }: Rehearsal): number[] => [answered, refusedNow, answeredNow, refusedBefore];

describe('what would become of recorded inquiries', () => {
  const many = (count: number, more: (at: number) => Partial<Recorded> = () => ({})): Recorded[] => Array.from({ length: count }, (_, at) => request(more(at)));
  const later = (seconds: number): Partial<Recorded> => ({ at: new Date(Date.parse('2026-11-22T10:00:00.000Z') + seconds * 1000).toISOString() });
  const cases: [string, Recorded[], Agreement, number[], [string, number][]][] = [
    ['nothing, without any', [], proposed(), [0, 0, 0, 0], []],
    ['answered as before', [request()], proposed(), [1, 0, 0, 0], []],
    ['what was not rated is answered too', [request({ inquiries: [{ ...told, outcome: 'not_rated' }] })], proposed(), [1, 0, 0, 0], []],
    ['refused: the purpose is gone', [request({ purpose: 'care' })], proposed(), [0, 1, 0, 0], [['purpose', 1]]],
    ['refused: a field is gone', [request({ fields: ['Customer.grade', 'Customer.bills'] })], proposed(), [0, 1, 0, 0], [['fields', 1]]],
    ['answered: a field is masked', [request({ fields: ['Customer.name'] })], proposed({ scopes: { 'profile.identity': 'masked' } }), [1, 0, 0, 0], []],
    ['refused: about a person', [request()], proposed({ subjects: ['organisation'] }), [0, 1, 0, 0], [['subject', 1]]],
    [
      'answered: about an organisation',
      [request({ inquiries: [{ ...told, kind: 'organisation' }] })],
      proposed({ subjects: ['organisation'] }),
      [1, 0, 0, 0],
      [],
    ],
    ['refused: not carried by the person', [request()], proposed({ carried: true }), [0, 1, 0, 0], [['carried', 1]]],
    ['answered: carried by the person', [request({ inquiries: [{ ...told, givenBy: 'customer' }] })], proposed({ carried: true }), [1, 0, 0, 0], []],
    ['refused as before: nobody consented', [request({ inquiries: [untold('not_consented')] })], proposed(), [0, 0, 0, 1], []],
    ['answered now: that kind of subject was not covered', [request({ inquiries: [untold('subject')] })], proposed(), [0, 0, 1, 0], []],
    [
      'refused as before: that kind may still not be covered',
      [request({ inquiries: [untold('subject')] })],
      proposed({ subjects: ['person'] }),
      [0, 0, 0, 1],
      [],
    ],
    [
      'refused: more a day than agreed',
      many(3, (at) => ({ inquiries: [{ ...told, subject: `s${at}` }] })),
      proposed({}, quotas({ day: 2 })),
      [2, 1, 0, 0],
      [['quota_day', 1]],
    ],
    [
      'answered: on the next day there are as many again',
      [...many(2), request({ day: '2026-11-23', at: '2026-11-23T10:00:00.000Z' })],
      proposed({}, quotas({ day: 2 })),
      [3, 0, 0, 0],
      [],
    ],
    ['refused: more about one subject than agreed', many(3), proposed({}, quotas({ subject: 2 })), [2, 1, 0, 0], [['quota_subject', 1]]],
    ['refused: more at once than agreed', many(3), proposed({}, quotas({ burst: 2, perSecond: 1 })), [2, 1, 0, 0], [['quota_burst', 1]]],
    ['answered: places of the burst come free', many(3, (at) => later(at)), proposed({}, quotas({ burst: 1, perSecond: 1 })), [3, 0, 0, 0], []],
    ['answered: what repeats another counts for no quota', [request(), request({ isRepeat: true })], proposed({}, quotas({ day: 1 })), [2, 0, 0, 0], []],
    [
      'one request about many, each for itself',
      [request({ inquiries: [told, { ...told, kind: 'organisation' }, untold('unknown')] })],
      proposed({ subjects: ['person'] }),
      [1, 1, 0, 1],
      [['subject', 1]],
    ],
  ];
  it.each(cases)('%s', (_, recorded, document, expected, why) => {
    const rehearsal = rehearse(recorded, document, seeing);
    expect(come(rehearsal)).toEqual(expected);
    expect(rehearsal.causes.map(({ cause, inquiries }) => [cause, inquiries])).toEqual(why);
    expect(expected.reduce((sum, count) => sum + count, 0)).toBe(rehearsal.inquiries);
  });

  const grades: [string, RecordedInquiry, Agreement, Partial<Rehearsal>][] = [
    ['told as before', graded(), proposed(), { answered: 1 }],
    ['told on the last day of its freshness', graded(), proposed({}, { freshDays: 22 }), { answered: 1 }],
    ['not told a day later', graded(), proposed({}, { freshDays: 21 }), { gradeNotTold: 1, causes: [{ cause: 'stale', inquiries: 1 }] }],
    ['not told: another dimension', graded(), proposed({}, { dimension: 'churn' }), { gradeNotTold: 1, causes: [{ cause: 'dimension', inquiries: 1 }] }],
    ['not told: a computed one', graded(), proposed({}, { grade: 'monitoring' }), { gradeNotTold: 1, causes: [{ cause: 'grade', inquiries: 1 }] }],
    ['not told: an official one', graded({ kind: 'monitoring' }), proposed(), { gradeNotTold: 1, causes: [{ cause: 'grade', inquiries: 1 }] }],
    ['told as before: a computed one', graded({ kind: 'monitoring' }), proposed({}, { grade: 'monitoring' }), { answered: 1 }],
    ['not known, where it is kept no more', graded({ kept: null }), proposed(), { unknown: 1 }],
    ['not told, where another kind is asked for, whatever is kept', graded({ kept: null }), proposed({}, { grade: 'monitoring' }), { gradeNotTold: 1 }],
    ['withheld, and so never stale', graded(), proposed({ scopes: { 'rating.grade': 'withheld' } }, { freshDays: 1 }), { answered: 1 }],
    ['refused with all the rest', graded(), proposed({ subjects: ['organisation'] }, { freshDays: 1 }), { refusedNow: 1, gradeNotTold: 0 }],
    ['not known, where the consent is kept no more', { ...told, givenBy: null }, proposed({ carried: true }), { unknown: 1 }],
    ['not known, where it is not kept whom it was about', { ...told, kind: null }, proposed({ subjects: ['person'] }), { unknown: 1 }],
    ['told that there is no record', { ...untold('unknown'), outcome: 'no_record' }, proposed({ carried: true, subjects: ['person'] }), { answered: 1 }],
  ];
  it.each(grades)('a grade is %s', (_, inquiry, document, expected) => {
    const { answered, refusedNow, gradeNotTold, unknown, ...rehearsal } = rehearse([request({ inquiries: [inquiry] })], document, seeing);
    expect({ answered, refusedNow, gradeNotTold, unknown, ...rehearsal }).toMatchObject(expected);
    expect(answered + refusedNow + gradeNotTold + unknown).toBe(1);
  });

  it('counts fields that would be lost, masked or cleared by how many asked for them', () => {
    const asked = [request({ fields: ['Customer.name masked'] }), request({ fields: ['Customer.bills', 'Customer.name'], inquiries: [told, told] })];
    expect(rehearse(asked, proposed(), seeing).fields).toEqual([
      { purpose: 'letting', coordinate: 'Customer.name', from: 'masked', to: 'clear', inquiries: 1 },
      { purpose: 'letting', coordinate: 'Customer.bills', from: 'clear', to: 'absent', inquiries: 2 },
    ]);
  });

  it('says so where the fields were not kept, and the time that it covers', () => {
    const asked = [request({ fields: null, inquiries: [untold('unknown')] }), request(later(60))];
    expect(rehearse(asked, proposed(), seeing)).toMatchObject({ fieldsUnknown: 1, requests: 2, inquiries: 2, since: asked[0]?.at, until: asked[1]?.at });
  });

  it('has words for every cause', () => {
    for (const language of ['en', 'zh'] as const) expect(causes.filter((cause) => causeText(cause, language) === '')).toEqual([]);
  });
});
