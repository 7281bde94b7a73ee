import { describe, expect, it } from 'vitest';
import { combine, type Derived, indicatorShape, type Measured, type Value } from '../../src/rating/indicator.ts';
import { form } from '../../src/rating/measure/parts.ts';
import { faultsOf } from './document.ts';

const label = { en: 'x', zh: 'x' };
const more = { unit: 'place', better: 'lower', label };
const bureau = (changes: object = {}) => ({
  fact: 'external_rating',
  measure: 'latest',
  column: 'grade',
  codes: { AAA: 1, AA: 2, D: 9.5 },
  ...more,
  ...changes,
});
const read = (part: string | null, changes: object = {}): Value =>
  form(indicatorShape.parse(bureau(changes)) as Measured, [part, null], '2026-03-31', { window: 'whole', months: new Set() }, 'word');

describe('words that stand for numbers', () => {
  it.each<[string, string | null, object, Value]>([
    ['is its number', 'AA', {}, { state: 'value', value: 2 }],
    ['may be a fraction', 'D', {}, { state: 'value', value: 9.5 }],
    ['is missing when nobody said what it stands for', 'BBB', {}, { state: 'missing' }],
    ['is missing under a name every object has', 'toString', {}, { state: 'missing' }],
    ['is missing when there is none', null, {}, { state: 'missing' }],
    ['stays a word without numbers', 'AA', { codes: undefined }, { state: 'value', value: 'AA' }],
  ])('a word %s', (_, part, changes, value) => {
    expect(read(part, changes)).toEqual(value);
  });

  it('can be derived from, as words cannot', () => {
    const moved = indicatorShape.parse({ difference: ['bureau', 'bureau'], ...more }) as Derived;
    expect(combine(moved, read('D'), read('AA'))).toEqual({ state: 'value', value: 7.5 });
    const document = (codes: object | undefined) => ({
      'indicators.bureau': bureau({ codes }),
      'indicators.moved': { difference: ['bureau', 'worst'], ...more },
    });
    expect(faultsOf(document({ AAA: 1 }))).toEqual(['~indicators.moved RATING_INDICATOR_UNUSED']);
    expect(faultsOf(document(undefined))).toContain('indicators.moved.difference[0] RATING_DERIVED_WORD');
  });

  const scored = (bins: object[], changes: object = {}) => ({
    'indicators.bureau': bureau(changes),
    'cards[0].characteristics[2]': { indicator: 'bureau', reason: 'UNPAID', bins: [{ missing: true, points: 0 }, ...bins] },
    ...{ 'indicators.cover': undefined, 'indicators.paid': undefined, 'indicators.billed': undefined, golden: [] },
  });
  it.each<[string, object, string[]]>([
    [
      'bins over every number they stand for',
      scored([
        { from: 1, to: 3, points: 5 },
        { from: 3, points: 0 },
      ]),
      [],
    ],
    ['no bin above the best place', scored([{ from: 2, points: 5 }]), ['~cards[0].characteristics[2].bins RATING_BIN_GAP']],
    [
      'bins of words',
      scored([{ in: ['AAA'], points: 5 }]),
      ['cards[0].characteristics[2].bins[1] RATING_BIN_UNFIT', '~cards[0].characteristics[2].bins RATING_BIN_GAP'],
    ],
    ['none at all', scored([{ from: 0, points: 5 }], { codes: {} }), ['indicators.bureau.codes RATING_CODES_NONE']],
    [
      'another measure than the latest',
      scored([{ from: 0, points: 5 }], { measure: 'count', column: undefined }),
      ['indicators.bureau.codes RATING_OPTION_MISPLACED'],
    ],
    ['a column of numbers', scored([{ from: 0, points: 5 }], { column: 'score' }), ['indicators.bureau.codes RATING_CODES_NUMBER']],
    [
      'a word that the column cannot have',
      scored([{ from: 0, points: 5 }], { fact: 'relation', column: 'side', codes: { from: 1, beside: 2 } }),
      ['indicators.bureau.codes.beside RATING_WORD_UNKNOWN'],
    ],
  ])('the check of %s', (_, changes, faults) => {
    expect(faultsOf(changes as never)).toEqual(faults);
  });
});
