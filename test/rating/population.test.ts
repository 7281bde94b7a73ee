import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { meets, type PopulationCondition } from '../../src/rating/card/population.ts';
import type { Card } from '../../src/rating/card/scorecard.ts';
import { cells } from '../../src/rating/check/cells.ts';
import { check } from '../../src/rating/check/check.ts';
import type { Yield } from '../../src/rating/check/yield.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { number, rate, rulesetOf, special, word } from './card.ts';
import { attributes, type Loose, sound } from './document.ts';

const tenure = { fact: 'account', measure: 'tenure_months', column: 'contractStart', unit: 'month', better: 'higher', label: { en: 'Tenure', zh: '在网时长' } };
const asksOf = (column: string, value: string) => ({ column, op: '=', value });
const simple = (points: number) => ({
  initial: 100,
  characteristics: [
    {
      indicator: 'cover',
      reason: 'UNPAID',
      bins: [
        { missing: true, points },
        { to: 1, points: -5 },
        { from: 1, points: 5 },
      ],
    },
  ],
});

/** The sample with one card per population, over worst (special -2), service and tenure. */
const cardsOf = (...populations: object[][]): Loose => {
  const document = sound();
  document.indicators.tenure = tenure;
  document.indicators.spared = { ...tenure, fact: 'bill', measure: 'share', column: undefined, by: 'statementMinor', match: [asksOf('cause', 'regular')] };
  document.cards = populations.map((population, at) => ({ name: `card${at}`, population, ...simple(at) }));
  document.reasons = { UNPAID: document.reasons.UNPAID };
  document.golden = [];
  return document;
};
const isMissing = (indicator: string) => ({ indicator, missing: true });
const asks = (indicator: string, op: string, value: unknown) => ({ indicator, op, value });
const found = (document: Loose): string[] =>
  check(document, attributes)
    .faults.filter(({ severity }) => severity === 'error')
    .map(({ code, path, params }) => `${path} ${code}${'example' in params ? ` ${params['example']}` : ''}`);

describe('whom the cards are for', () => {
  it.each<[string, object[][], string[]]>([
    ['one card for everybody', [[]], []],
    ['below, from and missing', [[asks('tenure', '<', 12)], [asks('tenure', '>=', 12)], [isMissing('tenure')]], []],
    ['whole months told apart without the fractions between', [[asks('tenure', '<=', 11)], [asks('tenure', '>', 11.5)], [isMissing('tenure')]], []],
    ['below nothing there is', [[asks('tenure', '>=', 0)], [isMissing('tenure')]], []],
    [
      'below nothing, of a share of statements, which credits turn negative',
      [[asks('spared', '>=', 0)], [isMissing('spared')]],
      ['cards RATING_POPULATION_GAP spared = -1'],
    ],
    [
      'words of a closed list',
      [
        [asks('service', 'in', ['water', 'gas', 'electricity'])],
        [asks('service', 'in', ['mobile', 'broadband', 'deposit', 'card', 'loan', 'insurance', 'freight'])],
        [isMissing('service')],
      ],
      [],
    ],
    ['a word and every other', [[asks('service', '=', 'water')], [asks('service', '<>', 'water')], [isMissing('service')]], []],
    ['a special code of its own', [[asks('worst', '<', 0)], [asks('worst', '>=', 0)], [{ indicator: 'worst', special: -2 }], [isMissing('worst')]], []],
    [
      'two indicators joined',
      [
        [asks('tenure', '<', 12)],
        [{ indicator: 'tenure', missing: false }, asks('tenure', '>=', 12), isMissing('service')],
        [asks('tenure', '>=', 12), { indicator: 'service', missing: false }],
        [isMissing('tenure')],
      ],
      [],
    ],
    ['a gap at missing', [[asks('tenure', '<', 12)], [asks('tenure', '>=', 12)]], ['cards RATING_POPULATION_GAP tenure = missing']],
    ['a gap at a cut', [[asks('tenure', '<', 12)], [asks('tenure', '>', 12)], [isMissing('tenure')]], ['cards RATING_POPULATION_GAP tenure = 12']],
    ['a gap between', [[asks('tenure', '<', 12)], [asks('tenure', '>=', 14)], [isMissing('tenure')]], ['cards RATING_POPULATION_GAP tenure = 12']],
    ['a gap at a special code', [[asks('worst', '<', 0)], [asks('worst', '>=', 0)], [isMissing('worst')]], ['cards RATING_POPULATION_GAP worst = special -2']],
    ['a gap at a word', [[asks('service', '=', 'water')], [isMissing('service')]], ['cards RATING_POPULATION_GAP service = electricity']],
    [
      'a gap of two indicators',
      [[asks('tenure', '<', 12)], [asks('tenure', '>=', 12), isMissing('service')], [isMissing('tenure')]],
      ['cards RATING_POPULATION_GAP tenure = 12, service = electricity'],
    ],
    ['an overlap', [[asks('tenure', '<', 12)], [asks('tenure', '>=', 6)], [isMissing('tenure')]], ['cards[1].population RATING_POPULATION_OVERLAP tenure = 6']],
    [
      'an overlap of all that is not missing',
      [[{ indicator: 'tenure', missing: false }], [asks('tenure', '<', 6)], [isMissing('tenure')]],
      ['cards[1].population RATING_POPULATION_OVERLAP tenure = 0'],
    ],
    [
      'an overlap and a gap at once',
      [[asks('tenure', '<=', 12)], [asks('tenure', '>=', 12)]],
      ['cards[1].population RATING_POPULATION_OVERLAP tenure = 12', 'cards RATING_POPULATION_GAP tenure = missing'],
    ],
    [
      'a card that never holds',
      [[asks('tenure', '<', 0)], [{ indicator: 'tenure', missing: false }], [isMissing('tenure')]],
      ['cards[0].population RATING_POPULATION_NEVER'],
    ],
    ['one card for some only', [[asks('tenure', '>=', 3)]], ['cards RATING_POPULATION_GAP tenure = 0']],
    ['a card without a population beside another', [[isMissing('tenure')], []], ['cards[1].population RATING_POPULATION_EMPTY']],
    ['an unknown indicator', [[isMissing('age')], [isMissing('tenure')]], ['cards[0].population[0].indicator RATING_INDICATOR_UNKNOWN']],
    ['a word of a number', [[asks('tenure', '=', 'long')], [isMissing('tenure')]], ['cards[0].population[0].value RATING_CONDITION_VALUE']],
    ['a word that cannot be', [[asks('service', '=', 'steam')], [isMissing('service')]], ['cards[0].population[0].value RATING_CONDITION_VALUE']],
    ['words in an order', [[asks('service', '<', 'water')], [isMissing('service')]], ['cards[0].population[0].op RATING_CONDITION_ORDER']],
    ['a list without in', [[asks('tenure', '=', [1, 2])], [isMissing('tenure')]], ['cards[0].population[0].value RATING_CONDITION_LIST']],
    ['in without a list', [[asks('tenure', 'in', 1)], [isMissing('tenure')]], ['cards[0].population[0].value RATING_CONDITION_LIST']],
    [
      'a special code not declared',
      [[{ indicator: 'worst', special: -9 }], [isMissing('worst')]],
      ['cards[0].population[0].special RATING_SPECIAL_UNDECLARED'],
    ],
    [
      'a condition on a column, not an indicator',
      [[{ column: 'kind', op: '=', value: 'person' }], [isMissing('tenure')]],
      ['cards[0].population[0].indicator RATING_KEY_MISSING', 'cards[0].population[0].column RATING_KEY_UNKNOWN'],
    ],
  ])('is checked: %s', (_, populations, faults) => {
    expect(found(cardsOf(...populations))).toEqual(faults);
  });

  it('is refused beyond what can be checked', () => {
    const hundred = (indicator: string, from: number) =>
      asks(
        indicator,
        'in',
        [...Array(100).keys()].map((at) => from + at),
      );
    const document = cardsOf([hundred('tenure', 0), hundred('worst', 0)], [hundred('tenure', 100), hundred('worst', 100)], [isMissing('tenure')]);
    const [fault] = check(document, attributes).faults.filter(({ severity }) => severity === 'error');
    expect(fault).toMatchObject({ code: 'RATING_POPULATION_FINE', path: 'cards', params: { count: 202 * 204, most: limits.populationCells } });
  });

  it('counts as a use of an indicator', () => {
    const unused = (document: Loose) =>
      check(document, attributes).faults.filter(({ code, path }) => code === 'RATING_INDICATOR_UNUSED' && path.endsWith('tenure'));
    expect(unused(cardsOf([isMissing('tenure')], [{ indicator: 'tenure', missing: false }]))).toEqual([]);
    expect(unused(cardsOf([]))).toHaveLength(1);
  });

  it('names no two cards alike', () => {
    const document = cardsOf([isMissing('tenure')], [{ indicator: 'tenure', missing: false }]);
    document.cards[1].name = 'card0';
    expect(found(document)).toEqual(['cards[1].name RATING_CARD_TWICE']);
  });

  it('is what golden cases may expect', () => {
    const document = cardsOf([isMissing('tenure')], [{ indicator: 'tenure', missing: false }]);
    document.golden = [{ name: 'new', values: { tenure: 3 }, expect: { card: 'card1', score: 101 } }];
    expect(found(document)).toEqual([]);
    document.golden[0].expect.card = 'card0';
    expect(found(document)).toEqual(['golden[0].expect.card RATING_GOLDEN_DIFFERS']);
  });
});

describe('the card that holds', () => {
  const ruleset = rulesetOf((d) =>
    Object.assign(d, cardsOf([asks('tenure', '<', 12)], [asks('tenure', '>=', 12), asks('service', 'in', ['water', 'gas'])], [isMissing('tenure')])),
  );

  it.each<[Record<string, Value>, number, number | null]>([
    [{ tenure: number(11) }, 0, 100],
    [{ tenure: number(12), service: word('gas') }, 1, 101],
    [{ tenure: number(12), service: word('gas'), cover: number(2) }, 1, 105],
    [{}, 2, 102],
    [{ tenure: number(12), service: word('card') }, -1, null],
    [{ tenure: special(-1) }, -1, null],
  ])('of %o is %i', (values, card, score) => {
    expect(rate(ruleset, values)).toMatchObject({ card, score, state: score === null ? 'invalid' : 'rated' });
  });

  it('is none for a customer nobody thought of: no score, no bins, no reasons', () => {
    expect(rate(ruleset, { tenure: number(12) })).toEqual({
      state: 'invalid',
      card: -1,
      score: null,
      grade: null,
      gradeIndex: -1,
      bins: [],
      points: [],
      reasons: [],
      invalidCharacteristic: null,
    });
  });
});

describe('any populations', () => {
  const constant = fc.integer({ min: -2, max: 6 });
  const condition: fc.Arbitrary<PopulationCondition> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ indicator: fc.constantFrom('a', 'b'), op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='), value: constant }) },
    fc.record({ indicator: fc.constantFrom('a', 'b'), op: fc.constant('in' as const), value: fc.array(constant, { minLength: 1, maxLength: 3 }) }),
    fc.record({ indicator: fc.constantFrom('a', 'b'), missing: fc.boolean() }),
    fc.record({ indicator: fc.constantFrom('a', 'b'), special: fc.constant(-9) }),
  );
  const population = fc.array(condition, { minLength: 1, maxLength: 3 });
  const yields = (whole: boolean, floor: number): Yield => ({ kind: 'number', floor, whole, words: undefined, special: [-9] });
  const values = (whole: boolean, floor: number): Value[] => [
    missing,
    special(-9),
    ...Array.from({ length: 45 }, (_, at) => -4 + at / 4)
      .filter((value) => value >= floor && (!whole || Number.isInteger(value)))
      .map(number),
  ];

  it('pass when exactly one holds for every customer there can be, and only then', () => {
    fc.assert(
      fc.property(
        fc.array(population, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(0, Number.NEGATIVE_INFINITY),
        (populations, whole, floor) => {
          const cards = populations.map((each, at) => ({ name: `${at}`, population: each }) as unknown as Card);
          const named = [...new Set(populations.flat().map(({ indicator }) => indicator))];
          const faults = cells(cards, new Map(named.map((name) => [name, yields(whole, floor)]))).filter(({ code }) => code !== 'RATING_POPULATION_NEVER');
          const holding = values(whole, floor).flatMap((a) =>
            values(whole, floor).map((b) => populations.filter((each) => each.every((asked) => meets(asked, asked.indicator === 'a' ? a : b))).length),
          );
          expect(faults.some(({ code }) => code === 'RATING_POPULATION_GAP')).toBe(holding.includes(0));
          expect(faults.some(({ code }) => code === 'RATING_POPULATION_OVERLAP')).toBe(holding.some((count) => count > 1));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('split at cut points pass', () => {
    fc.assert(
      fc.property(fc.uniqueArray(constant, { minLength: 1, maxLength: 5 }), (list) => {
        const cuts = list.toSorted((a, b) => a - b);
        const ranges = [...cuts, undefined].map((to, at) => {
          const from = cuts[at - 1];
          return [...(from === undefined ? [] : [asks('a', '>=', from)]), ...(to === undefined ? [] : [asks('a', '<', to)])];
        });
        const cards = [...ranges, [isMissing('a')], [{ indicator: 'a', special: -9 }]].map(
          (each, at) => ({ name: `${at}`, population: each }) as unknown as Card,
        );
        expect(cells(cards, new Map([['a', yields(false, Number.NEGATIVE_INFINITY)]]))).toEqual([]);
      }),
    );
  });
});
