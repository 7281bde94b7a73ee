import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../../src/rating/calibration/rules.ts';
import type { Found, GradeFound } from '../../../src/rating/graded/graded.ts';
import { readGrade, type Terms, versionsIn } from '../../../src/sharing/report/grade.ts';
import { made, rulesetDocument } from './version.ts';

const calibration = {
  outcome: 'default',
  horizonMonths: 12,
  asOf: '2025-01-01',
  customers: 700,
  grades: {
    A: { customers: 300, bad: 1, pd: 0.004983, low: 0.000718, high: 0.015434 },
    B: { customers: 400, bad: 9, pd: 0.02369, low: 0.011, high: 0.0411 },
    C: { customers: 0, bad: 0, pd: 0.5, low: 0.001, high: 0.999 },
  },
};
const [present, before] = [made('present', { calibration }), made('before')];
const versions = new Map([present, before].map((version) => [version.version, version]));
const turns = [
  { version: present.version, digest: present.digest, since: '2026-03-01' },
  { version: before.version, digest: before.digest, since: '2024-01-01' },
];

const issued: GradeFound = {
  gradeId: '018f0000-0000-7000-8000-000000000001',
  ratingId: '018f0000-0000-7000-8000-000000000002',
  version: present.version,
  grade: 'B',
  index: null,
  provisional: false,
  asOf: '2026-01-01',
  validFrom: '2026-03-10',
  validUntil: '2027-03-31',
  reasons: ['POINTS'],
  inputs: '4711',
};
const computed: GradeFound = { ...issued, gradeId: null, grade: null, index: 0, validFrom: null, validUntil: null };
const found = (grade: GradeFound | null, more: Partial<Found> = {}): Found => ({ grade, former: null, state: null, expiredOn: null, ...more });
const terms: Terms = { graded: 'issued', freshDays: 365, bothGradesDays: 30, today: '2026-03-15' };
const formerIssued = { version: before.version, grade: 'A', index: null, provisional: true, asOf: '2025-01-01', until: '2026-03-10' };
const formerComputed = { version: before.version, grade: null, index: 2, provisional: false, asOf: '2026-02-01', until: null };

describe('the grade that a partner is told', () => {
  test('is the official one with its validity, reasons in both languages, and what became of customers with it', () => {
    expect(readGrade(found(issued), terms, versions, turns)).toEqual({
      why: null,
      shared: {
        grade: 'B',
        provisional: false,
        asOf: '2026-01-01',
        validFrom: '2026-03-10',
        validUntil: '2027-03-31',
        reasons: [{ code: 'POINTS', texts: { en: 'Few points.', zh: '积分较少。' } }],
        ruleset: { name: 'present', title: { en: 'Ruleset present', zh: '规则 present' }, digest: present.digest },
        observedDefault: { rate: 0.0225, customers: 400, asOf: '2025-01-01', horizonMonths: 12, outcome: 'default' },
        former: null,
        ratingId: issued.ratingId,
        gradeId: issued.gradeId,
        inputs: '4711',
      },
    });
  });

  test('is a computed one for as long as it is fresh', () => {
    expect(readGrade(found(computed), { ...terms, graded: 'monitoring', freshDays: 90 }, versions, turns).shared).toMatchObject({
      grade: 'A',
      gradeId: null,
      validFrom: '2026-01-01',
      validUntil: '2026-04-01',
    });
  });

  test.each([
    [29, null],
    [30, 30],
  ])('tells what became of %i customers only when they are enough', (customers, told) => {
    const calibration = {
      outcome: 'default',
      horizonMonths: 12,
      asOf: '2025-01-01',
      method: 'jeffreys',
      customers,
      grades: { B: { customers, bad: 1, pd: 0.05, low: 0, high: 1 } },
    };
    const few = made('few', { calibration });
    const reading = readGrade(found({ ...issued, version: few.version }), terms, new Map([...versions, [few.version, few]]), turns);
    expect(reading.shared?.observedDefault?.customers ?? null).toBe(told);
  });

  test.each([
    ['nobody had it among those of whom it is known', { ...issued, grade: 'C' }],
    ['the ruleset was never held against what became of its customers', { ...issued, version: before.version }],
  ])('has no observed default where %s', (_, grade) => {
    expect(readGrade(found(grade), terms, versions, turns).shared?.observedDefault).toBeNull();
  });

  test('has no observed default of other rules than it was made by', () => {
    const observed = (rules: string) => {
      const version = made('measured', { calibration: { ...calibration, rules } });
      return readGrade(found({ ...issued, version: version.version }), terms, new Map([[version.version, version]]), turns).shared?.observedDefault?.rate;
    };
    const document = rulesetDocument('measured');
    expect(observed(rulesOf(document))).toBe(0.0225);
    expect(observed(rulesOf({ ...document, grades: [{ grade: 'A', from: 90 }, ...document.grades.slice(1)] }))).toBeUndefined();
  });

  test.each([
    ['a customer that the ruleset does not rate', found(null, { state: 'outside' }), 'outside'],
    ['one of whom too little is known', found(null, { state: 'invalid' }), 'invalid'],
    ['the same after an official grade that expired', found(null, { state: 'outside', expiredOn: '2026-01-31' }), 'outside'],
    ['an official grade that holds no longer', found(null, { expiredOn: '2026-03-14' }), 'expired'],
    ['the same for who is rated any day', found(null, { state: 'rated', expiredOn: '2026-03-14' }), 'expired'],
    ['a customer rated any day and never graded officially', found(null, { state: 'rated' }), 'never_issued'],
    ['a customer nobody ever rated', found(null), 'never_issued'],
    ['a grade as of 366 days ago where 365 are agreed', found({ ...issued, asOf: '2025-03-14' }), 'stale'],
  ])('is none of %s, and says why', (_, given, why) => {
    expect(readGrade(given, terms, versions, turns)).toEqual({ shared: null, why });
  });

  test('is told on the last day of its freshness', () => {
    expect(readGrade(found({ ...issued, asOf: '2025-03-15' }), terms, versions, turns).why).toBeNull();
  });
});

describe('the grade by the former ruleset', () => {
  test.each([
    ['from the day the official grade changed rulesets', issued, formerIssued, '2026-03-10', 'A', '2026-04-08'],
    ['to the last of the days agreed', issued, formerIssued, '2026-04-08', 'A', '2026-04-08'],
    ['and no day longer', issued, formerIssued, '2026-04-09', undefined, undefined],
    ['from the day the ruleset was activated, of a computed one', computed, formerComputed, '2026-03-30', 'C', '2026-03-30'],
    ['and no day longer either', computed, formerComputed, '2026-03-31', undefined, undefined],
  ])('is told beside %s', (_, grade, former, today, told, toldUntil) => {
    const given = found(grade, { former });
    expect(versionsIn(given)).toEqual([present.version, before.version]);
    const { shared } = readGrade(given, { ...terms, today }, versions, turns);
    expect([shared?.former?.grade, shared?.former?.toldUntil]).toEqual([told, toldUntil]);
  });

  test('is not told where the agreement does not ask for it', () => {
    expect(readGrade(found(issued, { former: formerIssued }), { ...terms, today: '2026-03-10', bothGradesDays: 0 }, versions, turns).shared?.former).toBeNull();
  });

  test('names its own ruleset', () => {
    expect(readGrade(found(issued, { former: formerIssued }), terms, versions, turns).shared?.former).toMatchObject({
      provisional: true,
      asOf: '2025-01-01',
      ruleset: { name: 'before', digest: before.digest },
    });
  });
});
