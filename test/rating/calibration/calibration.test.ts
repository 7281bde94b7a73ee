import { describe, expect, it } from 'vitest';
import { pdOf } from '../../../src/rating/calibration/calibration.ts';
import { faultsOf, sound } from '../document.ts';

const grade = (customers: number, bad: number, more: object = {}) => ({ customers, bad, pd: (bad + 0.5) / (customers + 1), low: 0, high: 1, ...more });
const calibration = (grades: object, more: object = {}) => ({
  calibration: {
    ...{ outcome: 'default', horizonMonths: 12, asOf: '2025-12-31' },
    customers: Object.values(grades).reduce((sum: number, each: { customers: number }) => sum + each.customers, 0),
    ...{ grades, ...more },
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
    ['a day that is none', calibration({ A, B, C }, { asOf: '2025-02-30' }), ['calibration.asOf RATING_DAY']],
  ])('of %s', (_, changes, faults) => {
    expect(faultsOf(changes as never)).toEqual(faults);
  });
});

it('a rating carries the probability of its grade, and none without a grade or a calibration', () => {
  const known = { method: 'jeffreys', ...calibration({ A, C }).calibration } as const;
  expect(pdOf(known as never, 'C')).toEqual({ value: 0.25, low: 0, high: 1, asOf: '2025-12-31', outcome: 'default', horizonMonths: 12, customers: 9 });
  expect([pdOf(known as never, 'B'), pdOf(known as never, null), pdOf(known as never, 'toString'), pdOf(undefined, 'A')]).toEqual([null, null, null, null]);
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
