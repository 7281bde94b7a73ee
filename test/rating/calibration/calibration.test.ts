import { describe, expect, it } from 'vitest';
import { pdOf } from '../../../src/rating/calibration/calibration.ts';
import { calibrationOf, rulesOf } from '../../../src/rating/calibration/rules.ts';
import { faultsOf, sound } from '../document.ts';

const grade = (customers: number, bad: number, more: object = {}) => ({ customers, bad, pd: (bad + 0.5) / (customers + 1), low: 0, high: 1, ...more });
const calibration = (grades: object, more: object = {}) => ({
  calibration: {
    ...{ outcome: 'default', horizonMonths: 12, asOf: '2025-12-31' },
    customers: Object.values(grades).reduce((sum: number, each: { customers: number }) => sum + each.customers, 0),
    ...{ rules: rulesOf(sound()), grades, ...more },
  },
});
const [A, B, C] = [grade(99, 0), grade(99, 3), grade(9, 2)];

describe('the check of a calibration', () => {
  it.each<[string, object, string[]]>([
    ['one of all grades', calibration({ A, B, C }), []],
    ['figures of a person', calibration({ A: grade(99, 0, { pd: 0.01 }), B, C }, { method: 'given' }), []],
    ['what is written in six decimals', calibration({ A, B: grade(99, 3, { pd: 0.035 }), C: grade(9, 2, { pd: 0.25 }) }), []],
    ['a grade nobody had', calibration({ A, C }), ['~calibration.grades RATING_CALIBRATION_GRADE']],
    ['grades out of order', calibration({ A: B, B: A, C }), ['~calibration.grades.B.pd RATING_CALIBRATION_ORDER']],
    ['equal grades', calibration({ A, B: A, C }), ['~calibration.grades.B.pd RATING_CALIBRATION_ORDER']],
    ['a grade that is none', calibration({ A, B, C, Z: C }), ['calibration.grades.Z RATING_GRADE_UNKNOWN']],
    ['a sum that is none', calibration({ A, B, C }, { customers: 5 }), ['calibration.customers RATING_CALIBRATION_SUM']],
    ['more bad than there are', calibration({ A, B, C: grade(9, 10, { pd: 0.5 }) }), ['calibration.grades.C.bad RATING_CALIBRATION_BAD']],
    ['a probability beside its interval', calibration({ A, B: grade(99, 3, { low: 0.2 }), C }), ['calibration.grades.B RATING_CALIBRATION_INTERVAL']],
    ['a probability that the counts do not give', calibration({ A, B: grade(99, 3, { pd: 0.03 }), C }), ['calibration.grades.B.pd RATING_CALIBRATION_PD']],
    ['a probability above 1', calibration({ A, B, C: grade(9, 2, { pd: 1.5 }) }), ['calibration.grades.C.pd RATING_TOO_BIG']],
    ['one that does not say which rules it was measured with', calibration({ A, B, C }, { rules: undefined }), ['~calibration RATING_CALIBRATION_UNTOLD']],
    ['one of other rules', calibration({ A, B, C }, { rules: rulesOf({}) }), ['~calibration.rules RATING_CALIBRATION_RULES']],
    ['a day that is none', calibration({ A, B, C }, { asOf: '2025-02-30' }), ['calibration.asOf RATING_DAY']],
  ])('of %s', (_, changes, faults) => {
    expect(faultsOf(changes as never)).toEqual(faults);
  });
});

describe('a calibration that was measured with a ruleset', () => {
  const measured = calibration({ A, B, C });
  const holds = (spoil: (document: ReturnType<typeof sound>) => void, given = measured) => {
    const document = { ...sound(), ...given };
    spoil(document);
    return calibrationOf({ document, ruleset: document }) !== undefined;
  };

  it.each<[string, Parameters<typeof holds>[0], boolean]>([
    ['as it is', () => {}, true],
    ['with other texts', (d) => Object.assign(d, { title: { en: 'x', zh: 'x' }, reasons: {}, golden: [] }), true],
    ['with another label of an indicator', (d) => (d.indicators.worst.label = { en: 'x', zh: 'x' }), true],
    ['with another cut-off', (d) => (d.grades[0].from += 1), false],
    ['with another window of an indicator', (d) => (d.indicators.worst.window = { months: 7 }), false],
    ['with other points', (d) => (d.cards[0].characteristics[0].bins[0].points += 1), false],
    ['with a knock-out', (d) => (d.knockouts = [{ code: 'LATE', when: [{ indicator: 'worst', missing: true }], grade: 'C' }]), false],
    ['with a cap', (d) => (d.caps = [{ code: 'LATE', best: 'B' }]), false],
  ])('still tells what the grades mean %s: %s', (_, spoil, isTrue) => {
    expect(holds(spoil)).toBe(isTrue);
    expect(holds(spoil, calibration({ A, B, C }, { rules: undefined }))).toBe(true);
  });
});

it('a rating carries the probability of its grade, and none without a grade or a calibration', () => {
  const known = { method: 'jeffreys', ...calibration({ A, C }).calibration } as const;
  expect(pdOf(known as never, 'C', false)).toEqual({ value: 0.25, low: 0, high: 1, asOf: '2025-12-31', outcome: 'default', horizonMonths: 12, customers: 9 });
  expect(['B', null, 'toString'].map((name) => pdOf(known as never, name, false))).toEqual([null, null, null]);
  expect(pdOf(undefined, 'A', false)).toBeNull();
});

it('a partner is told the probability of a grade that 30 customers stand for, and of none with fewer', () => {
  const known = { method: 'jeffreys', ...calibration({ A: grade(30, 1), B: grade(29, 1) }).calibration } as const;
  expect([pdOf(known as never, 'A', true)?.customers, pdOf(known as never, 'B', true), pdOf(known as never, 'B', false)?.customers]).toEqual([30, null, 29]);
});

describe('the check of the scales of others', () => {
  const scale = (...words: [string, string][]) => ({ agency: 'bureau', scale: 'letters', words: words.map(([word, grade]) => ({ word, grade })) });
  it.each<[string, unknown[], string[]]>([
    ['two scales, several words for a grade', [scale(['AAA', 'A'], ['AA', 'A'], ['B', 'C']), { ...scale(['1', 'A']), scale: 'digits' }], []],
    ['one scale twice', [scale(['AAA', 'A']), scale(['B', 'C'])], ['external[1] RATING_EXTERNAL_TWICE']],
    ['one word twice', [scale(['AAA', 'A'], ['AAA', 'B'])], ['external[0].words[1].word RATING_EXTERNAL_WORD_TWICE']],
    ['a grade that is none', [scale(['AAA', 'Q'])], ['external[0].words[0].grade RATING_GRADE_UNKNOWN']],
    ['a worse word for a better grade', [scale(['AAA', 'B'], ['AA', 'A'])], ['~external[0].words[1] RATING_EXTERNAL_ORDER']],
    ['no word at all', [scale()], ['external[0].words RATING_TOO_SMALL']],
  ])('of %s', (_, external, faults) => {
    expect(faultsOf({ external })).toEqual(faults);
    expect(sound().external).toBeUndefined();
  });
});
