import { describe, expect, it } from 'vitest';
import { check } from '../../src/rating/check/check.ts';
import { attributes, faultsOf, sound } from './document.ts';

const card = 'cards[0].characteristics';

describe('a ruleset check', () => {
  it('finds nothing in a sound document and hands it over', () => {
    const { ruleset, faults } = check(sound(), attributes);
    expect(faults).toEqual([]);
    expect(ruleset?.name).toBe('sample');
  });

  it('refuses more month ends of lateness than one statement has columns for', () => {
    const document = sound();
    const late = { fact: 'bill', measure: 'days_past_due', over: 'max', unit: 'day', better: 'lower', label: { en: 'Late', zh: '逾期' } };
    for (let n = 0; n < 9; n++) document.indicators[`late${n}`] = { ...late, window: { months: 120 } };
    const found = check(document, attributes).faults.filter((fault) => fault.severity === 'error');
    expect(found).toMatchObject([{ code: 'RATING_MONTH_ENDS', path: 'indicators', params: { count: 1080, most: 1000 } }]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['points that are no number', { [`${card}[0].bins[1].points`]: Number.NaN }, [`${card}[0].bins[1].points RATING_NOT_FINITE`]],
    ['infinite points', { 'cards[0].initial': Number.POSITIVE_INFINITY }, ['cards[0].initial RATING_NOT_FINITE']],
    ['points beyond the limit', { 'cards[0].initial': 1e9 }, ['cards[0].initial RATING_TOO_BIG']],
    ['cut-offs out of order', { 'grades[1].from': 150 }, ['grades[1].from RATING_CUTOFF_ORDER']],
    ['a cut-off missing in the middle', { 'grades[0].from': undefined }, ['grades[0] RATING_CUTOFF_MISSING']],
    ['a cut-off on the last grade', { 'grades[2].from': 10 }, ['grades[2].from RATING_CUTOFF_LAST']],
    ['a grade twice', { 'grades[1].grade': 'A' }, ['grades[1].grade RATING_GRADE_TWICE']],
    [
      'an unknown indicator of a characteristic',
      { [`${card}[0].indicator`]: 'nothing' },
      ['~indicators.worst RATING_INDICATOR_UNUSED', `${card}[0].indicator RATING_INDICATOR_UNKNOWN`],
    ],
    ['an unknown indicator of a golden case', { 'golden[0].values.nothing': 1 }, ['golden[0].values.nothing RATING_INDICATOR_UNKNOWN']],
    [
      'an indicator named like a method of objects',
      { [`${card}[2].indicator`]: 'constructor' },
      ['~indicators.cover RATING_INDICATOR_UNUSED', `${card}[2].indicator RATING_INDICATOR_UNKNOWN`],
    ],
    [
      'an indicator twice on a card',
      { [`${card}[2].indicator`]: 'service' },
      [
        '~indicators.cover RATING_INDICATOR_UNUSED',
        `${card}[2].indicator RATING_CHARACTERISTIC_TWICE`,
        `${card}[2].bins[1] RATING_BIN_UNFIT`,
        `${card}[2].bins[2] RATING_BIN_UNFIT`,
        `${card}[2].bins[3] RATING_BIN_UNFIT`,
        `~${card}[2].bins RATING_BIN_WORDS_ABSENT`,
      ],
    ],
    [
      'two cards for everybody',
      { 'cards[1]': { ...sound().cards[0], name: 'other' } },
      ['cards[0].population RATING_POPULATION_EMPTY', 'cards[1].population RATING_POPULATION_EMPTY'],
    ],
    ['no card', { cards: [] }, ['cards RATING_TOO_SMALL']],
    ['a baseline without its method', { [`${card}[0].baseline`]: 3 }, [`${card}[0].baseline RATING_BASELINE_MISPLACED`]],
    [
      'a method without its baselines',
      { 'cards[0].baseline': 'other' },
      [`${card}[0] RATING_BASELINE_MISSING`, `${card}[1] RATING_BASELINE_MISSING`, `${card}[2] RATING_BASELINE_MISSING`],
    ],
    [
      'a method without its neutral bins',
      { 'cards[0].baseline': 'neutral' },
      [`${card}[0].bins RATING_NEUTRAL_NOT_ONE`, `${card}[1].bins RATING_NEUTRAL_NOT_ONE`, `${card}[2].bins RATING_NEUTRAL_NOT_ONE`],
    ],
    ['points lost without a reason', { [`${card}[2].reason`]: undefined }, [`${card}[2] RATING_REASON_MISSING`, '~reasons.UNPAID RATING_REASON_UNUSED']],
    ['a reason without text', { 'reasons.LATE': undefined }, [`${card}[0].reason RATING_REASON_UNTOLD`]],
    ['a text missing in Chinese', { 'reasons.LATE.zh': undefined }, ['reasons.LATE.zh RATING_TEXT_MISSING']],
    ['an empty text', { 'title.en': ' ' }, ['title.en RATING_TEXT_MISSING']],
    ['a label missing', { 'indicators.worst.label.en': undefined }, ['indicators.worst.label.en RATING_TEXT_MISSING']],
    ['text that cannot be stored', { 'title.en': 'a\u0000b' }, ['title.en RATING_TEXT_CHARACTERS']],
    ['a golden score that differs', { 'golden[0].expect.score': 166 }, ['golden[0].expect.score RATING_GOLDEN_DIFFERS']],
    ['golden reasons that differ', { 'golden[0].expect.reasons': ['LATE'] }, ['golden[0].expect.reasons RATING_GOLDEN_DIFFERS']],
    [
      'a golden case that turns out invalid',
      { 'golden[0].values.service': 'steam' },
      ['golden[0].expect.score RATING_GOLDEN_DIFFERS', 'golden[0].expect.grade RATING_GOLDEN_DIFFERS'],
    ],
    ['a golden case that is not invalid', { 'golden[0].expect': { invalid: 'worst' } }, ['golden[0].expect.invalid RATING_GOLDEN_DIFFERS']],
    ['a golden case that expects nothing', { 'golden[0].expect': {} }, ['golden[0].expect RATING_GOLDEN_EMPTY']],
    ['an unknown key', { 'cards[0].colour': [] }, ['cards[0].colour RATING_KEY_UNKNOWN']],
    ['a missing key', { [`${card}[0].bins[0].points`]: undefined }, [`${card}[0].bins[0].points RATING_KEY_MISSING`]],
    ['a value of the wrong type', { [`${card}[0].bins[0].points`]: 'ten' }, [`${card}[0].bins[0].points RATING_TYPE`]],
    ['a name of the wrong form', { name: 'My rules' }, ['name RATING_NAME_FORM']],
    ['a reason code of the wrong form', { [`${card}[0].reason`]: 'late' }, [`${card}[0].reason RATING_NAME_FORM`, '~reasons.LATE RATING_REASON_UNUSED']],
  ])('names %s', (_, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults);
  });

  it('names every fault of a document at once', () => {
    const found = faultsOf({
      'cards[0].characteristics[0].bins[1].points': Number.NaN,
      'grades[1].from': 200,
      'cards[0].characteristics[2].indicator': 'nothing',
      'indicators.service.fact': 'customer',
      'indicators.service.column': 'attributes.sex',
      'reasons.LATE.zh': undefined,
    });
    expect(found.filter((fault) => !fault.startsWith('~')).toSorted()).toEqual([
      'cards[0].characteristics[0].bins[1].points RATING_NOT_FINITE',
      'cards[0].characteristics[2].indicator RATING_INDICATOR_UNKNOWN',
      'grades[1].from RATING_CUTOFF_ORDER',
      'indicators.service.column RATING_ATTRIBUTE_REFUSED',
      'reasons.LATE.zh RATING_TEXT_MISSING',
    ]);
  });

  it.each([[null], [undefined], ['text'], [12], [[]], [{}], [{ kind: 'ruleset', indicators: [], cards: {}, grades: 'A' }]])(
    'refuses %j without failing itself',
    (document) => {
      const { ruleset, faults } = check(document, attributes);
      expect(ruleset).toBeUndefined();
      expect(faults.length).toBeGreaterThan(0);
    },
  );

  it.each<[string, unknown]>([
    ['keys', { ...sound(), ...Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 1])) }],
    ['numbers that are none', { ...sound(), golden: Array.from({ length: 20_000 }, () => Number.POSITIVE_INFINITY) }],
    ['texts that cannot be kept', { ...sound(), title: Array.from({ length: 20_000 }, () => '\u0000') }],
  ])('tells of the first 501 of 20,000 %s that mean nothing, and does not go through all of them for each', { timeout: 4_000 }, (_, document) => {
    const { ruleset, faults } = check(document, attributes);
    expect([ruleset, faults.length]).toEqual([undefined, 501]);
  });

  it('takes for missing what a golden case leaves out, also an indicator called as something that every object has', () => {
    const document = sound();
    document.indicators.constructor = document.indicators.worst;
    document.cards[0].characteristics[0].indicator = 'constructor';
    delete document.indicators.worst;
    document.golden = [{ name: 'never measured', values: { service: 'water', billed: 100, paid: 100 }, expect: { score: 120, reasons: ['LATE'] } }];
    expect(check(document, attributes).faults).toEqual([]);
  });

  it('refuses endless nesting without failing itself', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 50_000; depth++) nested = [nested];
    expect(check({ ...sound(), scope: nested }, attributes).faults.map(({ code }) => code)).toContain('RATING_TOO_DEEP');
  });
});
